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

/** Nobody watched anything. */
export const noFigures: TuningDeps['playback']['figures'] = {
  async *eachViewer() {},
  sums: async () => ({ viewers: 0, seen: 0, finished: 0, skipped: 0, totalMs: 0, repeats: 0 }),
  seenByVideo: async () => [],
  novel: async () => 0,
  returned: async () => ({ viewers: 0, returned: 0 }),
}

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
    social: { madeBetween: async () => ({ likes: 0, follows: 0 }), sharedOn: async () => 0 },
    tastes: { unmeasured: async () => new Set(), unwantedBetween: async () => [] },
    playback: { figures: noFigures },
    clips: () => 0,
    preview: async () => [],
    weigh: async () => ({
      since: null,
      pages: 0,
      passed: 0,
      otherRules: 0,
      effective: 0,
      covered: 0,
      refused: 'empty-log',
      figures: [],
    }),
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
