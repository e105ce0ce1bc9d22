/** What will be liked by whom: the models that retrieve and rank, pure and without a table. `npm run replay` holds them
 *  against logs of a real feed (docs/feed.md, "Models and replay").
 *
 *  - The same seed and the same events give the same model.
 *  - SIMD and plain TypeScript give the same answers.
 *  - A snapshot that is not exactly what was written is refused with a reason. */
export { calibrate, fitCalibration } from './models/calibration.ts'
export { hashPair, hashText } from './models/hashing.ts'
export { type Factors, trainIals } from './models/ials.ts'
export { openItemSpace } from './models/item-space.ts'
export { auc, gauc, mae, recallAt, xauc } from './models/metrics.ts'
export { pairsOf } from './models/pairs.ts'
export { createRanker, type Ranker, type RankerSettings, restoreRanker } from './models/ranker.ts'
export { createRunningRates, type RunningRates } from './models/running-rates.ts'
export { fitWatchTimes, type WatchTimes } from './models/watch-time.ts'
