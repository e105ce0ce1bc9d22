/** Builders for the tests. */
import { createMetrics, fakeClock, seededIds, silentLog } from '../../platform/testing/index.ts'
import type { Db } from '../../platform/db/index.ts'
import {
  createTuning,
  defaultSettings,
  type FeedSettings,
  type Tuning,
  tuningConfig,
  type TuningDeps,
} from './index.ts'

/** A stage without viewers. */
export function testTuning(db: Db, change: Partial<TuningDeps> = {}): Tuning {
  const clock = change.clock ?? fakeClock('2026-08-22T03:00:00Z')
  return createTuning({
    db,
    clock,
    ids: seededIds('tuning', clock),
    log: silentLog,
    metrics: createMetrics(),
    config: tuningConfig.defaults(),
    timeZone: 'Asia/Jakarta',
    defaults: defaultSettings,
    random: () => 0.5,
    identity: { findMany: async () => [], findByHandle: async () => undefined },
    social: { madeBetween: async () => ({ likes: 0, follows: 0 }) },
    tastes: { unmeasured: async () => new Set(), unwantedBetween: async () => [] },
    playback: {
      figures: {
        async *eachViewer() {},
        sums: async () => ({ viewers: 0, seen: 0, finished: 0, skipped: 0, totalMs: 0, repeats: 0 }),
        seenByVideo: async () => [],
        returned: async () => ({ viewers: 0, returned: 0 }),
      },
    },
    clips: () => 0,
    preview: async () => [],
    ...change,
  })
}

/** The defaults with some weights and rules changed. */
export const settingsWith = (change: {
  weights?: Partial<FeedSettings['weights']>
  rules?: Partial<FeedSettings['rules']>
}): FeedSettings => ({
  weights: { ...defaultSettings.weights, ...change.weights },
  rules: { ...defaultSettings.rules, ...change.rules },
})
