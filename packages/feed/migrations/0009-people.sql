-- People, and what they do: votes, comments, flags, submissions. An account exists only once its address is confirmed: it
-- is made by the click that follows an e-mailed link.

create table people (
  id int generated always as identity primary key,
  email text not null unique check (email = lower(email) and length(email) <= 254),
  handle text not null unique check (handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(handle) between 3 and 30),
  name text not null check (length(name) between 1 and 60),
  role text not null default 'member' check (role in ('member', 'moderator', 'administrator')),
  created_at timestamptz not null,
  -- Where the account was made from: the first 24 bits of an IPv4 address, 48 of an IPv6 one.
  network text not null,
  -- 0: votes are kept and do not count until a moderator has looked at the account.
  vote_weight int not null default 1 check (vote_weight in (0, 1)),
  suspended_at timestamptz
);
create index people_network on people (network, created_at desc);

-- Of every token only the SHA-256 is stored: who reads this table can sign in as nobody.
create table sign_in_links (
  token_hash bytea primary key,
  email text not null,
  -- Path of the page to go on to.
  next text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_links_expiry on sign_in_links (expires_at);

create table sessions (
  token_hash bytea primary key,
  person_id int not null references people on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  -- What the browser calls itself.
  device text not null
);
create index sessions_of on sessions (person_id);

create table api_tokens (
  id int generated always as identity primary key,
  token_hash bytea not null unique,
  person_id int not null references people on delete cascade,
  name text not null check (length(name) between 1 and 60),
  created_at timestamptz not null,
  used_at timestamptz
);
create index api_tokens_of on api_tokens (person_id);

-- A token bucket needs one moment: when it will be full again. A row in the past is a full bucket and may go.
create table rate_limits (
  key text primary key,
  full_at timestamptz not null
);
create index rate_limits_full on rate_limits (full_at);

alter table papers add column submitted_by int references people on delete set null;
create index papers_submitted_by on papers (submitted_by) where submitted_by is not null;

create table votes (
  paper_id int not null references papers on delete cascade,
  person_id int not null references people on delete cascade,
  -- What it adds to the paper's votes: the person's weight when it was cast, or since a moderator's review.
  weight int not null check (weight in (0, 1)),
  cast_at timestamptz not null,
  primary key (paper_id, person_id)
);
create index votes_of on votes (person_id, cast_at desc);

create table comments (
  id int generated always as identity primary key,
  paper_id int not null references papers on delete cascade,
  parent_id int references comments on delete cascade,
  -- Null: the account is gone.
  person_id int references people on delete set null,
  depth int not null check (depth between 0 and 8),
  -- Markdown, as written. Emptied when its author deletes it.
  body text not null check (length(body) <= 10000),
  -- What is shown: made once, because Markdown made to be slow takes a second.
  html text not null,
  created_at timestamptz not null,
  edited_at timestamptz,
  -- By its author.
  deleted_at timestamptz,
  -- By a moderator, who may restore it.
  removed_at timestamptz,
  good int not null default 0 check (good >= 0),
  bad int not null default 0 check (bad >= 0),
  -- Lower bound of Wilson's interval for the share of good votes, stored so that a thread sorts in SQL.
  confidence float8 not null default 0
);
create index comments_of_paper on comments (paper_id, id);
create index comments_of_person on comments (person_id, created_at desc);
create index comments_of_parent on comments (parent_id);

create table comment_votes (
  comment_id int not null references comments on delete cascade,
  person_id int not null references people on delete cascade,
  good boolean not null,
  weight int not null check (weight in (0, 1)),
  primary key (comment_id, person_id)
);
create index comment_votes_of on comment_votes (person_id);

create table flags (
  id int generated always as identity primary key,
  paper_id int references papers on delete cascade,
  comment_id int references comments on delete cascade,
  person_id int references people on delete set null,
  reason text not null check (reason in ('off-topic', 'already-posted', 'broken-link', 'wrong-facts', 'spam', 'unkind')),
  note text not null default '' check (length(note) <= 500),
  created_at timestamptz not null,
  -- Null: it waits for a moderator.
  settled_at timestamptz,
  upheld boolean,
  check (num_nonnulls(paper_id, comment_id) = 1),
  check ((settled_at is null) = (upheld is null))
);
create unique index flags_of_paper on flags (paper_id, person_id) where settled_at is null;
create unique index flags_of_comment on flags (comment_id, person_id) where settled_at is null;

create table authorship_claims (
  id int generated always as identity primary key,
  paper_id int not null references papers on delete cascade,
  person_id int not null references people on delete cascade,
  -- The name on the paper.
  author text not null,
  evidence text not null check (length(evidence) <= 2000),
  state text not null default 'open' check (state in ('open', 'granted', 'denied', 'appealed')),
  created_at timestamptz not null,
  decided_at timestamptz,
  decision text,
  unique (paper_id, person_id)
);
create index authorship_claims_waiting on authorship_claims (id) where state in ('open', 'appealed');

-- Public: every act of a moderator with its reason. Nothing is ever taken out of it.
create table moderation_log (
  id int generated always as identity primary key,
  at timestamptz not null,
  moderator_id int references people on delete set null,
  action text not null,
  paper_id int references papers on delete set null,
  comment_id int references comments on delete set null,
  -- The person concerned.
  person_id int references people on delete set null,
  reason text not null check (length(reason) between 1 and 1000)
);
