-- What lists of papers are ordered and found by.

-- Lower bound of the Wilson interval at 80 %: what a share of successes is worth after so many trials.
create function wilson(held int, total int) returns float8
  language sql immutable parallel safe
  return case when total = 0 then 0 else (
    held :: float8 / total + 1.281551565545 ^ 2 / (2 * total)
    - 1.281551565545 * sqrt(held :: float8 / total * (1 - held :: float8 / total) / total
        + 1.281551565545 ^ 2 / (4 * total :: float8 ^ 2))
  ) / (1 + 1.281551565545 ^ 2 / total) end;

-- The few papers that run.
create index paper_scores_runnable on paper_scores (paper_id) where claims_total > 0;
-- What a feed says of its last change.
create index papers_updated on papers (updated_at desc);
