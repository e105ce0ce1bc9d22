import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Admin } from './index.ts'

/** Asked often and done once a day, so that a night that was slept through is made up for in the morning. */
const auditDaily = defineJob({ name: 'admin.audit', everySeconds: 900 })

export function workAdmin(jobs: Jobs, admin: Pick<Admin, 'auditDaily'>): void {
  jobs.work(auditDaily, () => admin.auditDaily())
}
