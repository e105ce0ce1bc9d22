import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { TuningConfig } from './config.ts'
import type { Tuning } from './index.ts'

/** By a node that serves pages: it alone knows how many clips the feed can show. */
const keepDays = defineJob({ name: 'tuning.days', everySeconds: 600, role: 'web' })

export function workTuning(
  jobs: Jobs,
  tuning: Pick<Tuning, 'readExperiments' | 'keepDays'>,
  config: Pick<TuningConfig, 'READ_MINUTES'>,
): void {
  jobs.work(defineJob({ name: 'tuning.read', everySeconds: config.READ_MINUTES * 60 }), async () => {
    await tuning.readExperiments()
  })
  jobs.work(keepDays, async () => {
    await tuning.keepDays()
  })
}
