/** Who began to follow whom, and since when. */
import { type Queryable, sql } from '../../platform/db/index.ts'

/** @returns places in the list, from 1, of the pairs of which one began to follow the other no earlier than asked */
export const findFollowsSince = (
  on: Queryable,
  pairs: readonly { readonly follower: string; readonly followed: string; readonly since: Date }[],
) =>
  on.all(sql<{ place: bigint }>`
    select asked.place from unnest(${pairs.map((one) => one.follower)}::uuid[],
        ${pairs.map((one) => one.followed)}::uuid[],
        ${pairs.map((one) => one.since.toISOString())}::timestamptz[])
      with ordinality as asked (follower, followed, since, place)
    join social.follow f on f.follower_id = asked.follower and f.followed_id = asked.followed
      and f.created_at >= asked.since`)
