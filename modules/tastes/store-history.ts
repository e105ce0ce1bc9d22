/** Statements on what of a viewer's watching is deleted, or not to be learned from. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export type GapKind = 'deleted' | 'paused'
export type Scope = 'history' | 'learning'

export interface Gap {
  readonly kind: GapKind
  readonly fromAt: Date
  /** null: goes on. */
  readonly toAt: Date | null
}

export interface LeftOut {
  readonly videoId: string
  readonly scope: Scope
  readonly untilAt: Date
}

export const findGaps = (on: Queryable, viewerKey: string) =>
  on.all(sql<Gap>`
    select kind, from_at as "fromAt", to_at as "toAt" from tastes.gap where viewer_key = ${viewerKey}`)

export const findLeftOut = (on: Queryable, viewerKey: string) =>
  on.all(sql<LeftOut>`
    select video_id as "videoId", scope, until_at as "untilAt" from tastes.left_out
    where viewer_key = ${viewerKey}`)

/** Joins what it overlaps: many deletions of one time stay one row. */
export async function insertGap(tx: Tx, viewerKey: string, from: Date, to: Date): Promise<void> {
  const { fromAt, toAt } = await tx.one(sql<{ fromAt: Date; toAt: Date }>`
    with overlapped as (
      delete from tastes.gap
      where viewer_key = ${viewerKey} and kind = 'deleted' and from_at <= ${to} and to_at >= ${from}
      returning from_at, to_at)
    select least(${from}::timestamptz, min(from_at)) as "fromAt", greatest(${to}::timestamptz, max(to_at)) as "toAt"
    from overlapped`)
  await tx.run(sql`
    insert into tastes.gap (viewer_key, kind, from_at, to_at) values (${viewerKey}, 'deleted', ${fromAt}, ${toAt})`)
}

/** Everything before is deleted: gaps and clips that lie there are not needed any more. */
export async function deleteBefore(tx: Tx, viewerKey: string, before: Date): Promise<void> {
  await tx.run(sql`
    update tastes.viewer set history_from = greatest(history_from, ${before}) where viewer_key = ${viewerKey}`)
  await tx.run(sql`delete from tastes.gap where viewer_key = ${viewerKey} and to_at <= ${before}`)
  await tx.run(sql`delete from tastes.left_out where viewer_key = ${viewerKey} and until_at <= ${before}`)
}

/** Nothing when it is paused already. */
export const beginPause = (tx: Tx, viewerKey: string, at: Date) =>
  tx.run(sql`
    insert into tastes.gap (viewer_key, kind, from_at)
    select ${viewerKey}, 'paused', ${at}
    where not exists (select from tastes.gap where viewer_key = ${viewerKey} and to_at is null)
    on conflict (viewer_key, kind, from_at) do update set to_at = null`)

export const endPause = (tx: Tx, viewerKey: string, at: Date) =>
  tx.run(sql`
    update tastes.gap set to_at = greatest(from_at, ${at}) where viewer_key = ${viewerKey} and to_at is null`)

export const leaveOut = (tx: Tx, viewerKey: string, videoIds: readonly string[], scope: Scope, until: Date) =>
  tx.run(sql`
    insert into tastes.left_out as l (viewer_key, video_id, scope, until_at)
    select ${viewerKey}, id, ${scope}, ${until} from unnest(${[...videoIds]}::uuid[]) as id
    on conflict (viewer_key, video_id, scope) do update set until_at = greatest(l.until_at, excluded.until_at)`)
