import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { PlaybackConfig } from './config.ts'
import type { Playback } from './index.ts'

export function workPlayback(
  jobs: Jobs,
  playback: Playback,
  config: Pick<PlaybackConfig, 'JUDGE_SECONDS'>,
): void {
  jobs.work(defineJob({ name: 'playback.judge', everySeconds: config.JUDGE_SECONDS }), async () => {
    await playback.judgeDue()
  })
  jobs.work(defineJob({ name: 'playback.days', everySeconds: 60 }), async () => {
    await playback.makeDaysAhead()
    await playback.closeDueDays()
  })
}
