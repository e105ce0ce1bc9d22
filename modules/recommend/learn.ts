/** Learning as a whole on one node: stream → lessons → trainer → scores, kept and taken up again. */
import { type Clock, dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { asError } from '../../platform/errors.ts'
import type { Logger } from '../../platform/log.ts'
import type { Metrics } from '../../platform/metrics.ts'
import type { Playback } from '../playback/index.ts'
import type { RecommendConfig } from './config.ts'
import { traitsOf, viewerOf } from './features/clip-traits.ts'
import { nobody, type Occasion } from './features/features.ts'
import { hourOfDay } from './features/hour-of-day.ts'
import { createKeeper, type ModelInfo } from './keep/keep-models.ts'
import type { ClipFacts } from './retrieval/clips.ts'
import type { Retrieval } from './retrieval/retrieval.ts'
import { createScoreClips, type ScoreClips } from './serve/score-clips.ts'
import { firstState, type Follower, followReports } from './stream/follow-reports.ts'
import { emptyState } from './stream/join-tickets.ts'
import { createLag, type LagFigures } from './stream/lag.ts'
import type { AskSignals, Outcome } from './stream/outcome.ts'
import { createForetold, type ForetoldFigures } from './trainer/foretold.ts'
import { watchFigures, type WatchFigures } from './trainer/watch-figures.ts'
import type { Lesson } from './trainer/learner.ts'
import { ledgerAt, type ModelSettings } from './trainer/model.ts'
import { stageModel } from './trainer/settings.ts'
import { createTrainer } from './trainer/trainer.ts'

export interface RecommendDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
  readonly timeZone: string
  readonly config: RecommendConfig
  readonly playback: Pick<Playback, 'readReported' | 'onReported'>
  readonly signals: AskSignals
  /** A clip that may be offered, from memory; what is not known any more teaches nothing. */
  readonly clipOf: (videoId: string) => ClipFacts | undefined
  /** How near the clip lies to what the viewer wants; 0 unless told. */
  readonly retrieval?: Pick<Retrieval, 'affinityOf' | 'affinitiesOf'>
  readonly model?: ModelSettings
  /** The trainer's thread; its own unless told. */
  readonly script?: URL
}

/** What was learned, for whoever orders clips. */
export interface LearnedScores extends ScoreClips {
  /** Of the model that it goes on from: kept beside every slot. */
  readonly version: number
  /** The hour on the stage's wall. */
  hourOf(atMs: number): number
  /** See {@link Retrieval}. */
  readonly affinitiesOf: Retrieval['affinitiesOf']
}

export interface Recommend {
  /** Takes up where the last process stopped, and learns from then on. */
  start(): Promise<void>
  stop(): Promise<void>
  /** undefined: too little was learned. */
  ranker(): LearnedScores | undefined
  /** Takes in what was reported so far. @returns how many reports */
  look(): Promise<number>
  /** Calibrates, judges the last hour, and writes the model down, where it is time. */
  tend(): Promise<void>
  /** Called with what came of tickets, each once as long as no process ends, after it was learned. */
  onOutcomes(listener: (outcomes: readonly Outcome[]) => void): void
  /** The newest first. */
  models(): readonly ModelInfo[]
  /** Of this node: how long outcomes took to be learned, and whether what was foretold came true. */
  health(): {
    readonly lag: LagFigures | null
    readonly foretold: ForetoldFigures | null
    readonly watch: WatchFigures | null
  }
  /** Goes on from an earlier model, on every node. @returns false: it is not there, or not as it was written */
  rollBack(version: number): Promise<boolean>
  /** Outcomes that the model has learned. */
  readonly learned: number
}

const pairBits = 18
const tendMs = 5_000
/** Version of a model that was never written down. */
const unwritten = 2

