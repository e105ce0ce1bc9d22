import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Earnings } from './index.ts'

/** Every ten minutes: what came before there were lines gets them (once), holds end, deductions become final. */
export function workEarnings(jobs: Jobs, earnings: Earnings): void {
  jobs.work(defineJob({ name: 'earnings.release', everySeconds: 600 }), async () => {
    await earnings.takeOverAll()
    await earnings.releaseDue()
    await earnings.finishAppeals()
  })
}
