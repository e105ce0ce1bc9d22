import { toDay } from '../../platform/clock.ts'
import type { Events } from '../../platform/events/index.ts'
import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import { daySettled } from '../ads/index.ts'
import { revenuePeriodClosed } from './events.ts'
import type { Revenue } from './index.ts'

/** Shares a day out when ads has settled it, and once an hour closes what is due. */
export function workRevenue(jobs: Jobs, events: Events, revenue: Revenue): void {
  events.on(daySettled, 'revenue.share-out', async ({ day, poolMicro }) => {
    await revenue.shareOut(toDay(day), BigInt(poolMicro))
  })
  jobs.work(defineJob({ name: 'revenue.close-due', everySeconds: 3_600 }), async () => {
    await revenue.closeDue()
  })
  events.on(revenuePeriodClosed, 'revenue.ask-what-ifs', async ({ period }) => {
    await revenue.askWhatIfs(period)
  })
  jobs.work(defineJob({ name: 'revenue.keep-estimates', everySeconds: 1_800 }), async () => {
    await revenue.keepEstimates()
  })
  jobs.work(defineJob({ name: 'revenue.work-what-ifs', everySeconds: 15 }), async () => {
    await revenue.workWhatIfs()
  })
}
