-- why: one index of people, clips, tags and sounds, the words it can spell, and how fast clips are rising
-- lock: none; new tables
-- half: whole

-- The roots that the stemmer misses: before a vowel me- and pe- take the place of t and k (menari: tari, pengirim: kirim), and
-- stay before m, n and ny (memasak: masak). Which it was, the word does not say; both are kept.
create function search.roots(word text) returns text[] language sql stable parallel safe as $$
  select array_agg(stem)
  from (values ('n', 't'), ('n', 'n'), ('m', 'm'), ('ng', 'k'), ('ny', 'ny')) as lost (nasal, root),
    unnest(ts_lexize('indonesian_stem', root || substr(word, 3 + length(nasal)))) as stem
  where word ~ ('^..' || nasal || '[aiueo]')
$$;

-- What a word is found by: itself, and its stem in Indonesian and in English. Captions mix both languages within a
-- sentence and say in which they are nowhere, so both stems lie in one vector: one index, one match, one rank.
create function search.stems(word text) returns text[] language sql stable parallel safe as $$
  select array(
    select distinct stem from unnest(
      array[word] || ts_lexize('indonesian_stem', word) || ts_lexize('english_stem', word)
      || case when word ~ '^[mp]e(m|n|ng|ny)[aiueo]..' then search.roots(word) end) as stem
    where stem <> '')
$$;

-- Words as fold.ts makes them (letters, marks, digits, pictographs: nothing that needs escaping), each with its weight.
create function search.vector(words text[], weights text[]) returns tsvector language sql stable parallel safe as $$
  select coalesce(string_agg('''' || stem || ''':' || least(at, 16000) || weight, ' '), '')::tsvector
  from unnest(words, weights) with ordinality as given (word, weight, at), unnest(search.stems(word)) as stem
$$;

create table search.entry (
  id bigint generated always as identity unique, -- parts entries of one score, so that pages neither repeat nor leave out
  kind text not null check (kind in ('person', 'clip', 'tag', 'sound')),
  key text not null, -- the id of the thing; of a tag, the tag
  hash text not null, -- of all that was indexed: what comes again unchanged is not written again
  exact text collate "C" not null, -- what it is called, folded: a handle, a tag, a title
  words tsvector not null,
  spelt text[] not null, -- its words, each once: what it added to search.word
  owner_id uuid,
  sound_id uuid,
  tags text[] not null default '{}',
  langs text[] not null default '{}',
  clips integer not null default 0, -- of a tag: public clips that carry it
  fresh double precision not null default 0, -- of a clip: days since 1970
  steps smallint not null default 0, -- doublings of how popular it is: few writes, and pages that hold still
  -- The logarithm of freshness and popularity: a clip loses a factor e in 180 days, a doubling is worth 36 of them.
  -- It does not move with the clock, so a page of today goes on where one of yesterday ended.
  base double precision not null generated always as (fresh / 180 + 0.2 * steps) stored,
  primary key (kind, key)
);
create index entry_of_person on search.entry using gin (words) with (fastupdate = off) where kind = 'person';
create index entry_of_clip on search.entry using gin (words) with (fastupdate = off) where kind = 'clip';
create index entry_of_tag on search.entry using gin (words) with (fastupdate = off) where kind = 'tag';
create index entry_of_sound on search.entry using gin (words) with (fastupdate = off) where kind = 'sound';
create index entry_exact on search.entry (kind, exact);
create index entry_best on search.entry (base desc, id desc) where kind = 'clip';
create index entry_with_sound on search.entry (sound_id) where sound_id is not null;

-- Every word and stem by which something is found now; a word that nothing has any more is not here.
create table search.word (
  word text collate "C" primary key,
  entries integer not null check (entries >= 0), -- found by it
  spelt integer not null check (spelt >= 0) -- that have it as it is written
);

-- Groups of three letters, by which a word is found although it is spelt a little wrong: what pg_trgm does, in any
-- PostgreSQL, over the words instead of the texts, of which there are far fewer.
create table search.gram (
  gram text collate "C" not null,
  size smallint not null, -- letters of the word
  word text collate "C" not null,
  primary key (gram, size, word)
);
create index gram_of_word on search.gram (word);

-- Where the reader of each source stands.
create table search.follower (source text primary key, cursor text not null);

-- What a clip gained lately, halved every 6 and every 48 hours, as of the moment in measured_at.
create table search.heat (
  video_id uuid primary key,
  total bigint not null,
  heat_6h double precision not null,
  heat_48h double precision not null,
  measured_at timestamptz not null
);
create index heat_lately on search.heat (measured_at);
