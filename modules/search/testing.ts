/** For the tests of this module and of those after it. */
import type { Jobs } from '../../platform/jobs/index.ts'
import { searchConfig } from './config.ts'
import { createSearch, type Search, type SearchDeps, workSearch } from './index.ts'

export function testSearch(deps: SearchDeps & { readonly jobs: Jobs }): Search {
  const search = createSearch(deps)
  workSearch(deps.jobs, search, searchConfig.defaults())
  return search
}
