/** Statements on what viewers said. Those on their history are in store-history.ts. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { ViewerRow, WishKind } from './wish.ts'

/** Payload: the viewer key, a space, and the version from now on; 0 where nothing is kept of them any more. */
export const changedChannel = 'tastes_changed'

const viewerColumns = sql.raw(
  'version, personalised, learning, epoch, epoch_before as "epochBefore", history_from as "historyFrom", region, ' +
    'adult_since as "adultSince"',
)

/** Makes the viewer's row, or waits for whoever is changing it; it has a new version, and every process hears of it when
 *  the transaction commits. */
export async function touchViewer(tx: Tx, viewerKey: string, at: Date): Promise<ViewerRow> {
  const row = await tx.one(sql<ViewerRow>`
    insert into tastes.viewer as v (viewer_key, version, changed_at)
    values (${viewerKey}, nextval('tastes.version'), ${at})
    on conflict (viewer_key) do update set version = excluded.version, changed_at = excluded.changed_at
    returning ${viewerColumns}`)
  await tx.run(sql`select pg_notify(${changedChannel}, ${`${viewerKey} ${row.version}`})`)
  return row
}

export const findViewer = (on: Queryable, viewerKey: string) =>
  on.maybe(sql<ViewerRow>`select ${viewerColumns} from tastes.viewer where viewer_key = ${viewerKey}`)

export type Said = Partial<Record<WishKind, string[]>>

/** The viewer's row with all they said by kind, of one moment. */
export const findWishes = (on: Queryable, viewerKey: string) =>
  on.maybe(sql<ViewerRow & { said: Said | null }>`
    select ${viewerColumns}, (
        select jsonb_object_agg(kind, subjects) from (
          select kind, jsonb_agg(subject order by said_at, subject) as subjects
          from tastes.wish where viewer_key = ${viewerKey} group by kind) as by_kind
      ) as said
    from tastes.viewer where viewer_key = ${viewerKey}`)

export interface WishRow {
  readonly kind: WishKind
  readonly subject: string
  readonly saidAt: Date
}

/** The newest first. */
export const listWishes = (on: Queryable, viewerKey: string) =>
  on.all(sql<WishRow>`
    select kind, subject, said_at as "saidAt" from tastes.wish where viewer_key = ${viewerKey}
    order by said_at desc, kind, subject`)

export const countWishes = (on: Queryable, viewerKey: string) =>
  on.one(
    sql<{ count: number }>`select count(*)::int as count from tastes.wish where viewer_key = ${viewerKey}`,
  )

export const countOfKind = (tx: Tx, viewerKey: string, kind: WishKind, but: string) =>
  tx.one(sql<{ count: number }>`
    select count(*)::int as count from tastes.wish
    where viewer_key = ${viewerKey} and kind = ${kind} and subject <> ${but}`)

/** What was said before keeps its instant. */
export const insertWish = (tx: Tx, viewerKey: string, kind: WishKind, subject: string, at: Date) =>
  tx.run(sql`
    insert into tastes.wish (viewer_key, kind, subject, said_at) values (${viewerKey}, ${kind}, ${subject}, ${at})
    on conflict do nothing`)

/** @returns how many there were */
export const deleteWishes = (tx: Tx, viewerKey: string, kinds: readonly WishKind[], subject: string) =>
  tx.run(sql`
    delete from tastes.wish
    where viewer_key = ${viewerKey} and kind = any(${[...kinds]}::text[]) and subject = ${subject}`)

export const updateSwitches = (
  tx: Tx,
  viewerKey: string,
  to: Pick<ViewerRow, 'personalised' | 'learning' | 'region'>,
) =>
  tx.run(sql`
    update tastes.viewer set personalised = ${to.personalised}, learning = ${to.learning},
      region = ${to.region}
    where viewer_key = ${viewerKey}`)

/** @param since null: they do not say so, or not any more */
export const updateAdultSince = (tx: Tx, accountId: string, since: Date | null) =>
  tx.run(sql`update tastes.viewer set adult_since = ${since} where viewer_key = ${accountId}`)

export const updateEpoch = (tx: Tx, viewerKey: string, epoch: Date | null, before: Date | null) =>
  tx.run(sql`
    update tastes.viewer set epoch = ${epoch}, epoch_before = ${before} where viewer_key = ${viewerKey}`)

/** Everything of the viewer, for good. */
export async function deleteViewer(tx: Tx, viewerKey: string): Promise<void> {
  for (const table of ['wish', 'gap', 'left_out', 'viewer'])
    await tx.run(sql`delete from ${sql.id('tastes', table)} where viewer_key = ${viewerKey}`)
  await tx.run(sql`select pg_notify(${changedChannel}, ${`${viewerKey} 0`})`)
}

/** Where both said something of the same, what `to` said stays. @param tagKinds those of which one tag has one */
export async function moveWishes(
  tx: Tx,
  from: string,
  to: string,
  tagKinds: readonly WishKind[],
): Promise<number> {
  return tx.run(sql`
    insert into tastes.wish (viewer_key, kind, subject, said_at)
    select ${to}, kind, subject, said_at from tastes.wish theirs
    where viewer_key = ${from} and not exists (
      select from tastes.wish ours where ours.viewer_key = ${to} and ours.subject = theirs.subject
        and (ours.kind = theirs.kind
          or (ours.kind = any(${[...tagKinds]}::text[]) and theirs.kind = any(${[...tagKinds]}::text[]))))
    on conflict do nothing`)
}

export const deleteAllWishes = (tx: Tx, viewerKey: string) =>
  tx.run(sql`delete from tastes.wish where viewer_key = ${viewerKey}`)

/** Keeps the newest `keep` of a kind. */
export const deleteOldest = (tx: Tx, viewerKey: string, kind: WishKind, keep: number) =>
  tx.run(sql`
    delete from tastes.wish where viewer_key = ${viewerKey} and kind = ${kind} and subject in (
      select subject from tastes.wish where viewer_key = ${viewerKey} and kind = ${kind}
      order by said_at desc, subject offset ${keep})`)
