-- What people keep for themselves: saved papers, followed topics and authors, feeds that only they know the address of.

create table saved_papers (
  person_id int not null references people on delete cascade,
  paper_id int not null references papers on delete cascade,
  saved_at timestamptz not null,
  primary key (person_id, paper_id)
);
create index saved_papers_of on saved_papers (person_id, saved_at desc, paper_id desc);
create index saved_papers_paper on saved_papers (paper_id);

create table follows (
  person_id int not null references people on delete cascade,
  kind text not null check (kind in ('topic', 'author')),
  -- As it stands in papers.
  name text not null check (length(name) between 1 and 1000),
  followed_at timestamptz not null,
  primary key (person_id, kind, name)
);

-- One address a person, which a new one replaces. Of its token only the SHA-256 is stored.
create table private_feeds (
  person_id int primary key references people on delete cascade,
  token_hash bytea not null unique,
  made_at timestamptz not null
);
