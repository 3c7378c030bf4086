-- A subscription also ends when its address fails for good.
alter table subscriptions
  drop constraint subscriptions_unsubscribed_by_check,
  add check (unsubscribed_by in ('page', 'one-click', 'mail', 'complaint', 'bounce'));

-- What one person waits for goes before what many get: a sign-in never queues behind a digest.
drop index deliveries_due;
create index deliveries_due on deliveries (next_attempt_at, id) where state = 'queued' and edition_id is null;
create index deliveries_due_digests on deliveries (next_attempt_at, id) where state = 'queued' and edition_id is not null;
