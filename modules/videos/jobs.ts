import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Videos } from './index.ts'

/** Often, so that a clip is out within seconds of its time; a look costs one index entry when nothing is due. */
const publishDue = defineJob({ name: 'videos.publish-due', everySeconds: 5 })

export function workVideos(jobs: Jobs, videos: Pick<Videos, 'publishDue'>): void {
  jobs.work(publishDue, async () => {
    await videos.publishDue()
  })
}
