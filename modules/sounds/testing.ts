/** Builders for the tests of later modules. */
import type { Jobs } from '../../platform/jobs/index.ts'
import { createSounds, type Sounds, soundsConfig, type SoundsDeps, workSounds } from './index.ts'

/** Nobody blocks anybody, unless told. */
export function testSounds(
  deps: Omit<SoundsDeps, 'config' | 'apartAmong'> & Partial<Pick<SoundsDeps, 'apartAmong'>> & { jobs: Jobs },
): Sounds {
  const apartAmong = deps.apartAmong ?? (async () => new Set<string>())
  const sounds = createSounds({ ...deps, apartAmong, config: soundsConfig.defaults() })
  workSounds(deps.jobs, sounds)
  return sounds
}
