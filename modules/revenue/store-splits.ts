import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { SplitPeriod } from './leaves.ts'

/** Statements about splits of a period's ad income. */

/** Videos with rows in those days, and whose they are. */
export const eachVideoOfDays = (db: Queryable, first: string, last: string) =>
  db.cursor(
    sql<{ videoId: string; creatorId: string }>`
      select distinct video_id as "videoId", creator_id as "creatorId" from revenue.allocation
      where day between ${first} and ${last}`,
    5_000,
  )

/** What each of those videos got, day by day. @param owners whose videos they are: rows lie together by creator */
export const videoDays = (
  db: Queryable,
  days: readonly string[],
  videoIds: readonly string[],
  owners: readonly string[],
) =>
  db.all(sql<{ videoId: string; day: string; micro: bigint }>`
    select video_id as "videoId", day, sum(micro)::bigint as micro from revenue.allocation
    where day = any(${days}::date[]) and creator_id = any(${owners}::uuid[]) and video_id = any(${videoIds}::uuid[])
    group by video_id, day`)

export const addSplits = async (tx: Tx, sequence: bigint, splits: readonly SplitPeriod[]): Promise<void> => {
  await tx.copy(
    'revenue.split_period (sequence, split_id, video_id, owner_id, first_day, last_day, micro)',
    splits.map((one) =>
      [sequence, one.splitId, one.videoId, one.ownerId, one.firstDay, one.lastDay, one.micro].join('\t'),
    ),
  )
  await tx.copy(
    'revenue.split_part (sequence, split_id, creator_id, basis_points, micro)',
    splits.flatMap(({ splitId, parts }) =>
      parts.map((part) => [sequence, splitId, part.creatorId, part.basisPoints, part.micro].join('\t')),
    ),
  )
}

interface SplitRow extends Omit<SplitPeriod, 'parts'> {
  readonly parts: readonly { creatorId: string; basisPoints: string; micro: string }[]
}

const shape = ({ parts, ...row }: SplitRow): SplitPeriod => ({
  ...row,
  parts: parts.map((part) => ({
    creatorId: part.creatorId,
    basisPoints: BigInt(part.basisPoints),
    micro: BigInt(part.micro),
  })),
})

const splitColumns = sql`s.split_id as "splitId", s.video_id as "videoId", s.owner_id as "ownerId",
  s.first_day as "firstDay", s.last_day as "lastDay", s.micro,
  (select jsonb_agg(jsonb_build_object('creatorId', p.creator_id, 'basisPoints', p.basis_points::text,
      'micro', p.micro::text) order by p.creator_id)
   from revenue.split_part p where p.sequence = s.sequence and p.split_id = s.split_id) as parts`

/** In the order of the tree. */
export async function* eachSplit(db: Queryable, sequence: bigint): AsyncGenerator<SplitPeriod[]> {
  const rows = db.cursor(
    sql<SplitRow>`select ${splitColumns} from revenue.split_period s
      where s.sequence = ${sequence} order by s.split_id`,
    2_000,
  )
  for await (const batch of rows) yield batch.map(shape)
}

/** Those in which any of the creators has a part, by split. */
export const splitsOf = async (
  db: Queryable,
  sequence: bigint,
  creatorIds: readonly string[],
): Promise<SplitPeriod[]> =>
  (
    await db.all(sql<SplitRow>`select ${splitColumns} from revenue.split_period s
      where s.sequence = ${sequence} and s.split_id in (
        select split_id from revenue.split_part
        where sequence = ${sequence} and creator_id = any(${creatorIds}::uuid[]))
      order by s.split_id`)
  ).map(shape)
