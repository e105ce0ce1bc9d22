/** Every statement that touches the schema `admin`. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export interface AuditCheck {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

export interface AuditReport {
  readonly at: Date
  readonly ok: boolean
  readonly checks: readonly AuditCheck[]
}

export const insertAudit = (tx: Tx, report: AuditReport) =>
  tx.run(sql`insert into admin.audit (at, ok, checks) values (${report.at}, ${report.ok}, ${JSON.stringify(report.checks)}::jsonb)
    on conflict (at) do update set ok = excluded.ok, checks = excluded.checks`)

export const findLastAudit = (db: Queryable) =>
  db.maybe(sql<AuditReport>`select at, ok, checks from admin.audit order by at desc limit 1`)
