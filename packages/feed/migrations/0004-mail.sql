-- Mail: who gets the digest, what each edition says, and an outbox that is filled in the transaction that causes a mail.

-- Addresses that were confirmed. Unsubscribing keeps the row, so that an old link still finds it.
create table subscriptions (
  id bigint generated always as identity primary key,
  address text not null unique check (address = lower(address) and length(address) <= 254),
  rhythm text not null check (rhythm in ('daily', 'weekly')),
  -- Empty: all.
  topics text[] not null default '{}',
  -- Name in the IANA database.
  time_zone text not null,
  -- On that zone's clock.
  hour int not null check (hour between 0 and 23),
  confirmed_at timestamptz not null,
  unsubscribed_at timestamptz,
  unsubscribed_by text check (unsubscribed_by in ('page', 'one-click', 'mail', 'complaint')),
  -- When the next digest is due; null: never.
  due_at timestamptz,
  -- The last day of the list that a digest told of.
  covered_until date,
  check ((unsubscribed_at is null) = (due_at is not null))
);
create index subscriptions_due on subscriptions (due_at) where due_at is not null;

-- What a form asked for. A confirmed one is the evidence of consent; others are deleted after a week.
create table opt_ins (
  id bigint generated always as identity primary key,
  address text not null check (address = lower(address) and length(address) <= 254),
  rhythm text not null check (rhythm in ('daily', 'weekly')),
  topics text[] not null,
  time_zone text not null,
  hour int not null check (hour between 0 and 23),
  requested_at timestamptz not null,
  requested_ip text,
  requested_agent text,
  confirmed_at timestamptz,
  confirmed_ip text,
  confirmed_agent text
);
create index opt_ins_of on opt_ins (address, requested_at desc);
create index opt_ins_unconfirmed on opt_ins (requested_at) where confirmed_at is null;

-- What was mailed, frozen: a mail that is sent twice says the same twice.
create table editions (
  id bigint generated always as identity primary key,
  rhythm text not null check (rhythm in ('daily', 'weekly')),
  -- Days of the list that it tells of.
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  made_at timestamptz not null,
  -- Best first: as many of every topic as one mail holds, and as many of all.
  papers jsonb not null,
  unique (rhythm, first_day, last_day)
);

create table deliveries (
  id bigint generated always as identity primary key,
  kind text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  key text not null check (key ~ '^[A-Za-z0-9._-]{1,120}$'),
  -- Before the @ of the Message-ID: a mail that is sent again has the same, so the receiver can tell.
  message_id text not null generated always as (kind || '.' || key) stored unique,
  recipient text not null,
  -- Null in a digest, which is made from its edition when it is sent; null in any mail once it is done with, as it may
  -- hold a secret.
  subject text,
  body text,
  html text,
  headers jsonb not null default '{}',
  edition_id bigint references editions,
  subscription_id bigint references subscriptions on delete cascade,
  -- The subscription's when the edition was addressed.
  topics text[],
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'suppressed')),
  attempts int not null default 0,
  queued_at timestamptz not null,
  next_attempt_at timestamptz not null,
  -- Of no use afterwards.
  expires_at timestamptz not null,
  -- Whoever is sending has until then; afterwards it is taken for dead.
  leased_until timestamptz,
  sent_at timestamptz,
  -- What the server answered last.
  response text,
  unique (kind, key),
  unique (edition_id, subscription_id),
  check ((edition_id is null) = (subscription_id is null)),
  check ((state = 'sending') = (leased_until is not null))
);
create index deliveries_due on deliveries (next_attempt_at, id) where state = 'queued';
create index deliveries_leased on deliveries (leased_until) where state = 'sending';
create index deliveries_old on deliveries (queued_at) where state in ('sent', 'failed', 'suppressed');

-- Failures of an address, each counted once a delivery and kind.
create table bounces (
  id bigint generated always as identity primary key,
  address text not null,
  kind text not null check (kind in ('hard', 'soft', 'complaint')),
  -- Enhanced status code (RFC 3463), `5.1.1`; null where there is none.
  status text,
  diagnostic text,
  delivery_id bigint references deliveries on delete set null,
  at timestamptz not null,
  unique (delivery_id, kind)
);
create index bounces_of on bounces (address, at);

-- Addresses that get no mail but what they ask for; lifted by a newly confirmed subscription.
create table suppressions (
  address text primary key,
  reason text not null check (reason in ('bounce', 'complaint')),
  status text,
  since timestamptz not null
);
