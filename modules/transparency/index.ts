/** Transparency publishes, month by month, what the stage's money did.
 *
 *  - A report is made once, when its month is over and the month's periods are closed, and never changes.
 *  - It is signed, and names the report before by its hash; the pool's figures can be summed again from the signed
 *    period documents that it names.
 *  - No figure is about fewer than ten people. */
import type { TransparencyDeps } from './deps.ts'
import { publishDue, type ReportFault, verifyReports } from './publish.ts'
import * as store from './store.ts'

export { type TransparencyConfig, transparencyConfig } from './config.ts'
export type { TransparencyDeps } from './deps.ts'
export { mountTransparency } from './http.ts'
export { workTransparency } from './jobs.ts'
export type { ReportFault } from './publish.ts'
export { peopleMin } from './put-together.ts'

export interface Transparency {
  /** Makes every report that is due, in order. @returns their months */
  publishDue(): Promise<string[]>
  /** The newest first. */
  reports(): Promise<{ month: string; sequence: bigint; hash: string; madeAt: Date }[]>
  /** The signed report as JSON text; undefined while it is not made. */
  report(month: string): Promise<string | undefined>
  /** For the audit. @returns the first fault of the chain of reports */
  verifyReports(): Promise<ReportFault | undefined>
  readonly publicKey: string
}

export function createTransparency(deps: TransparencyDeps): Transparency {
  const { db } = deps
  return {
    publishDue: () => publishDue(deps),
    reports: () => store.listReports(db),
    report: async (month) => (await store.findReport(db, month))?.document,
    verifyReports: () => verifyReports(deps),
    publicKey: deps.signer.publicKey,
  }
}
