import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Transparency } from './index.ts'

/** Once an hour makes the report that is due, if one is. */
export function workTransparency(jobs: Jobs, transparency: Transparency): void {
  jobs.work(defineJob({ name: 'transparency.publish', everySeconds: 3_600 }), async () => {
    await transparency.publishDue()
  })
}
