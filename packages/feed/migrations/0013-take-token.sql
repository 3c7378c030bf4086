-- Takes a token from a bucket of `rate_limits`, within whatever else a statement does. `step` and `span` are the seconds that
-- one act and a full bucket are worth. Seconds until the bucket is full again; null: it is empty, and nothing has changed.
create function take_token(bucket text, at timestamptz, step float8, span float8) returns float8 language plpgsql as $$
declare
  until timestamptz;
begin
  insert into rate_limits as known (key, full_at) values (bucket, at + make_interval(secs => step))
    on conflict (key) do update
      set full_at = greatest(known.full_at, at) + make_interval(secs => step)
      where greatest(known.full_at, at) + make_interval(secs => step) <= at + make_interval(secs => span)
    returning full_at into until;
  return extract(epoch from until - at);
end $$;
