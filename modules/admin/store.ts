/** Every statement that touches the schema `admin`. */
import { z } from 'zod'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { type Detail, zDetail } from './contract.ts'

export interface AuditCheck {
  readonly name: string
  readonly ok: boolean
  readonly detail: Detail
}

export interface AuditReport {
  readonly at: Date
  readonly ok: boolean
  readonly checks: readonly AuditCheck[]
}

export const insertAudit = (tx: Tx, report: AuditReport) =>
  tx.run(sql`insert into admin.audit (at, ok, checks) values (${report.at}, ${report.ok}, ${JSON.stringify(report.checks)}::jsonb)
    on conflict (at) do update set ok = excluded.ok, checks = excluded.checks`)

const zKept = z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.unknown() }))

export async function findLastAudit(db: Queryable): Promise<AuditReport | undefined> {
  const last = await db.maybe(
    sql<{
      at: Date
      ok: boolean
      checks: unknown
    }>`select at, ok, checks from admin.audit order by at desc limit 1`,
  )
  if (!last) return undefined
  const checks = zKept.parse(last.checks).map((check) => ({ ...check, detail: readDetail(check.detail) }))
  return { ...last, checks }
}

/** The first versions kept a sentence, and a later one may have kept a code that is not known here: both are shown as
 *  they were written, because what an audit found is never hidden. */
function readDetail(kept: unknown): Detail {
  const known = zDetail.safeParse(kept)
  if (known.success) return known.data
  const text = typeof kept === 'string' ? kept : JSON.stringify(kept ?? null)
  return { code: 'as_written', params: { text } }
}
