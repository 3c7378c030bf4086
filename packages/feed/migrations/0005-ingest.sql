-- Imports from several sources say different things of one paper; these say whose word stands.

alter table papers
  -- Version of the arXiv text that title and abstract are from.
  add column arxiv_version int check (arxiv_version > 0),
  -- Whose title, authors and abstract these are. `source` says where the paper was first heard of.
  add column facts_from text not null default 'catalogue'
    check (facts_from in ('catalogue', 'capture', 'daily-papers', 'arxiv', 'submission'));

update papers set facts_from = case when question is null then source else 'catalogue' end;
