-- What is known of each service that papers are pulled from: when it may be asked again, and what it said last.
create table connectors (
  -- One service, one row: its rate limit holds over all processes.
  host text primary key,
  -- No request before; a claim moves it on.
  next_at timestamptz not null default '-infinity',
  failures int not null default 0,
  problem text
);

-- Validators of answers that were imported, for conditional requests.
create table connector_answers (
  url text primary key,
  etag text,
  last_modified text,
  imported_at timestamptz not null
);
