-- why: an upload says what it is for (a clip, a part of a draft, a sound), which digest its sender gave it, whether its
--      bytes are copied from an earlier one, and whether something was made of it
-- lock: media.upload and media.asset for the moment of adding columns; the update touches every received upload once
-- half: whole; older code goes on writing clips by the defaults

alter table media.upload
  add column purpose text not null default 'clip' check (purpose in ('clip', 'part', 'sound')),
  -- What the sender says the whole file hashes to; a file that does not is never received.
  add column claimed_sha256 text check (claimed_sha256 ~ '^[0-9a-f]{64}$'),
  -- The upload whose bytes this one takes over, without their being sent again.
  add column copy_of uuid references media.upload (id),
  -- Of what was received.
  add column sha256 text,
  -- When something was made of it: until then it waits to be posted.
  add column claimed_at timestamptz,
  add column ended_by text check (ended_by in ('corrupt')),
  add constraint upload_ended check (ended_by is null or state = 'expired');

update media.upload as upload set sha256 = asset.sha256, claimed_at = upload.received_at
from media.asset as asset where asset.upload_id = upload.id;

alter table media.asset
  add column kind text not null default 'clip' check (kind in ('clip', 'part', 'sound')),
  -- What a part is served as, by its content.
  add column media_type text;
