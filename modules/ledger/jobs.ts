import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Ledger } from './index.ts'

export const expirePending = defineJob({ name: 'ledger.expire-pending', everySeconds: 15 })

export function workLedger(jobs: Jobs, ledger: Pick<Ledger, 'expireDue'>): void {
  jobs.work(expirePending, async () => {
    await ledger.expireDue()
  })
}
