/** What captions do later: listening to a clip, which takes as long as it takes, and forgetting what was removed. */
import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Captions } from './index.ts'

export const autoJob = defineJob<{ requestId: string }>({
  name: 'captions.auto',
  role: 'transcode',
  retries: 20,
  heartbeatSeconds: 10,
})
const forgetJob = defineJob({ name: 'captions.forget', everySeconds: 3600 })

export function workCaptions(jobs: Jobs, captions: Captions): void {
  jobs.work(autoJob, ({ requestId }, { signal }) => captions.runAuto(requestId, signal))
  jobs.work(forgetJob, async () => {
    await captions.forgetRemoved()
  })
}
