-- why: what an account has here is summed when it announces a file, and its own file of the same bytes is looked up
-- lock: media.upload against writes while the indexes are built
-- half: whole

create index upload_kept_by_owner on media.upload (owner_id, created_at) include (length_bytes, purpose)
  where state in ('open', 'received');
create index upload_same on media.upload (owner_id, sha256) where state = 'received';
create index upload_unposted on media.upload (owner_id, received_at)
  where state = 'received' and purpose = 'clip' and claimed_at is null;
