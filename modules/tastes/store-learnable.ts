/** Which of many watches may be learned from, in one statement; the rule is that of watched.ts. */
import { type Queryable, sql } from '../../platform/db/index.ts'

/** @returns places in the list, from 1 */
export const findLearnable = (
  on: Queryable,
  watches: readonly { readonly viewerKey: string; readonly videoId: string; readonly at: Date }[],
) =>
  on.all(sql<{ place: bigint }>`
    select place from unnest(${watches.map((one) => one.viewerKey)}::uuid[],
        ${watches.map((one) => one.videoId)}::uuid[],
        ${watches.map((one) => one.at.toISOString())}::timestamptz[])
      with ordinality as asked (viewer_key, video_id, at, place)
    where not exists (
        select from tastes.gap g where g.viewer_key = asked.viewer_key
          and g.from_at <= asked.at and (g.to_at is null or asked.at < g.to_at))
      and not exists (
        select from tastes.left_out l
        where l.viewer_key = asked.viewer_key and l.video_id = asked.video_id and asked.at < l.until_at)
      and not exists (
        select from tastes.viewer v
        where v.viewer_key = asked.viewer_key and (asked.at < v.epoch or asked.at < v.history_from))`)
