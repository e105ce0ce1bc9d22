/** Statements on what was sent on. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export interface Share {
  readonly viewerKey: string
  readonly videoId: string
}

/** @param day YYYY-MM-DD. @returns true when it is the first of that viewer and clip */
export async function insertShare(
  tx: Tx,
  { viewerKey, videoId }: Share,
  channel: string,
  day: string,
): Promise<boolean> {
  const rows = await tx.run(sql`
    insert into social.share (viewer_key, video_id, channel, day)
    values (${viewerKey}, ${videoId}, ${channel}, ${day}::date) on conflict do nothing`)
  return rows === 1
}

export const addShareCount = (tx: Tx, videoId: string) =>
  tx.run(sql`
    insert into social.video_count as c (video_id, likes, shares) values (${videoId}, 0, 1)
    on conflict (video_id) do update set shares = c.shares + 1`)

export const readShares = (on: Queryable, videoIds: readonly string[]) =>
  on.all(sql<{ videoId: string; shares: number }>`
    select video_id as "videoId", shares from social.video_count where video_id = any(${[...videoIds]}::uuid[])`)

export const findSharesAmong = (on: Queryable, pairs: readonly Share[]) =>
  on.all(sql<Share>`
    select viewer_key as "viewerKey", video_id as "videoId"
    from social.share join unnest(${pairs.map((one) => one.viewerKey)}::uuid[],
      ${pairs.map((one) => one.videoId)}::uuid[]) as asked (viewer_key, video_id) using (viewer_key, video_id)`)

/** Drops shares from before a day, at most `limit`; a clip's count of them stays. @returns how many */
export const dropSharesBefore = (tx: Tx, day: string, limit: number) =>
  tx.one(sql<{ dropped: number }>`
    with old as (select viewer_key, video_id from social.share where day < ${day}::date order by day limit ${limit}),
      gone as (
        delete from social.share using old
        where share.viewer_key = old.viewer_key and share.video_id = old.video_id returning share.video_id),
      kept as (
        update social.video_count as c set shares_dropped = c.shares_dropped + n
        from (select video_id, count(*)::int as n from gone group by video_id) as of_clip
        where c.video_id = of_clip.video_id)
    select count(*)::int as dropped from gone`)

/** Kept counts that differ from their rows and those that were dropped. */
export const countShareDrift = (on: Queryable) =>
  on.one(sql<{ drift: number }>`
    select count(*)::int as drift
    from (select video_id, count(*)::int n from social.share group by 1) s
      full join social.video_count c using (video_id)
    where coalesce(n, 0) + coalesce(shares_dropped, 0) <> coalesce(shares, 0)`)
