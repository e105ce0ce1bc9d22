import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { Sounds } from './index.ts'

export const extractJob = defineJob<{ soundId: string }>({
  name: 'sounds.extract',
  role: 'transcode',
  retries: 5,
  heartbeatSeconds: 10,
})

export function workSounds(jobs: Jobs, sounds: Pick<Sounds, 'extract'>): void {
  jobs.work(extractJob, ({ soundId }, { signal }) => sounds.extract(soundId, signal))
}
