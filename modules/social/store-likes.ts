/** Statements on which likes move a clip. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

/** settled: by an account that watched the clip and was here for some time · young: by a new one that watched it ·
 *  unwatched: nobody saw the account watch it */
export const standings = ['settled', 'young', 'unwatched'] as const
export type Judged = (typeof standings)[number]

export interface WaitingLike {
  readonly accountId: string
  readonly videoId: string
  readonly createdAt: Date
}

/** Those that are due, the longest first. */
export const findDue = (on: Queryable, now: Date, limit: number) =>
  on.all(sql<WaitingLike>`
    select account_id as "accountId", video_id as "videoId", created_at as "createdAt" from social.video_like
    where standing = 'waiting' and judge_at <= ${now} order by judge_at limit ${limit}`)

export const waitUntil = (tx: Tx, likes: readonly (WaitingLike & { readonly until: Date })[]) =>
  tx.run(sql`
    update social.video_like as l set judge_at = later.until
    from unnest(${likes.map((one) => one.accountId)}::uuid[], ${likes.map((one) => one.videoId)}::uuid[],
      ${likes.map((one) => one.until)}::timestamptz[]) as later (account_id, video_id, until)
    where l.account_id = later.account_id and l.video_id = later.video_id and l.standing = 'waiting'`)

/** What was taken back meanwhile is left alone. @returns how many of them were judged */
export async function judge(tx: Tx, likes: readonly WaitingLike[], standing: Judged): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`
    with judged as (
      update social.video_like as l set standing = ${standing}, judge_at = null
      from unnest(${likes.map((one) => one.accountId)}::uuid[], ${likes.map((one) => one.videoId)}::uuid[])
        as given (account_id, video_id)
      where l.account_id = given.account_id and l.video_id = given.video_id and l.standing = 'waiting'
      returning l.video_id),
    summed as (select video_id, count(*)::int as likes from judged group by video_id order by video_id),
    counted as (
      update social.video_count as c set
        settled_likes = c.settled_likes + case when ${standing} = 'settled' then summed.likes else 0 end,
        young_likes = c.young_likes + case when ${standing} = 'young' then summed.likes else 0 end
      from summed where c.video_id = summed.video_id)
    select count(*)::int as count from judged`)
  return count
}

export const readJudged = (on: Queryable, videoIds: readonly string[]) =>
  on.all(sql<{ videoId: string; settled: number; young: number }>`
    select video_id as "videoId", settled_likes as settled, young_likes as young
    from social.video_count where video_id = any(${[...videoIds]}::uuid[])`)

export interface LeftOutRow {
  readonly videoId: string
  /** The first and the last like that did not weigh in full. */
  readonly from: Date
  readonly to: Date
  readonly unwatched: number
  /** Of the clip, as of now, whenever they came. */
  readonly settled: number
  readonly young: number
}

/** Clips with likes since then that did not weigh in full, or may not. */
export const findLeftOut = (on: Queryable, since: Date) =>
  on.all(sql<LeftOutRow>`
    select l.video_id as "videoId", min(l.created_at) as "from", max(l.created_at) as "to",
      (count(*) filter (where standing = 'unwatched'))::int as unwatched,
      min(c.settled_likes) as settled, min(c.young_likes) as young
    from social.video_like l join social.video_count c using (video_id)
    where standing in ('young', 'unwatched') and l.created_at >= ${since}
    group by l.video_id`)

/** Kept counts of judged likes that differ from their rows. */
export const countJudgedDrift = (on: Queryable) =>
  on.one(sql<{ drift: number }>`
    select count(*)::int as drift
    from (select video_id, (count(*) filter (where standing = 'settled'))::int as settled,
        (count(*) filter (where standing = 'young'))::int as young
      from social.video_like group by video_id) l
      full join social.video_count c using (video_id)
    where coalesce(settled, 0) <> coalesce(settled_likes, 0) or coalesce(young, 0) <> coalesce(young_likes, 0)`)
