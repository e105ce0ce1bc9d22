/** Builders for the tests of later modules. */
import { silentLog } from '../../platform/testing/index.ts'
import { type Captions, captionsConfig, type CaptionsDeps, createCaptions, workCaptions } from './index.ts'
import type { CaptionsConfig } from './config.ts'

export function testCaptions(
  deps: Omit<CaptionsDeps, 'config' | 'log'>,
  config: Partial<CaptionsConfig> = {},
): Captions {
  const captions = createCaptions({ ...deps, log: silentLog, config: captionsConfig.defaults(config) })
  workCaptions(deps.jobs, captions)
  return captions
}
