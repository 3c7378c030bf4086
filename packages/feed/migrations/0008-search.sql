-- Full text: one weighted vector a paper, and the words that the papers use, for the correction of typing errors and for
-- what makes two papers similar.

-- English stems, accents ignored.
create text search configuration feed_text (copy = english);
alter text search configuration feed_text alter mapping for hword, hword_part, word with unaccent, english_stem;
-- Words as they are, accents ignored: names, among them those that are stop words of English.
create text search configuration feed_names (copy = simple);
alter text search configuration feed_names alter mapping for hword, hword_part, word with unaccent, simple;

-- The parser takes "input/output" for a file and "$x_{1}$" for who knows what: only letters, digits and hyphens are left.
create function words_of(text text) returns text language sql immutable parallel safe
  as $$ select translate(coalesce(text, ''), '/\_@$^{}|~&<>#=+*', '                 ') $$;
-- array_to_string counts as stable, which it is not for texts. The first 500 names: a vector holds one megabyte.
create function words_of(texts text[]) returns text language sql immutable parallel safe
  as $$ select words_of(array_to_string(texts[1:500], ' ; ')) $$;

alter table papers add column search tsvector not null generated always as (
  setweight(to_tsvector('feed_text', words_of(title)), 'A')
  || setweight(to_tsvector('feed_text', words_of(authors)) || to_tsvector('feed_names', words_of(authors))
    || to_tsvector('feed_text', words_of(topics)), 'B')
  || setweight(to_tsvector('feed_text', words_of(question) || ' ' || words_of(summary)), 'C')
  || setweight(to_tsvector('feed_text', words_of(abstract)), 'D')) stored;
create index papers_search on papers using gin (search);

-- The words of all papers as they are written, without stop words.
create table lexicon (
  -- In order of the bytes, so that beginnings are ranges of the index.
  word text collate "C" primary key,
  stem text not null,
  -- Papers that use it; 0: no longer.
  papers int not null
);
create index lexicon_similar on lexicon using gin (word gin_trgm_ops);
create index lexicon_stem on lexicon (stem);

-- In how many papers a stem is in title, summary or abstract.
create table stems (
  stem text primary key,
  papers int not null
);

create function paper_words(title text, authors text[], topics text[], question text, summary text, abstract text)
  returns setof text language sql immutable parallel safe
  as $$ select word from unnest(tsvector_to_array(to_tsvector('feed_names',
      words_of(title) || ' ' || words_of(authors) || ' ' || words_of(topics) || ' ' || words_of(question) || ' '
      || words_of(summary) || ' ' || words_of(abstract)))) as word
    where length(word) between 2 and 40 and word ~ '[[:alpha:]]' $$;

-- Adds what the papers of one statement say. In order of the words, so that two transactions never wait for one another.
create function count_words(counted lexicon[]) returns void language sql
  as $$ insert into lexicon (word, stem, papers)
    select c.word, s.stem, c.papers from unnest(counted) c
      cross join lateral (select (tsvector_to_array(to_tsvector('feed_text', c.word)))[1] as stem) s
    where s.stem is not null order by c.word
    on conflict (word) do update set papers = lexicon.papers + excluded.papers $$;

create function papers_added() returns trigger language plpgsql as $$
begin
  perform count_words(array(
    select row(word, '', count(*))::lexicon from added p
      cross join lateral paper_words(p.title, p.authors, p.topics, p.question, p.summary, p.abstract) word
    group by word));
  insert into stems (stem, papers)
    select lexeme, count(*) from added, unnest(search) where weights && array['A', 'C', 'D'] group by lexeme order by lexeme
    on conflict (stem) do update set papers = stems.papers + excluded.papers;
  return null;
end $$;

create function papers_changed() returns trigger language plpgsql as $$
begin
  -- Most updates change no text.
  if not exists (select from removed r join added a using (id) where r.search is distinct from a.search) then
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

create function papers_removed() returns trigger language plpgsql as $$
begin
  perform count_words(array(
    select row(word, '', -count(*))::lexicon from removed p
      cross join lateral paper_words(p.title, p.authors, p.topics, p.question, p.summary, p.abstract) word
    group by word));
  insert into stems (stem, papers)
    select lexeme, -count(*) from removed, unnest(search) where weights && array['A', 'C', 'D'] group by lexeme order by lexeme
    on conflict (stem) do update set papers = stems.papers + excluded.papers;
  return null;
end $$;

create trigger papers_added after insert on papers referencing new table as added
  for each statement execute function papers_added();
create trigger papers_changed after update on papers referencing old table as removed new table as added
  for each statement execute function papers_changed();
create trigger papers_removed after delete on papers referencing old table as removed
  for each statement execute function papers_removed();

-- The papers that are there already.
do $$
begin
  perform count_words(array(
    select row(word, '', count(*))::lexicon from papers p
      cross join lateral paper_words(p.title, p.authors, p.topics, p.question, p.summary, p.abstract) word
    group by word));
  insert into stems (stem, papers)
    select lexeme, count(*) from papers, unnest(search) where weights && array['A', 'C', 'D'] group by lexeme;
end $$;