export function createRecommend(deps: RecommendDeps): Recommend {
  const { clock, log, config, metrics, timeZone } = deps
  const settings = deps.model ?? stageModel
  const retrieval = deps.retrieval ?? { affinityOf: () => 0, affinitiesOf: () => {} }
  const hourOf = hourOfDay(timeZone)
  const trainer = createTrainer({
    clock,
    log,
    settings,
    stuckMs: config.STUCK_SECONDS * 1_000,
    restarted: metrics.counter('recommend_trainer_restarts_total', 'Trainer threads that were replaced.', [
      'why',
    ]),
    script: deps.script,
  })
  const { ledger } = trainer.model
  const taught = metrics.counter('recommend_outcomes_total', 'Outcomes of tickets that were learned from.')
  const rejected = metrics.counter('recommend_models_rejected_total', 'Models that grew worse in an hour.')
  metrics.gauge('recommend_trainer_stuck', '1 while the trainer makes no progress.', () =>
    trainer.isStuck ? 1 : 0,
  )
  metrics.gauge('recommend_learned', 'Outcomes that the serving model has learned.', learned)
  const keeper = createKeeper({
    ...deps,
    trainer,
    everyMs: config.SNAPSHOT_MINUTES * 60_000,
    refused: metrics.counter('recommend_models_refused_total', 'Kept models that could not be taken up.', [
      'why',
    ]),
  })
  const listeners: ((outcomes: readonly Outcome[]) => void)[] = []
  const lag = createLag(clock, metrics)
  const foretold = createForetold(trainer.model)
  const scores = createScoreClips(trainer.model, settings.ftrl.bits)
  const serving: LearnedScores = {
    ...scores,
    hourOf,
    affinitiesOf: retrieval.affinitiesOf,
    get version() {
      return ledger[ledgerAt.version] || unwritten
    },
  }
  const follower: Follower = followReports(
    {
      ...deps,
      async deliver(outcomes) {
        const lessons = outcomes.flatMap(({ outcome }) => lessonOf(outcome) ?? [])
        if (lessons.length > 0) await trainer.teach(lessons)
        for (const { occasion } of lessons) scores.forget(occasion.traits.clip)
        taught(lessons.length)
        for (const listener of listeners) listener(outcomes.map(({ outcome }) => outcome))
        const nowMs = clock.now().getTime()
        for (const { dueMs } of outcomes) if (dueMs >= begunMs) lag.note(nowMs - dueMs)
      },
    },
    firstState(dayOf(clock.now(), timeZone), config.LOOK_BACK_DAYS, emptyState(pairBits)),
  )
  /** What was reported before is made up for, and tells nothing of how fast this process is. */
  const begunMs = clock.now().getTime()
  let timer: NodeJS.Timeout | undefined
  let tending: Promise<void> | undefined

  function learned(): number {
    return ledger[ledgerAt.learned] ?? 0
  }
  const lessonOf = (outcome: Outcome): Lesson | undefined => {
    const facts = deps.clipOf(outcome.videoId)
    if (!facts) return undefined
    const { viewerKey, videoId, isAnonymous, epochMs, source, atMs } = outcome
    const occasion: Occasion = {
      viewer: isAnonymous ? nobody : viewerOf(viewerKey, epochMs),
      traits: traitsOf(facts),
      about: [0, 0, 0],
      place: source,
      hour: hourOf(atMs),
      atMs,
      affinity: isAnonymous ? 0 : retrieval.affinityOf(viewerKey, videoId),
    }
    const { watchedMs, finished, skipped, rewatched, liked, shared, followed, unwanted } = outcome
    return { occasion, watchedMs, finished, skipped, rewatched, liked, shared, followed, unwanted }
  }
  const tend = async (): Promise<void> => {
    await keeper.follow(follower)
    foretold.look()
    const report = await trainer.tend(clock.now().getTime())
    if (report) foretold.turn()
    if (report) keeper.logLoss = report.loss
    if (report?.isRejected === true) {
      rejected()
      log.error({ event: 'model-rejected', ...report })
      await keeper.rejectLastHour()
    }
    await keeper.keep(follower, report?.isRejected !== true)
  }

  return {
    async start() {
      if (!config.LEARNS) return
      const state = await keeper.takeUp()
      if (state) follower.resume(state)
      follower.start()
      timer = setInterval(() => {
        tending ??= tend()
          .catch((error: unknown) => log.warn({ event: 'model-not-tended', err: asError(error) }))
          .finally(() => {
            tending = undefined
          })
      }, tendMs)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      await tending
      await follower.stop()
      await trainer.stop()
    },
    ranker: () => (config.LEARNS && learned() >= config.LEAST_OUTCOMES ? serving : undefined),
    look: () => follower.look(),
    tend,
    onOutcomes(listener) {
      listeners.push(listener)
    },
    models: () => keeper.models(),
    health: () => ({
      lag: lag.lastHour(),
      foretold: foretold.figures(),
      watch: watchFigures(trainer.model),
    }),
    rollBack: (version) => keeper.rollBack(version, follower),
    get learned() {
      return learned()
    },
  }
}
