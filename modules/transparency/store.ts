/** Statements about published reports. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export interface ReportRow {
  readonly month: string
  readonly sequence: bigint
  readonly document: string
  readonly hash: string
  readonly madeAt: Date
}

const columns = sql`month, sequence, document, hash, made_at as "madeAt"`

/** One report at a time: its place in the chain is taken once. */
export const lockReports = (tx: Tx) => tx.run(sql`lock table transparency.report in share row exclusive mode`)

export const latestReport = (on: Queryable) =>
  on.maybe(sql<ReportRow>`select ${columns} from transparency.report order by sequence desc limit 1`)

export const findReport = (on: Queryable, month: string) =>
  on.maybe(sql<ReportRow>`select ${columns} from transparency.report where month = ${month}`)

/** The newest first. */
export const listReports = (on: Queryable) =>
  on.all(sql<Omit<ReportRow, 'document'>>`
    select month, sequence, hash, made_at as "madeAt" from transparency.report order by sequence desc limit 600`)

export const insertReport = (tx: Tx, report: ReportRow) =>
  tx.run(sql`
    insert into transparency.report (month, sequence, document, hash, made_at)
    values (${report.month}, ${report.sequence}, ${report.document}, ${report.hash}, ${report.madeAt})`)

/** All of them, the oldest first. */
export const reportsInOrder = (on: Queryable) =>
  on.all(sql<ReportRow>`select ${columns} from transparency.report order by sequence`)
