import { toDay } from '../../platform/clock.ts'
import type { Events } from '../../platform/events/index.ts'
import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import { daySettled } from '../ads/index.ts'
import type { Revenue } from './index.ts'

/** Shares a day out when ads has settled it, and once an hour closes what is due. */
export function workRevenue(jobs: Jobs, events: Events, revenue: Revenue): void {
  events.on(daySettled, 'revenue.share-out', async ({ day, poolMicro }) => {
    await revenue.shareOut(toDay(day), BigInt(poolMicro))
  })
  jobs.work(defineJob({ name: 'revenue.close-due', everySeconds: 3_600 }), async () => {
    await revenue.closeDue()
  })
}
