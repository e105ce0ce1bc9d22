-- why: readers that keep a copy of profiles (search) ask what changed since they last looked
-- lock: rewrites the table once, under its strongest lock; a million accounts take some seconds
-- half: whole
alter table identity.account add column changed_at timestamptz;
update identity.account set changed_at = created_at;
alter table identity.account alter column changed_at set not null;
create index account_changed on identity.account (changed_at, id);
