-- why: a small sample of pages, each with all that its dice were thrown over and what came of it, so that a draft of the
--      settings can be weighed on what happened before anybody meets it
-- lock: none, a new table
-- half: whole

-- Names nobody and nothing: no viewer, no clip, no ticket; creators, sounds and tags are numbered anew on each page.
create table feed.sample (
  id bigint generated always as identity primary key,
  offered_at timestamptz not null,
  page bytea not null -- see feed/samples/sampled-page.ts
);
create index sample_by_time on feed.sample (offered_at);
