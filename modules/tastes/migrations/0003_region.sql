-- why: a viewer may say in which region they want to see what is rising; null: they do not. It is said, never guessed.
-- lock: brief; the column is added without a default, and the index holds those alone who said one
-- half: whole
alter table tastes.viewer add column region text;
create index viewer_of_region on tastes.viewer (region, changed_at desc) where region is not null;
