-- Runs of papers on the server. The queue knows when one is due; these tables know what it is and what came of it.
create table runs (
  id uuid primary key default gen_random_uuid(),
  slug text not null,
  parameters jsonb not null default '{}',
  seed bigint not null default 0,
  profile text not null check (profile in ('quick', 'full')),
  -- Whoever asked: an account or an address, made unreadable.
  asked_by text not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempts int not null default 0,
  cancelling boolean not null default false,
  asked_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  -- The machine and process that has it.
  worker text,
  problem text
);
create index runs_asked on runs (asked_at desc);
create index runs_waiting on runs (asked_by) where state in ('queued', 'running');

create table run_events (
  run_id uuid not null references runs on delete cascade,
  number int not null,
  event jsonb not null,
  primary key (run_id, number)
);
