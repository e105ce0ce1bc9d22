/** Every statement about what is rising. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Kind } from './entry.ts'

/** In the order of their keys. */
export async function keysAfter(on: Queryable, kind: Kind, after: string, limit: number): Promise<string[]> {
  const rows = await on.all(sql<{ key: string }>`
    select key from search.entry where kind = ${kind} and key > ${after} order by key limit ${limit}`)
  return rows.map((row) => row.key)
}

/** An entry that is being written at the moment waits for the next time. */
export const writeSteps = (tx: Tx, kind: Kind, steps: ReadonlyMap<string, number>) =>
  tx.run(sql`
    update search.entry as e set steps = free.steps
    from (
      select there.id, now.steps from search.entry as there
      join unnest(${[...steps.keys()]}::text[], ${[...steps.values()]}::smallint[]) as now (key, steps) using (key)
      where there.kind = ${kind} and there.steps <> now.steps
      for update of there skip locked) as free
    where e.id = free.id`)

/** What is left of something after a time, halved every so many hours. */
const left = (since: string, hours: number, now: Date) =>
  sql`exp(-ln(2) * greatest(0, extract(epoch from ${now}::timestamptz - ${sql.raw(since)})) / ${hours * 3600}::float8)`

/** A clip that is met for the first time is taken to have gained evenly since it was published: an old one is not hot
 *  because the index is new. What was taken back adds nothing, and nothing when it comes again.
 *  @param totals by clip, as counted at `now` */
export const noteTotals = (tx: Tx, totals: ReadonlyMap<string, number>, now: Date) =>
  tx.run(sql`
    insert into search.heat as h (video_id, total, heat_6h, heat_48h, measured_at)
    select given.id, given.total, given.total * least(1, 6 / greatest(age.hours, 6)),
           given.total * least(1, 48 / greatest(age.hours, 48)), ${now}
    from unnest(${[...totals.keys()]}::uuid[], ${[...totals.values()]}::int8[]) as given (id, total)
    join search.entry as e on e.kind = 'clip' and e.key = given.id::text,
    lateral (select extract(epoch from ${now}::timestamptz)::float8 / 3600 - e.fresh * 24 as hours) as age
    where given.total > 0
    on conflict (video_id) do update set
      heat_6h = h.heat_6h * ${left('h.measured_at', 6, now)} + excluded.total - h.total,
      heat_48h = h.heat_48h * ${left('h.measured_at', 48, now)} + excluded.total - h.total,
      total = excluded.total, measured_at = excluded.measured_at
    where h.total < excluded.total`)

export interface Rising {
  readonly kind: Kind
  readonly key: string
  readonly clips: number
  readonly rise: number
}

/** What goes on without a change has an eighth of its 48-hour sum within the 6-hour one, and rises by `ln 2`; what begins
 *  now rises by up to `ln 9`. */
const rise = sql.raw('lately * ln(1 + lately / (long + 1))')
const perCreator = 2

/** What a clip gained lately, and in an eighth of the longer time. */
export interface Gain {
  readonly videoId: string
  readonly lately: number
  readonly long: number
}

/** What every clip of the stage gained that was looked at since then. */
export const gainsOfStage = (now: Date, since: Date) => sql`
  select video_id::text as key, heat_6h * ${left('measured_at', 6, now)} as lately,
    heat_48h * ${left('measured_at', 48, now)} / 8 as long
  from search.heat where measured_at > ${since}`

export const gainsOf = (gains: readonly Gain[]) => sql`
  select * from unnest(${gains.map((one) => one.videoId)}::text[], ${gains.map((one) => one.lately)}::float8[],
    ${gains.map((one) => one.long)}::float8[]) as given (key, lately, long)`

/** The fastest first, of each kind. A creator counts for a tag and a sound by the square root of what their clips gained,
 *  so that many are more than one who is loud, and has at most two of the clips.
 *  @param gains {@link gainsOfStage} or {@link gainsOf} @param lang clips of that language only, and what is in them */
export const rising = (
  on: Queryable,
  gains: ReturnType<typeof gainsOf>,
  lang: string | null,
  limits: { readonly clips: number; readonly tags: number; readonly sounds: number },
) =>
  on.all(sql<Rising>`
    with hot as materialized (
      select e.key, e.owner_id, e.sound_id, e.tags, g.lately, g.long
      from (${gains}) as g join search.entry as e on e.kind = 'clip' and e.key = g.key
      where ${lang}::text is null or ${lang} = any(e.langs)),
    of_creator as (
      select key, ${rise} as rise, row_number() over (partition by owner_id order by ${rise} desc, key) as place from hot),
    of_tag as (
      select tag, sqrt(sum(lately)) as lately, sqrt(sum(long)) as long from hot, unnest(tags) as tag group by tag, owner_id),
    of_sound as (
      select sound_id, sqrt(sum(lately)) as lately, sqrt(sum(long)) as long
      from hot where sound_id is not null group by sound_id, owner_id)
    (select 'clip' as kind, key, 0 as clips, rise from of_creator where place <= ${perCreator}
     order by rise desc, key limit ${limits.clips})
    union all
    (select 'tag', tag, e.clips, ${rise} as rise
     from (select tag, sum(lately) as lately, sum(long) as long from of_tag group by tag) as summed
     join search.entry as e on e.kind = 'tag' and e.key = tag
     order by rise desc, tag limit ${limits.tags})
    union all
    (select 'sound', sound_id::text, 0, ${rise} as rise
     from (select sound_id, sum(lately) as lately, sum(long) as long from of_sound group by sound_id) as summed
     order by rise desc, sound_id limit ${limits.sounds})`)
