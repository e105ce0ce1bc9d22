/** Statements on drafts.render. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Reason, Render } from './draft.ts'
import type { Project } from './project.ts'

interface RenderRow {
  id: string
  draftId: string
  ownerId: string
  revision: number
  state: Render['state']
  percent: number | null
  beganAt: Date | null
  uploadId: string | null
  reasonCode: string | null
  reasonParams: Record<string, string | number>
  askedAt: Date
}

const columns = sql.raw(
  'id, draft_id as "draftId", owner_id as "ownerId", revision, state, percent, began_at as "beganAt", ' +
    'upload_id as "uploadId", reason_code as "reasonCode", reason_params as "reasonParams", asked_at as "askedAt"',
)

const toRender = ({ reasonCode, reasonParams, ...row }: RenderRow): Render => ({
  ...row,
  percent: row.percent ?? undefined,
  beganAt: row.beganAt ?? undefined,
  uploadId: row.uploadId ?? undefined,
  reason: reasonCode === null ? undefined : { code: reasonCode, params: reasonParams },
})

/** The newest of each draft, by the draft's id. */
export async function newestRenders(
  on: Queryable,
  draftIds: readonly string[],
): Promise<Map<string, Render>> {
  if (draftIds.length === 0) return new Map()
  const rows = await on.all(sql<RenderRow>`
    select distinct on (draft_id) ${columns} from drafts.render where draft_id = any(${[...draftIds]}::uuid[])
    order by draft_id, asked_at desc, id desc`)
  return new Map(rows.map((row) => [row.draftId, toRender(row)]))
}

export async function findRender(
  on: Queryable,
  id: string,
): Promise<(Render & { project: Project; title: string }) | undefined> {
  const row = await on.maybe(sql<RenderRow & { project: Project; title: string }>`
    select ${columns}, project, title from drafts.render where id = ${id}`)
  if (!row) return undefined
  const { project, title, ...rest } = row
  return { ...toRender(rest), project, title }
}

export const insertRender = (tx: Tx, render: Render, project: Project, title: string) =>
  tx.run(sql`
    insert into drafts.render (id, draft_id, owner_id, revision, project, title, state, asked_at, touched_at)
    values (${render.id}, ${render.draftId}, ${render.ownerId}, ${render.revision},
            ${JSON.stringify(project)}::jsonb, ${title}, 'waiting', ${render.askedAt}, ${render.askedAt})`)

/** @returns how many were under way */
export const cancelUnderWay = (tx: Tx, draftId: string, at: Date) =>
  tx.run(sql`
    update drafts.render set state = 'cancelled', percent = null, touched_at = ${at}
    where draft_id = ${draftId} and state in ('waiting', 'working')`)

/** @returns 0 when it was given up */
export const markWorking = (tx: Tx, id: string, at: Date) =>
  tx.run(sql`
    update drafts.render set state = 'working', percent = 0, began_at = ${at}, touched_at = ${at}
    where id = ${id} and state in ('waiting', 'working')`)

/** @returns 0 when it was given up */
export const notePercent = (tx: Tx, id: string, percent: number, at: Date) =>
  tx.run(sql`
    update drafts.render set percent = ${percent}, touched_at = ${at} where id = ${id} and state = 'working'`)

export const markDone = (tx: Tx, id: string, uploadId: string, at: Date) =>
  tx.run(sql`
    update drafts.render set state = 'done', percent = 100, upload_id = ${uploadId}, touched_at = ${at}
    where id = ${id} and state in ('waiting', 'working')`)

export const markFailed = (tx: Tx, id: string, reason: Reason, at: Date) =>
  tx.run(sql`
    update drafts.render
    set state = 'failed', percent = null, reason_code = ${reason.code},
        reason_params = ${JSON.stringify(reason.params)}::jsonb, touched_at = ${at}
    where id = ${id} and state in ('waiting', 'working')`)

/** Those under way that nobody touched: their job was given up or lost. */
export async function idleRenders(on: Queryable, before: Date, limit: number): Promise<string[]> {
  const rows = await on.all(sql<{ id: string }>`
    select id from drafts.render where state in ('waiting', 'working') and touched_at < ${before}
    order by touched_at limit ${limit}`)
  return rows.map((row) => row.id)
}

export const touchRender = (tx: Tx, id: string, at: Date) =>
  tx.run(sql`update drafts.render set touched_at = ${at} where id = ${id}`)
