import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Identity } from './index.ts'

const tidyUp = defineJob({ name: 'identity.tidy-up', everySeconds: 3600 })

export function workIdentity(jobs: Jobs, identity: Identity): void {
  jobs.work(tidyUp, () => identity.tidyUp())
}
