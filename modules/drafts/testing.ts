/** Builders for the tests of later modules. */
import { createDrafts, type Drafts, draftsConfig, type DraftsDeps, workDrafts } from './index.ts'

export function testDrafts(
  deps: Omit<DraftsDeps, 'config'>,
  config: Parameters<typeof draftsConfig.defaults>[0] = {},
): Drafts {
  const drafts = createDrafts({ ...deps, config: draftsConfig.defaults(config) })
  workDrafts(deps.jobs, drafts)
  return drafts
}
