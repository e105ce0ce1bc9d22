/** Every statement that a search reads with. */
import { type Queryable, type RawBuilder, sql } from '../../platform/db/index.ts'
import type { Kind } from './entry.ts'
import type { Known } from './spell.ts'

export interface AskedWord {
  readonly stems: readonly string[]
  /** Whether anything is found by it, or by one of its stems. */
  readonly known: boolean
  /** What the last word may become when it is typed to its end, the most written first. */
  readonly completions: readonly string[]
  /** Known words with the most letters in common, if it is not known itself. */
  readonly near: readonly Known[]
}

const completionsMax = 8
const nearMax = 40
/** Behind every letter there is. */
const last = '\u{10ffff}'

/** One query for a whole question. @param asked each word with its groups of letters. @returns in the same order */
export const knowWords = (
  on: Queryable,
  asked: readonly { readonly word: string; readonly grams: readonly string[] }[],
) =>
  on.all(sql<AskedWord>`
    with asked as (
      select word, string_to_array(grams, ' ') as grams, at, search.stems(word) as stems
      from unnest(${asked.map(({ word }) => word)}::text[], ${asked.map(({ grams }) => grams.join(' '))}::text[])
        with ordinality as given (word, grams, at)),
    met as (
      select *, exists (select from search.word as w where w.word = any(asked.stems)) as known from asked)
    select stems, known,
      case when at = ${asked.length} then array(
        select w.word from search.word as w
        where w.word >= met.word collate "C" and w.word < met.word || ${last}::text collate "C" and w.spelt > 0
        order by w.spelt desc, w.word limit ${completionsMax}) else '{}' end as completions,
      case when known then '[]' else (
        select coalesce(jsonb_agg(jsonb_build_object('word', w.word, 'stems', search.stems(w.word), 'spelt', w.spelt)), '[]')
        from (
          select g.word from search.gram as g
          where g.gram = any(met.grams) and g.size between length(met.word) - 2 and length(met.word) + 2
          group by g.word order by count(*) desc, g.word limit ${nearMax}) as close
        join search.word as w on w.word = close.word) end as near
    from met order by at`)

export interface Place {
  readonly score: number
  readonly id: bigint
}

export interface Found extends Place {
  readonly kind: Kind
  readonly key: string
  readonly clips: number
}

export interface Asking {
  /** What it must be found by, as to_tsquery reads it. */
  readonly match: string
  /** The whole question as a name; nothing is called ''. */
  readonly name: string
}

/** So many of the freshest and most popular that match are weighed word by word; it is also how deep a list goes. */
const weighed = 1000
/** What one who is called exactly so, or whose name begins so, is worth: more than anything else can be. */
const exactly = 1000
const begins = 4

/** The first of each kind, best first. @param wanted how many of each kind. @param after with one kind: where to go on */
export async function findEntries(
  on: Queryable,
  { match, name }: Asking,
  wanted: readonly (readonly [Kind, number])[],
  after?: Place,
): Promise<Found[]> {
  const parts = wanted.map(
    ([kind, limit]) => sql`(
      select * from (
        select kind, key, id, clips,
          base + 1.5 * ln(0.02 + ts_rank(words, ${match}::tsquery))
          + case when ${name}::text = '' then 0 when exact = ${name}::text then ${exactly}::int
                 when starts_with(exact, ${name}::text) then ${begins}::int else 0 end as score
        from (
          select * from search.entry
          where ${filterOf(kind, match, name)}
          order by base desc, id desc limit ${weighed}) as candidate) as scored
      where ${after?.score ?? null}::float8 is null
         or (score, id) < (${after?.score ?? null}::float8, ${after?.id ?? null}::int8)
      order by score desc, id desc limit ${limit})`,
  )
  return on.all(sql<Found>`${sql.join(parts, sql` union all `)}`)
}

/** The kind is written, not bound: each has an index of its own, and the planner must see which. */
function filterOf(kind: Kind, match: string, name: string): RawBuilder<unknown> {
  const of = sql.lit(kind)
  if (kind === 'clip' || name === '') return sql`kind = ${of} and words @@ ${match}::tsquery`
  return sql`kind = ${of} and (words @@ ${match}::tsquery
    or (exact >= ${name}::text collate "C" and exact < ${name + last}::text collate "C"))`
}
