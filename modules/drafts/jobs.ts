import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Drafts } from './index.ts'

/** Encodes for seconds to minutes; retries are many because a killed worker costs one. */
export const renderJob = defineJob<{ renderId: string }>({
  name: 'drafts.render',
  role: 'transcode',
  retries: 10,
  heartbeatSeconds: 10,
})
const sweepJob = defineJob({ name: 'drafts.sweep', everySeconds: 60 })

export function workDrafts(jobs: Jobs, drafts: Pick<Drafts, 'makeRender' | 'sweep'>): void {
  jobs.work(renderJob, ({ renderId }, { signal }) => drafts.makeRender(renderId, signal))
  jobs.work(sweepJob, () => drafts.sweep())
}
