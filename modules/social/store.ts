/** Every statement that touches the schema `social`. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

/** @returns true when it is new */
export async function insertFollow(tx: Tx, follower: string, followed: string, at: Date): Promise<boolean> {
  return (
    (await tx.run(sql`
    insert into social.follow (follower_id, followed_id, created_at) values (${follower}, ${followed}, ${at})
    on conflict do nothing`)) === 1
  )
}

export async function deleteFollow(tx: Tx, follower: string, followed: string): Promise<boolean> {
  return (
    (await tx.run(
      sql`delete from social.follow where follower_id = ${follower} and followed_id = ${followed}`,
    )) === 1
  )
}

/** Two accounts that follow each other at once would lock these rows crosswise, so they go in id order. */
export const addFollowCounts = (tx: Tx, follower: string, followed: string, by: 1 | -1) =>
  tx.run(sql`
    insert into social.account_count as c (account_id, followers, following)
    select id, greatest(0, followers), greatest(0, following) from (values
      (${follower}::uuid, 0, ${by}::int), (${followed}::uuid, ${by}::int, 0)) as v (id, followers, following)
    order by id
    on conflict (account_id) do update set
      followers = c.followers + case when c.account_id = ${followed}::uuid then ${by}::int else 0 end,
      following = c.following + case when c.account_id = ${follower}::uuid then ${by}::int else 0 end`)

/** @param judgeAt when it is judged whether it moves the clip */
export async function insertLike(
  tx: Tx,
  account: string,
  video: string,
  at: Date,
  judgeAt: Date,
): Promise<boolean> {
  return (
    (await tx.run(sql`
    insert into social.video_like (account_id, video_id, created_at, judge_at)
    values (${account}, ${video}, ${at}, ${judgeAt})
    on conflict do nothing`)) === 1
  )
}

export const addLikeCount = (tx: Tx, video: string) =>
  tx.run(sql`
    insert into social.video_count as c (video_id, likes) values (${video}, 1)
    on conflict (video_id) do update set likes = c.likes + 1`)

/** With its part in the counts, where there is one. */
export const deleteLike = (tx: Tx, account: string, video: string) =>
  tx.run(sql`
    with gone as (
      delete from social.video_like where account_id = ${account} and video_id = ${video} returning standing)
    update social.video_count as c set likes = c.likes - 1,
      settled_likes = c.settled_likes - (gone.standing = 'settled')::int,
      young_likes = c.young_likes - (gone.standing = 'young')::int
    from gone where c.video_id = ${video}`)

export const readAccountCounts = (db: Queryable, ids: readonly string[]) =>
  db.all(sql<{ accountId: string; followers: number; following: number }>`
    select account_id as "accountId", followers, following from social.account_count where account_id = any(${ids}::uuid[])`)

export const readLikes = (db: Queryable, ids: readonly string[]) =>
  db.all(sql<{ videoId: string; likes: number }>`
    select video_id as "videoId", likes from social.video_count where video_id = any(${ids}::uuid[])`)

/** The newest first. */
export const readFollowing = (db: Queryable, follower: string, limit: number) =>
  db.all(sql<{ id: string }>`
    select followed_id as id from social.follow where follower_id = ${follower} order by created_at desc limit ${limit}`)

export const readIsFollower = (db: Queryable, follower: string, followed: string) =>
  db.one(sql<{ follows: boolean }>`
    select exists (select from social.follow where follower_id = ${follower} and followed_id = ${followed}) as follows`)

export const readLiked = (db: Queryable, account: string, limit: number) =>
  db.all(sql<{ id: string }>`
    select video_id as id from social.video_like where account_id = ${account} order by created_at desc limit ${limit}`)

export const findLikesAmong = (
  db: Queryable,
  pairs: readonly { readonly accountId: string; readonly videoId: string }[],
) =>
  db.all(sql<{ accountId: string; videoId: string }>`
    select account_id as "accountId", video_id as "videoId"
    from social.video_like join unnest(${pairs.map((one) => one.accountId)}::uuid[],
      ${pairs.map((one) => one.videoId)}::uuid[]) as asked (account_id, video_id) using (account_id, video_id)`)

export const countDrift = (db: Queryable) =>
  db.one(sql<{ drift: number }>`
    select (
      (select count(*) from (select video_id, count(*)::int n from social.video_like group by 1) l
        full join social.video_count c using (video_id) where coalesce(n, 0) <> coalesce(likes, 0)) +
      (select count(*) from (select followed_id id, count(*)::int n from social.follow group by 1) f
        full join social.account_count c on c.account_id = f.id where coalesce(n, 0) <> coalesce(followers, 0)) +
      (select count(*) from (select follower_id id, count(*)::int n from social.follow group by 1) f
        full join social.account_count c on c.account_id = f.id where coalesce(n, 0) <> coalesce(following, 0))
    )::int as drift`)
