-- Vectors of papers' texts, for search by meaning; none without an endpoint that makes them. Plain bytes, because a plain
-- PostgreSQL has no type for vectors: signed bytes of a unit vector divided by `scale`.
create table paper_embeddings (
  paper_id int primary key references papers on delete cascade,
  -- SHA-256 of the model's name and the text: what the vector was made from.
  source bytea not null,
  model text not null,
  -- `papers.updated_at` when the text was read: while it is that, the text need not be looked at again.
  text_at timestamptz not null,
  scale real not null check (scale > 0),
  vector bytea not null check (length(vector) between 1 and 8192),
  -- Grows with every write, in the order of commits: who has read up to one reads on from there.
  revision bigint not null
);
alter table paper_embeddings alter column vector set storage external;
create index paper_embeddings_revision on paper_embeddings (revision, paper_id);
