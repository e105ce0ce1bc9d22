/** Statements for whoever measures the feed: how often something was not wanted, and who is not to be measured. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import type { WishKind } from './wish.ts'

const unwanted: readonly WishKind[] = ['video', 'creator', 'sound', 'tag', 'word']

/** A row a viewer who said so and did not take it back. @param since the later part begins there */
export const countUnwanted = (on: Queryable, from: Date, since: Date, to: Date) =>
  on.all(sql<{ viewerKey: string; before: number; after: number }>`
    select viewer_key as "viewerKey", (count(*) filter (where said_at < ${since}))::int as before,
      (count(*) filter (where said_at >= ${since}))::int as after
    from tastes.wish
    where kind = any(${[...unwanted]}::text[]) and said_at >= ${from} and said_at < ${to}
    group by viewer_key`)

/** Who switched the personal feed, or learning, off. */
export const listUnmeasured = (on: Queryable) =>
  on.all(sql<{ viewerKey: string }>`
    select viewer_key as "viewerKey" from tastes.viewer where not (personalised and learning)`)

/** Those who chose a region and did not switch the personal feed, or learning, off. */
export const listInRegion = (on: Queryable, region: string, limit: number) =>
  on.all(sql<{ viewerKey: string }>`
    select viewer_key as "viewerKey" from tastes.viewer
    where region = ${region} and personalised and learning order by changed_at desc limit ${limit}`)
