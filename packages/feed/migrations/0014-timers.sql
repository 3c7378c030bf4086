-- What the site does by itself at set times, and how it went: one row holds over all processes.
create table timers (
  name text primary key,
  -- When it is due; whoever moves it on does the work.
  next_at timestamptz not null,
  -- It is being done, or whoever did it has vanished after this.
  busy_until timestamptz,
  succeeded_at timestamptz,
  -- In a row.
  failures int not null default 0,
  problem text
);
