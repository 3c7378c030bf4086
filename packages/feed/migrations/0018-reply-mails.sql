-- Mails about answers to one's comments.
alter table people add column reply_mails boolean not null default true;

-- Which answers a mail tells of. What it says is made when it is sent: an answer that is gone by then is not told.
create table reply_notices (
  -- The answer.
  comment_id int primary key references comments on delete cascade,
  -- Who is told.
  person_id int not null references people on delete cascade,
  -- The first comment of its thread.
  thread_id int not null references comments on delete cascade,
  delivery_id bigint not null references deliveries on delete cascade
);
create index reply_notices_of on reply_notices (thread_id, person_id);
create index reply_notices_delivery on reply_notices (delivery_id);
create index reply_notices_person on reply_notices (person_id);
