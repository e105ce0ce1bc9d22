/** Every statement that changes the index. One writer at a time: see follow.ts. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { type Entry, hashOf, type Kind, partsOfTag, speltBy } from './entry.ts'

/** What an entry added to the words and the tags. */
export interface Share {
  readonly key: string
  readonly hash: string
  readonly spelt: readonly string[]
  readonly tags: readonly string[]
}

export const readShares = (on: Queryable, kind: Kind, keys: readonly string[]) =>
  on.all(sql<Share>`
    select key, hash, spelt, tags from search.entry where kind = ${kind} and key = any(${[...keys]}::text[])`)

export const readCursor = async (on: Queryable, source: string): Promise<string> =>
  (await on.maybe(sql<{ cursor: string }>`select cursor from search.follower where source = ${source}`))
    ?.cursor ?? ''

export const writeCursor = (tx: Tx, source: string, cursor: string) =>
  tx.run(sql`
    insert into search.follower (source, cursor) values (${source}, ${cursor})
    on conflict (source) do update set cursor = excluded.cursor`)

export const upsertEntries = (tx: Tx, entries: readonly Entry[]) =>
  tx.run(sql`
    insert into search.entry (kind, key, hash, exact, words, spelt, owner_id, sound_id, tags, langs, fresh)
    select kind, key, hash, exact, search.vector(words, weights), spelt, "ownerId", "soundId", tags, langs, fresh
    from jsonb_to_recordset(${JSON.stringify(
      entries.map((entry) => ({ ...entry, hash: hashOf(entry), spelt: speltBy(entry) })),
    )}::jsonb) as given (
      kind text, key text, hash text, exact text, words text[], weights text[], spelt text[], "ownerId" uuid,
      "soundId" uuid, tags text[], langs text[], fresh double precision)
    on conflict (kind, key) do update set
      hash = excluded.hash, exact = excluded.exact, words = excluded.words, spelt = excluded.spelt,
      owner_id = excluded.owner_id, sound_id = excluded.sound_id, tags = excluded.tags, langs = excluded.langs,
      fresh = excluded.fresh`)

export const deleteEntries = (tx: Tx, kind: Kind, keys: readonly string[]) =>
  tx.run(sql`delete from search.entry where kind = ${kind} and key = any(${[...keys]}::text[])`)

export const deleteHeat = (tx: Tx, videoIds: readonly string[]) =>
  tx.run(sql`delete from search.heat where video_id = any(${[...videoIds]}::uuid[])`)

/** @param by how many clips more carry each tag */
export const addTags = (tx: Tx, by: ReadonlyMap<string, number>) =>
  tx.run(sql`
    insert into search.entry as e (kind, key, hash, exact, words, spelt, clips, steps)
    select 'tag', key, '', exact, search.vector(words, weights), '{}', clips, floor(log(2, 1 + clips))
    from jsonb_to_recordset(${JSON.stringify(
      [...by].map(([tag, clips]) => ({ key: tag, clips, ...partsOfTag(tag) })),
    )}::jsonb) as given (key text, clips integer, exact text, words text[], weights text[])
    on conflict (kind, key) do update set
      clips = e.clips + excluded.clips, steps = floor(log(2, 1 + e.clips + excluded.clips))`)

/** The same the other way; a tag that no clip carries any more is gone. */
export const takeTags = (tx: Tx, by: ReadonlyMap<string, number>) =>
  tx.run(sql`
    with less as (
      select key, clips from unnest(${[...by.keys()]}::text[], ${[...by.values()]}::int[]) as given (key, clips)),
    gone as (
      delete from search.entry as e using less where e.kind = 'tag' and e.key = less.key and e.clips <= less.clips)
    update search.entry as e
    set clips = e.clips - less.clips, steps = floor(log(2, 1 + e.clips - less.clips))
    from less where e.kind = 'tag' and e.key = less.key and e.clips > less.clips`)

/** Those of the words that nothing has as they are written. */
export async function newWords(tx: Tx, words: readonly string[]): Promise<string[]> {
  const rows = await tx.all(sql<{ word: string }>`
    select word from unnest(${[...words]}::text[]) as asked (word)
    where not exists (select from search.word as known where known.word = asked.word and known.spelt > 0)`)
  return rows.map((row) => row.word)
}

/** @param by in how many entries more each word is written; each counts for its stems too */
export const addWords = (tx: Tx, by: ReadonlyMap<string, number>) =>
  tx.run(sql`
    insert into search.word as w (word, entries, spelt)
    select stem, sum(by), sum(case when stem = word then by else 0 end)
    from unnest(${[...by.keys()]}::text[], ${[...by.values()]}::int[]) as given (word, by), unnest(search.stems(word)) as stem
    group by stem
    on conflict (word) do update set entries = w.entries + excluded.entries, spelt = w.spelt + excluded.spelt`)

/** The same the other way. @returns the words and stems that changed, as they are now */
export const takeWords = (tx: Tx, by: ReadonlyMap<string, number>) =>
  tx.all(sql<{ word: string; entries: number; spelt: number }>`
    update search.word as w set entries = w.entries - less.entries, spelt = w.spelt - less.spelt
    from (
      select stem, sum(by)::int as entries, sum(case when stem = word then by else 0 end)::int as spelt
      from unnest(${[...by.keys()]}::text[], ${[...by.values()]}::int[]) as given (word, by), unnest(search.stems(word)) as stem
      group by stem) as less
    where w.word = less.stem
    returning w.word, w.entries, w.spelt`)

/** @param unspelt no longer written anywhere. @param unknown of them, by which nothing is found either */
export async function forgetWords(
  tx: Tx,
  unspelt: readonly string[],
  unknown: readonly string[],
): Promise<void> {
  await tx.run(sql`delete from search.gram where word = any(${[...unspelt]}::text[])`)
  await tx.run(sql`delete from search.word where word = any(${[...unknown]}::text[])`)
}

export const insertGrams = (
  tx: Tx,
  rows: readonly { readonly gram: string; readonly size: number; readonly word: string }[],
) =>
  tx.run(sql`
    insert into search.gram (gram, size, word)
    select * from unnest(${rows.map((row) => row.gram)}::text[], ${rows.map((row) => row.size)}::smallint[],
                         ${rows.map((row) => row.word)}::text[])
    on conflict do nothing`)

/** Those clips that sound with one of the sounds. */
export async function clipsWithSounds(on: Queryable, soundIds: readonly string[]): Promise<string[]> {
  const rows = await on.all(sql<{ key: string }>`
    select key from search.entry where kind = 'clip' and sound_id = any(${[...soundIds]}::uuid[])`)
  return rows.map((row) => row.key)
}

/** All but what clips gained lately, which no source can tell again. */
export async function empty(tx: Tx): Promise<void> {
  await tx.run(sql`delete from search.entry`)
  await tx.run(sql`delete from search.gram`)
  await tx.run(sql`delete from search.word`)
  await tx.run(sql`delete from search.follower`)
}
