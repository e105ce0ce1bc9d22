/** Statements about splits and their parts. */
import type { Day } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { PartState, SplitRecord, SplitState } from './split.ts'

/** One change to a video's splits at a time. */
export const lockSplits = (tx: Tx, videoId: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`earnings.split ${videoId}`}, 0))`)

interface SplitRow {
  readonly id: string
  readonly videoId: string
  readonly ownerId: string
  readonly state: SplitState
  readonly proposedAt: Date
  readonly startsOn: Day | null
  readonly endsOn: Day | null
  readonly parts: readonly { accountId: string; basisPoints: number; state: PartState }[]
}

const columns = sql`
  s.id, s.video_id as "videoId", s.owner_id as "ownerId", s.state, s.proposed_at as "proposedAt",
  s.starts_on as "startsOn", s.ends_on as "endsOn",
  (select jsonb_agg(jsonb_build_object('accountId', p.account_id, 'basisPoints', p.basis_points, 'state', p.state)
     order by p.account_id = s.owner_id desc, p.basis_points desc, p.account_id)
   from earnings.split_part p where p.split_id = s.id) as parts`

export const findSplit = (on: Queryable, id: string): Promise<SplitRecord | undefined> =>
  on.maybe(sql<SplitRow>`select ${columns} from earnings.split s where s.id = ${id}`)

export const splitsOfVideo = (on: Queryable, videoId: string): Promise<SplitRecord[]> =>
  on.all(sql<SplitRow>`
    select ${columns} from earnings.split s where s.video_id = ${videoId}
    order by s.starts_on desc nulls first, s.proposed_at desc, s.id`)

/** Splits of those videos that ever apply. */
export const standingSplits = (on: Queryable, videoIds: readonly string[], first: string, last: string) =>
  on.all(sql<SplitRow>`
    select ${columns} from earnings.split s
    where s.video_id = any(${videoIds}::uuid[]) and s.starts_on <= ${last}
      and (s.ends_on is null or s.ends_on > ${first}) and s.starts_on is distinct from s.ends_on
    order by s.video_id, s.starts_on`)

export const splitsOfAccount = (on: Queryable, accountId: string): Promise<SplitRecord[]> =>
  on.all(sql<SplitRow>`
    select ${columns} from earnings.split s join earnings.split_part mine
      on mine.split_id = s.id and mine.account_id = ${accountId}
    where s.state <> 'withdrawn' or s.owner_id = ${accountId}
    order by (s.state = 'proposed' and mine.state = 'waiting') desc, s.proposed_at desc, s.id limit 200`)

export async function insertSplit(
  tx: Tx,
  split: {
    id: string
    videoId: string
    ownerId: string
    proposedAt: Date
    parts: readonly { accountId: string; basisPoints: number }[]
  },
): Promise<void> {
  await tx.run(sql`
    insert into earnings.split (id, video_id, owner_id, state, proposed_at)
    values (${split.id}, ${split.videoId}, ${split.ownerId}, 'proposed', ${split.proposedAt})`)
  for (const { accountId, basisPoints } of split.parts)
    await tx.run(sql`
      insert into earnings.split_part (split_id, account_id, basis_points, state)
      values (${split.id}, ${accountId}, ${basisPoints}, 'waiting')`)
}

export const answerPart = (tx: Tx, splitId: string, accountId: string, state: PartState, now: Date) =>
  tx.run(sql`
    update earnings.split_part set state = ${state}, answered_at = ${now}
    where split_id = ${splitId} and account_id = ${accountId} and state <> ${state}`)

export const settleProposal = (tx: Tx, id: string, state: 'declined' | 'withdrawn', now: Date) =>
  tx.run(sql`
    update earnings.split set state = ${state}, settled_at = ${now} where id = ${id} and state = 'proposed'`)

export const acceptProposal = (tx: Tx, id: string, startsOn: string, now: Date) =>
  tx.run(sql`
    update earnings.split set state = 'accepted', settled_at = ${now}, starts_on = ${startsOn}
    where id = ${id} and state = 'proposed'`)

/** The split that is accepted ends before that day, and not before the day it begins. */
export const endAccepted = (tx: Tx, videoId: string, endsOn: string) =>
  tx.run(sql`
    update earnings.split set state = 'ended', ends_on = greatest(starts_on, ${endsOn}::date)
    where video_id = ${videoId} and state = 'accepted'`)

/** The last day that any split of the video begins or ends on. */
export const lastChange = async (tx: Tx, videoId: string): Promise<Day | undefined> =>
  (
    await tx.one(sql<{ day: Day | null }>`
      select max(greatest(starts_on, ends_on)) as day from earnings.split where video_id = ${videoId}`)
  ).day ?? undefined

/** Videos whose split the account has a part in, or that it has proposed one for. */
export const videosShared = async (on: Queryable, accountId: string): Promise<string[]> =>
  (
    await on.all(sql<{ videoId: string }>`
      select distinct s.video_id as "videoId" from earnings.split s join earnings.split_part p on p.split_id = s.id
      where p.account_id = ${accountId} and s.state in ('proposed', 'accepted')`)
  ).map((row) => row.videoId)
