-- A paper's facts. What people add to it later (votes, comments) goes to narrow tables of its own: an update here
-- rewrites a wide row.
create table papers (
  slug text primary key check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  -- arXiv identifier without version.
  arxiv text not null unique check (arxiv ~ '^\d{4}\.\d{4,5}$'),
  title text not null,
  authors text[] not null check (cardinality(authors) > 0),
  published date not null,
  -- The paper's question: the headline of its page.
  question text not null,
  -- One paragraph in our own words.
  summary text not null,
  topics text[] not null
);

create index papers_newest on papers (published desc, slug);
