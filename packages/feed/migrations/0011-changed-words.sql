-- As before, but all rows of a large update are compared in one join: looking for the first that differs compared each with
-- each.
create or replace function papers_changed() returns trigger language plpgsql as $$
begin
  if not (select coalesce(bool_or(r.search is distinct from a.search), false)
          from removed r join added a using (id)) then
    return null;
  end if;
  perform count_words(array(
    select row(word, '', sum(step))::lexicon from (
      select word, 1 as step from added p
        cross join lateral paper_words(p.title, p.authors, p.topics, p.question, p.summary, p.abstract) word
      union all
      select word, -1 from removed p
        cross join lateral paper_words(p.title, p.authors, p.topics, p.question, p.summary, p.abstract) word) steps
    group by word having sum(step) <> 0));
  insert into stems (stem, papers)
    select lexeme, sum(step) from (
      select lexeme, 1 as step from added, unnest(search) where weights && array['A', 'C', 'D']
      union all
      select lexeme, -1 from removed, unnest(search) where weights && array['A', 'C', 'D']) steps
    group by lexeme having sum(step) <> 0 order by lexeme
    on conflict (stem) do update set papers = stems.papers + excluded.papers;
  return null;
end $$;
