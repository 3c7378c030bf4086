-- What arXiv said of one paper when a submitter asked: it changes once a day at most, and is not to be asked more often.
create table arxiv_answers (
  -- Identifier without version.
  arxiv text primary key,
  -- Null: arXiv has none.
  paper jsonb,
  asked_at timestamptz not null
);
