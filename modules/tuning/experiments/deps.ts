import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db/index.ts'
import type { Ids } from '../../../platform/ids.ts'
import type { Logger } from '../../../platform/log.ts'
import type { FeedSettings } from '../contract-settings.ts'
import type { MeasureDeps } from './measure.ts'

export interface ExperimentDeps extends MeasureDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly defaults: FeedSettings
}
