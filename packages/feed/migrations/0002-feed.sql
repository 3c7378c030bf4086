-- The feed takes any paper, not only those of the catalogue: a capture of a page knows neither authors nor identifiers,
-- a submission may have no arXiv identifier at all.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

alter table papers drop constraint papers_pkey;
alter table papers add unique (slug);
alter table papers
  add column id int generated always as identity primary key,
  alter column arxiv drop not null,
  alter column question drop not null,
  alter column summary drop not null,
  drop constraint papers_authors_check,
  -- What a source says; a capture says how many authors there are and not who.
  add column author_count int not null default 0,
  -- The paper's own abstract, as arXiv publishes it.
  add column abstract text,
  add column code_url text,
  add column project_url text,
  -- `[{ "slug", "kind" }]`: `builds-on`, `followed-by`.
  add column related jsonb not null default '[]',
  -- Where it was first heard of.
  add column source text not null default 'catalogue'
    check (source in ('catalogue', 'capture', 'daily-papers', 'arxiv', 'submission')),
  -- What an import said that has no column, as it came.
  add column raw jsonb,
  -- Numbers of other sites, kept apart from ours. Null: unknown, which a capture's votes are.
  add column votes_elsewhere int check (votes_elsewhere >= 0),
  add column comments_elsewhere int check (comments_elsewhere >= 0),
  -- The day in whose list it stands.
  add column listed_on date not null default current_date,
  -- When it came into the feed: the age that ranking counts.
  add column appeared_at timestamptz not null default now(),
  -- The last change that readers should hear of: never a vote.
  add column updated_at timestamptz not null default now(),
  add column withdrawn_at timestamptz,
  -- Taken out of every list by a moderator.
  add column hidden boolean not null default false,
  -- Same title, same paper: without case, accents and punctuation, and without what a page's encoding does to mathematics.
  add column title_key text;

update papers set author_count = cardinality(authors), listed_on = published, appeared_at = published,
  title_key = regexp_replace(lower(title), '[^a-z0-9]+', '', 'g');
alter table papers
  alter column title_key set not null,
  add check (author_count >= cardinality(authors)),
  add check (title <> '' and length(title) <= 1000);

create index papers_listed on papers (listed_on desc, id desc) where not hidden;
create index papers_title_key on papers (title_key);
create index papers_topics on papers using gin (topics);
create index papers_authors on papers using gin (authors);

-- An address is for ever: a slug that was replaced leads to the paper.
create table former_slugs (
  slug text primary key,
  paper_id int not null references papers on delete cascade
);

-- What a paper said before an import changed it.
create table paper_history (
  id bigint generated always as identity primary key,
  paper_id int not null references papers on delete cascade,
  changed_at timestamptz not null default now(),
  source text not null,
  before jsonb not null
);
create index paper_history_of on paper_history (paper_id, id);

-- Narrow, because a vote must not rewrite a wide row with its text index: 0.9 ms against 5.5 ms.
create table paper_scores (
  paper_id int primary key references papers on delete cascade,
  votes int not null default 0 check (votes >= 0),
  comments int not null default 0 check (comments >= 0),
  -- Comments by others than the submitter: those that ranking counts.
  comments_by_others int not null default 0 check (comments_by_others >= 0),
  -- Claims of its last verification; total 0: no program.
  claims_held int not null default 0,
  claims_total int not null default 0,
  claims_refuted int not null default 0,
  hot float8 not null
);
create index paper_scores_hot on paper_scores (hot desc, paper_id);

-- The additive form of "hot": independent of now, so it is indexed once and never recomputed. A vote ten times as many
-- equals 48 hours younger; at most as many comments as votes count; what can be run gets up to 0.3.
create function hot(votes int, comments int, held int, total int, appeared timestamptz) returns float8
  language sql immutable parallel safe
  return log(1 + votes + least(votes, comments / 2.0)) :: float8
    + case when total > 0 then 0.3 * held / total else 0 end
    + extract(epoch from appeared) :: float8 / (48 * 3600);

insert into paper_scores (paper_id, hot) select id, hot(0, 0, 0, 0, appeared_at) from papers;

-- Whatever names this store to the world and signs its links; made once, moved with the data.
create table settings (
  name text primary key,
  value text not null
);
