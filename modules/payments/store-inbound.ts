import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export interface KeptNotice {
  readonly provider: string
  readonly eventId: string
  readonly reference: string | null
  readonly state: 'kept' | 'refused' | 'handled' | 'unknown'
}

/** @returns false when the notice is there already */
export const insertNotice = async (
  tx: Tx,
  n: KeptNotice & {
    headers: Readonly<Record<string, string>>
    raw: Uint8Array
    why: string | null
    at: Date
  },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into payments.inbound (provider, event_id, reference, headers, raw, state, why, received_at)
    values (${n.provider}, ${n.eventId}, ${n.reference}, ${JSON.stringify(n.headers)}::jsonb, ${Buffer.from(n.raw)},
      ${n.state}, ${n.why}, ${n.at})
    on conflict (provider, event_id) do nothing`)) === 1

export const findNotice = (on: Queryable, provider: string, eventId: string) =>
  on.maybe(sql<KeptNotice>`
    select provider, event_id as "eventId", reference, state from payments.inbound
    where provider = ${provider} and event_id = ${eventId}`)

export const markHandled = (
  tx: Tx,
  n: { provider: string; eventId: string; state: 'handled' | 'unknown'; at: Date },
) =>
  tx.run(sql`
    update payments.inbound set state = ${n.state}, handled_at = ${n.at}
    where provider = ${n.provider} and event_id = ${n.eventId} and state = 'kept'`)

/** Unsigned ones are kept for a while, so that an attack can be looked at, and not for ever. */
export const deleteOldRefused = (tx: Tx, before: Date) =>
  tx.run(sql`delete from payments.inbound where state = 'refused' and received_at < ${before}`)

/** A notice may name its payer, so none is kept longer than a dispute about it can last. */
export const deleteOldNotices = (tx: Tx, before: Date) =>
  tx.run(sql`delete from payments.inbound where received_at < ${before}`)

export const countRefused = async (on: Queryable, since: Date): Promise<number> =>
  (
    await on.one(sql<{ count: number }>`
      select count(*)::int as count from payments.inbound where state = 'refused' and received_at >= ${since}`)
  ).count
