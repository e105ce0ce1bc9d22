/** Builders for the tests of later modules. */
import type { Jobs } from '../../platform/jobs/index.ts'
import { createSounds, type Sounds, soundsConfig, type SoundsDeps, workSounds } from './index.ts'

export function testSounds(deps: Omit<SoundsDeps, 'config'> & { jobs: Jobs }): Sounds {
  const sounds = createSounds({ ...deps, config: soundsConfig.defaults() })
  workSounds(deps.jobs, sounds)
  return sounds
}
