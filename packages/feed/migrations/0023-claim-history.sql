-- What was said of a claim of authorship: evidence by the claimant, reasons by moderators. Nothing is overwritten; the claim
-- itself holds what is said last.
create table authorship_steps (
  id int generated always as identity primary key,
  claim_id int not null references authorship_claims on delete cascade,
  step text not null check (step in ('claimed', 'appealed', 'granted', 'denied')),
  at timestamptz not null,
  -- The name on the paper that was claimed then.
  author text not null,
  words text not null,
  -- Who decided; null as well when the account is gone.
  moderator_id int references people on delete set null,
  -- The mail that tells of a decision.
  delivery_id bigint references deliveries on delete set null
);
create index authorship_steps_claim on authorship_steps (claim_id, id);
create index authorship_steps_moderator on authorship_steps (moderator_id);
create index authorship_steps_delivery on authorship_steps (delivery_id);

-- What is left of the claims so far. When one was appealed is not known: after it was decided.
insert into authorship_steps (claim_id, step, at, author, words)
  select id, step, at, author, words from (
    select id, 1 as place, 'denied' as step, decided_at as at, author, decision as words
      from authorship_claims where state = 'appealed' and decided_at is not null
    union all
    select id, 2, case state when 'appealed' then 'appealed' else 'claimed' end,
      case state when 'appealed' then coalesce(decided_at, created_at) else created_at end, author, evidence
      from authorship_claims
    union all
    select id, 3, state, decided_at, author, decision
      from authorship_claims where state in ('granted', 'denied') and decided_at is not null) said
  where words is not null order by id, place;
