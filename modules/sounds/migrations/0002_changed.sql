-- why: readers that keep a copy of the library (search) ask what changed since they last looked
-- lock: writes to the table wait while the index is built
-- half: whole
create index sound_changed on sounds.sound (updated_at, id);
