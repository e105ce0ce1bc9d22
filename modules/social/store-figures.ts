/** Sums for whoever measures the feed. */
import type { Day } from '../../platform/clock.ts'
import { type Queryable, sql } from '../../platform/db/index.ts'

/** Shares of a day of UTC: no hour is kept of one. */
export const countShared = async (on: Queryable, day: Day): Promise<number> =>
  (await on.one(sql<{ count: number }>`select count(*)::int as count from social.share where day = ${day}`))
    .count

/** Likes and follows that were made then and not taken back. */
export const countMade = (on: Queryable, from: Date, to: Date) =>
  on.one(sql<{ likes: number; follows: number }>`
    select (select count(*)::int from social.video_like where created_at >= ${from} and created_at < ${to}) as likes,
      (select count(*)::int from social.follow where created_at >= ${from} and created_at < ${to}) as follows`)
