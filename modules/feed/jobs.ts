import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Feed } from './index.ts'

const sweepJob = defineJob({ name: 'feed.sweep', everySeconds: 3_600 })

/** Takes away the days of slots that are older than they are kept. */
export function workFeed(jobs: Jobs, feed: Pick<Feed, 'sweep'>): void {
  jobs.work(sweepJob, async () => {
    await feed.sweep()
  })
}
