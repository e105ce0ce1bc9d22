/** Statements of counting: votes, marks, and what they add to an entry. */
import { type Day, toDay } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Tally } from './tally.ts'

export interface VoteRow {
  readonly videoId: string
  readonly viewerKey: string
  readonly deviceKey: string
  readonly votedAt: Date
  readonly isYoung: boolean
  readonly finished: boolean
  readonly liked: boolean
  /** Why it does not count: too many viewers of this browser for the clip, or too many votes of it that day. */
  readonly aside: 'device' | 'busy' | null
}

export const readMarks = async (on: Queryable): Promise<Map<Day, bigint>> =>
  new Map(
    (await on.all(sql<{ day: string; seq: bigint }>`select day, seq from hearing.mark`)).map((row) => [
      toDay(row.day),
      row.seq,
    ]),
  )

/** @returns where the day's mark is, its row locked; 0 before the first */
export async function lockMark(tx: Tx, day: Day): Promise<bigint> {
  await tx.run(sql`insert into hearing.mark (day, seq) values (${day}, 0) on conflict do nothing`)
  return (await tx.one(sql<{ seq: bigint }>`select seq from hearing.mark where day = ${day} for update`)).seq
}

export const moveMark = (tx: Tx, day: Day, seq: bigint) =>
  tx.run(sql`update hearing.mark set seq = ${seq} where day = ${day}`)

export const findVotes = (
  tx: Tx,
  videoIds: readonly string[],
  viewerKeys: readonly string[],
): Promise<VoteRow[]> =>
  tx.all(sql<VoteRow>`
    select video_id as "videoId", viewer_key as "viewerKey", device_key as "deviceKey", voted_at as "votedAt",
      is_young as "isYoung", finished, liked, aside
    from hearing.vote
    where video_id = any(${[...videoIds]}::uuid[]) and viewer_key = any(${[...viewerKeys]}::uuid[])`)

/** Counted votes of each browser for each of the clips. */
export const countOnDevices = (tx: Tx, videoIds: readonly string[], deviceKeys: readonly string[]) =>
  tx.all(sql<{ videoId: string; deviceKey: string; count: number }>`
    select video_id as "videoId", device_key as "deviceKey", count(*)::int as count from hearing.vote
    where video_id = any(${[...videoIds]}::uuid[]) and device_key = any(${[...deviceKeys]}::uuid[]) and aside is null
    group by 1, 2`)

/** Counted votes of each browser since then, over all clips. */
export const countOfDevices = (tx: Tx, deviceKeys: readonly string[], since: Date) =>
  tx.all(sql<{ deviceKey: string; count: number }>`
    select device_key as "deviceKey", count(*)::int as count from hearing.vote
    where device_key = any(${[...deviceKeys]}::uuid[]) and voted_at >= ${since} and aside is null
    group by 1`)

export const upsertVote = (tx: Tx, vote: VoteRow) =>
  tx.run(sql`
    insert into hearing.vote (video_id, viewer_key, device_key, voted_at, is_young, finished, liked, aside)
    values (${vote.videoId}, ${vote.viewerKey}, ${vote.deviceKey}, ${vote.votedAt}, ${vote.isYoung}, ${vote.finished},
      ${vote.liked}, ${vote.aside})
    on conflict (video_id, viewer_key) do update set finished = excluded.finished, liked = excluded.liked`)

export const updateCounted = (
  tx: Tx,
  videoId: string,
  { served, tally, metAt }: { served: number; tally: Tally; metAt: Date | null },
) =>
  tx.run(sql`
    update hearing.entry set served = ${served}, met_at = ${metAt},
      settled_votes = ${tally.settled.votes}, settled_finished = ${tally.settled.finished},
      settled_liked = ${tally.settled.liked}, young_votes = ${tally.young.votes},
      young_finished = ${tally.young.finished}, young_liked = ${tally.young.liked},
      change = nextval('hearing.change_seq')
    where video_id = ${videoId}`)

/** Not a change that the index of a process must hear of. */
export const markHundred = (tx: Tx, videoIds: readonly string[], at: Date) =>
  tx.run(sql`
    update hearing.entry set hundred_at = ${at}
    where video_id = any(${[...videoIds]}::uuid[]) and hundred_at is null`)

/** Votes on clips whose hearing ended since then. @returns how many */
export const deleteOldVotes = (tx: Tx, since: Date) =>
  tx.run(sql`
    delete from hearing.vote v using hearing.entry e where e.video_id = v.video_id and e.closed_at >= ${since}`)

/** Votes that were set aside since then, by reason. */
export const countAside = (on: Queryable, since: Date) =>
  on.all(sql<{ aside: 'device' | 'busy'; count: number }>`
    select aside, count(*)::int as count from hearing.vote
    where aside is not null and voted_at >= ${since} group by 1`)
