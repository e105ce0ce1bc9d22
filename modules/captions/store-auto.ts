/** Every statement that touches captions.auto_request. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export interface AutoRequest {
  readonly id: string
  readonly videoId: string
  readonly ownerId: string
  readonly lang: string
  readonly state: 'waiting' | 'working' | 'done' | 'failed'
  readonly percent: number | undefined
  /** A code of captionsRefusals. */
  readonly reasonCode: string | undefined
  readonly attempt: number
  readonly requestedAt: Date
  readonly touchedAt: Date
}

type Row = Omit<AutoRequest, 'percent' | 'reasonCode'> & { percent: number | null; reasonCode: string | null }

const columns = sql.raw(
  'id, video_id as "videoId", owner_id as "ownerId", lang, state, percent, reason_code as "reasonCode", attempt, ' +
    'requested_at as "requestedAt", touched_at as "touchedAt"',
)
const toRequest = (row: Row): AutoRequest => ({
  ...row,
  percent: row.percent ?? undefined,
  reasonCode: row.reasonCode ?? undefined,
})

export async function newestRequest(on: Queryable, videoId: string): Promise<AutoRequest | undefined> {
  const row = await on.maybe(sql<Row>`
    select ${columns} from captions.auto_request where video_id = ${videoId}
    order by requested_at desc, id desc limit 1`)
  return row && toRequest(row)
}

export async function findRequest(on: Queryable, id: string): Promise<AutoRequest | undefined> {
  const row = await on.maybe(sql<Row>`select ${columns} from captions.auto_request where id = ${id}`)
  return row && toRequest(row)
}

export async function countRequests(on: Queryable, ownerId: string, since: Date): Promise<number> {
  const { count } = await on.one(sql<{ count: number }>`
    select count(*)::int as count from captions.auto_request
    where owner_id = ${ownerId} and requested_at > ${since}`)
  return count
}

export const insertRequest = (
  tx: Tx,
  request: Pick<AutoRequest, 'id' | 'videoId' | 'ownerId' | 'lang'>,
  at: Date,
) =>
  tx.run(sql`
    insert into captions.auto_request (id, video_id, owner_id, lang, state, attempt, requested_at, touched_at)
    values (${request.id}, ${request.videoId}, ${request.ownerId}, ${request.lang}, 'waiting', 0, ${at}, ${at})`)

/** Counts the attempt before any work. @returns undefined when it has ended already */
export async function beginRequest(tx: Tx, id: string, at: Date): Promise<AutoRequest | undefined> {
  const row = await tx.maybe(sql<Row>`
    update captions.auto_request set state = 'working', attempt = attempt + 1, percent = null, touched_at = ${at}
    where id = ${id} and state in ('waiting', 'working') returning ${columns}`)
  return row && toRequest(row)
}

export const notePercent = (tx: Tx, id: string, percent: number | undefined, at: Date) =>
  tx.run(sql`
    update captions.auto_request set percent = ${percent ?? null}, touched_at = ${at}
    where id = ${id} and state = 'working'`)

export const touchRequest = (tx: Tx, id: string, at: Date) =>
  tx.run(sql`update captions.auto_request set touched_at = ${at} where id = ${id}`)

/** @param reasonCode undefined when it succeeded. @returns 0 when it had ended before */
export const endRequest = (tx: Tx, id: string, reasonCode: string | undefined, at: Date) =>
  tx.run(sql`
    update captions.auto_request
    set state = ${reasonCode === undefined ? 'done' : 'failed'}, reason_code = ${reasonCode ?? null},
        percent = ${reasonCode === undefined ? 100 : null}, touched_at = ${at}
    where id = ${id} and state in ('waiting', 'working')`)
