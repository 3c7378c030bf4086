-- When a paper came into this store, whatever dates it has: what has come in a month that is over never changes.
alter table papers add column added_at timestamptz not null default now();
create index papers_added on papers (added_at desc, id desc);

-- Documents of months that are over, as they were first given out: readers keep them for ever.
create table feed_archives (
  -- Path of the list.
  list text not null,
  -- `YYYY-MM`, with the number of a paper behind it where a month has several documents.
  name text not null,
  -- Address of the site that is written in it.
  site text not null,
  -- Atom under gzip.
  document bytea not null,
  primary key (list, name)
);
create index feed_archives_month on feed_archives (left(name, 7));
