/** The whole of what is learned, in one block of memory: counters, wide model, network, calibration, watch times and what
 *  they are fitted to. One thread writes; whoever lays it out on the same block reads it as it is. */
import { createFeatures, type Features, type FeatureSizes, fieldCount } from '../features/features.ts'
import { type CalibrationGrid, createCalibrationGrid } from '../models/calibration-grid.ts'
import { createFtrl, type Ftrl, type FtrlSettings } from '../models/ftrl.ts'
import { measure, type Memory, sharedMemory } from '../models/memory.ts'
import { createMlp, type Mlp, type MlpSettings } from '../models/mlp.ts'
import { createWatchHead, type WatchHead } from '../models/watch-head.ts'
import { createWatchTimes, type WatchTimes } from '../models/watch-times.ts'
import { headCount, headPriors, levelsFrom, watchLevels } from './heads.ts'

export interface ModelSettings {
  readonly features: FeatureSizes
  readonly ftrl: FtrlSettings
  readonly mlp: MlpSettings
}

/** Places of {@link Model.ledger}. */
export const ledgerAt = {
  /** Outcomes learned in all. */
  learned: 0,
  /** Of the request on which the writer works: how many of its lessons are learned. */
  progress: 1,
  /** Hour of the last look at the losses; day of the last fit of watch times; lessons at that time. */
  lookedMs: 2,
  fittedMs: 3,
  fittedLearned: 4,
  /** Version of the kept snapshot that this goes on from. */
  version: 5,
} as const
/** Recent lessons that calibration and watch times are fitted to. */
export const recentMax = 8_192

/** Of duration; chosen on the replay's val. */
const watchBuckets = 40

export interface Model {
  readonly features: Features
  readonly wide: Ftrl
  /** 2^bits × heads: the wide model's, as they are now. */
  readonly weights: Float32Array
  readonly deep: Mlp
  /** Sum and count of each head's targets. */
  readonly base: Float64Array
  readonly calibration: CalibrationGrid
  readonly watchTimes: WatchTimes
  readonly watch: WatchHead
  readonly ledger: Float64Array
  /** By head, then lesson: what was said and what came. */
  readonly said: readonly Float32Array[]
  readonly came: readonly Float32Array[]
  readonly durations: Float32Array
  readonly watched: Float32Array
}

export const blockBytes = (settings: ModelSettings): number => measure((memory) => layOut(settings, memory))

export const openModel = (settings: ModelSettings, block: SharedArrayBuffer, isNew: boolean): Model =>
  layOut(settings, sharedMemory(block, isNew))

function layOut({ features, ftrl, mlp }: ModelSettings, memory: Memory): Model {
  const ledger = memory.doubles(16)
  const weights = memory.floats(2 ** ftrl.bits * headCount)
  const watchTimes = createWatchTimes({ buckets: watchBuckets, stretches: watchLevels + 1 }, memory)
  const perHead = (): Float32Array[] => headPriors.map(() => memory.floats(recentMax))
  return {
    ledger,
    weights,
    features: createFeatures(features, memory),
    wide: createFtrl(headCount, ftrl, memory, weights),
    deep: createMlp(headCount, fieldCount, mlp, memory),
    base: memory.doubles(2 * headCount, (array) => {
      headPriors.forEach((prior, head) => array.set([prior * priorEvents, priorEvents], 2 * head))
    }),
    calibration: createCalibrationGrid(headCount, memory),
    watchTimes,
    watch: createWatchHead(levelsFrom, watchLevels, watchTimes),
    said: perHead(),
    came: perHead(),
    durations: memory.floats(recentMax),
    watched: memory.floats(recentMax),
  }
}

const priorEvents = 200
/** The base follows the last so many events. */
const baseEvents = 20_000

/** The logit of how often a head comes true at all: what the models learn is how much more or less. */
export function baseLogit(base: Float64Array, head: number): number {
  const rate = (base[2 * head] ?? 0) / (base[2 * head + 1] ?? 1)
  return Math.log(rate / (1 - rate))
}

export function moveBase(base: Float64Array, targets: Float64Array): void {
  for (let head = 0; head < headCount; head++) {
    const count = base[2 * head + 1] ?? 0
    const fade = count < baseEvents ? 1 : 1 - 1 / baseEvents
    base[2 * head] = (base[2 * head] ?? 0) * fade + (targets[head] ?? 0)
    base[2 * head + 1] = count * fade + 1
  }
}
