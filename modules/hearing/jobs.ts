import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { HearingConfig } from './config.ts'
import type { Hearing } from './index.ts'

export function workHearing(
  jobs: Jobs,
  hearing: Hearing,
  config: Pick<HearingConfig, 'COUNT_SECONDS'>,
): void {
  jobs.work(defineJob({ name: 'hearing.count', everySeconds: config.COUNT_SECONDS }), async () => {
    await hearing.countDue()
  })
  jobs.work(defineJob({ name: 'hearing.day', everySeconds: 60 }), async () => {
    await hearing.makeDay()
  })
  jobs.work(defineJob({ name: 'hearing.tend', everySeconds: 600 }), async () => {
    await hearing.tend()
    await hearing.makeWeeks()
  })
}
