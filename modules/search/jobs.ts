import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { SearchConfig } from './config.ts'
import type { Search } from './index.ts'

export function workSearch(
  jobs: Jobs,
  search: Pick<Search, 'refresh' | 'measureHeat'>,
  config: SearchConfig,
): void {
  jobs.work(defineJob({ name: 'search.refresh', everySeconds: config.REFRESH_SECONDS }), async () => {
    await search.refresh()
  })
  jobs.work(defineJob({ name: 'search.heat', everySeconds: config.HEAT_SECONDS }), () => search.measureHeat())
}
