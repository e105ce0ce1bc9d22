/** An experiment as it is kept, in the words of this module. */
import { type Metric, type Reading, zMetric, zReading } from '../contract-experiments.ts'
import type { FeedSettings } from '../contract-settings.ts'
import { settingsFrom } from '../settings.ts'
import type { ExperimentRow } from '../store-experiments.ts'
import type { Running } from './assign.ts'

export interface Arm {
  readonly name: string
  readonly settings: FeedSettings
  readonly isStopped: boolean
  readonly stopped: { readonly at: string; readonly because: Metric } | null
}

export interface Experiment extends Running {
  readonly why: string
  readonly metric: Metric
  readonly startedBy: string
  readonly startedAt: Date
  readonly ended: { readonly at: Date; readonly by: string | null; readonly note: string } | null
  readonly arms: readonly Arm[]
  readonly reading: Reading | undefined
}

export function experimentFrom(row: ExperimentRow, defaults: FeedSettings): Experiment {
  const { id, name, why, salt, firstPlace, places, startedBy, startedAt, endedAt, endedBy, endedNote } = row
  return {
    id,
    name,
    why,
    salt,
    firstPlace,
    places,
    startedBy,
    startedAt,
    metric: zMetric.parse(row.metric),
    ended: endedAt && endedNote !== null ? { at: endedAt, by: endedBy, note: endedNote } : null,
    arms: row.arms.map((arm) => ({
      name: arm.name,
      settings: settingsFrom(arm.settings, defaults),
      isStopped: arm.stoppedAt !== null,
      stopped:
        arm.stoppedAt === null
          ? null
          : { at: new Date(arm.stoppedAt).toISOString(), because: zMetric.parse(arm.stoppedBy) },
    })),
    reading: row.reading === null ? undefined : zReading.parse(row.reading),
  }
}
