/** What will be liked by whom: what players report is learned as it comes, and read by whoever orders clips.
 *
 *  - Every sound report teaches once, whichever process dies meanwhile; nothing is learned of who paused learning.
 *  - Scores are read from memory that one thread writes; where it dies or hangs, they stay as they are until it is replaced.
 *  - The same seed and events give the same model, and SIMD and plain TypeScript the same answers.
 *  - A snapshot that is not exactly what was written is refused with a reason, and the one before is taken up. */
export {
  type ClipTraits,
  createFeatures,
  fieldCount,
  type Features,
  logOdds,
  nobody,
  type Occasion,
  type Outcomes,
  type Rates,
  steps,
} from './features/features.ts'
export { traitsOf, viewerOf } from './features/clip-traits.ts'
export { families as learnedFamilies, type LearnedFamily } from './features/families.ts'
export { calibrate, fitCalibration } from './models/calibration.ts'
export { hashPair, hashText } from './models/hashing.ts'
export { recommendConfig, type RecommendConfig } from './config.ts'
export { createRecommend, type LearnedScores, type Recommend, type RecommendDeps } from './learn.ts'
export type { RankedClip } from './serve/kept-clips.ts'
export { pointsOf } from './serve/score-clips.ts'
export type { AskSignals, Outcome } from './stream/outcome.ts'
export { counted } from './trainer/heads.ts'
export { type Factors, trainIals } from './models/ials.ts'
export { openItemSpace } from './models/item-space.ts'
export { auc, gauc, mae, recallAt, xauc } from './models/metrics.ts'
export { pairsOf } from './models/pairs.ts'
export { createRanker, type Ranker, type RankerSettings, restoreRanker } from './models/ranker.ts'
export { createRunningRates } from './models/running-rates.ts'
export { createWatchHead, type WatchHead } from './models/watch-head.ts'
export { createWatchTimes } from './models/watch-times.ts'
export type { ClipFacts } from './retrieval/clips.ts'
export type { ClipFeel } from './retrieval/feel-attributes.ts'
export { nearest } from './retrieval/nearness.ts'
export { createWatchFollower, type WatchFollower } from './retrieval/follow-watches.ts'
export { createRetrieval, type FoundList, type Retrieval } from './retrieval/retrieval.ts'
export { readSnapshot, writeSnapshot } from './models/snapshot.ts'
export {
  evaluateSequences,
  type SequenceDecision,
  type SequenceEstimate,
  type SequenceEvaluation,
} from './off-policy/sequences.ts'
export {
  type Decision,
  type Estimate,
  type Evaluation,
  evaluatePolicy,
  meanOf,
  type NoAnswer,
  standardErrorsOf,
} from './off-policy/estimate.ts'
