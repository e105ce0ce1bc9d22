-- why: a viewer may say that they are 18 or older, and since when they do is kept; null: they do not say so
-- lock: brief; the column is added without a default
-- half: whole
alter table tastes.viewer add column adult_since timestamptz;
