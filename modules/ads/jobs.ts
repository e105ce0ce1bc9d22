import type { Events } from '../../platform/events/index.ts'
import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import { dayClosed } from '../playback/index.ts'
import type { Ads } from './index.ts'

/** Bills while a day runs, and settles it when playback has closed it. */
export function workAds(jobs: Jobs, events: Events, ads: Ads): void {
  events.on(dayClosed, 'ads.settle-day', async ({ day }) => {
    await ads.settleDay(day)
  })
  jobs.work(defineJob({ name: 'ads.bill', everySeconds: ads.config.BILL_SECONDS }), async () => {
    await ads.billDue()
  })
  jobs.work(defineJob({ name: 'ads.tidy-up', everySeconds: 60 }), () => ads.tidyUp())
}
