/** What the operator's hand is made of, each as narrow as it is needed. */
import type { Metrics } from '../../platform/metrics.ts'
import type { Identity } from '../identity/index.ts'
import type { TuningConfig } from './config.ts'
import type { ForetoldHead, WatchFigures, WeighRefusal } from './contract.ts'
import type { Metric } from './contract-experiments.ts'
import type { FeedSettings } from './contract-settings.ts'
import type { ExperimentDeps } from './experiments/deps.ts'
import type { FigureDeps } from './figures/read-figures.ts'

/** A place of a page that was made to be looked at. */
export interface PreviewSlot {
  readonly videoId: string
  /** Null: the clip is for some alone. */
  readonly clip: {
    readonly caption: string
    readonly handle: string
    readonly posterUrl: string | null
  } | null
  readonly source: string
  readonly isTrial: boolean
  /** Null where nothing was scored. */
  readonly score: number | null
}

/** What learns, as far as an operator may steer it. */
export interface ModelFace {
  /** The newest first. */
  models(): readonly {
    readonly version: number
    readonly bornAt: Date
    readonly events: number
    /** Of each event before it was learned from; null: too few. */
    readonly logLoss: number | null
    readonly state: 'serving' | 'kept' | 'rejected'
  }[]
  /** Of this node. */
  health(): {
    /** Milliseconds, of the last hour; null: nothing was learned in it. */
    readonly lag: { readonly p50: number; readonly p95: number; readonly outcomes: number } | null
    /** null: too few lessons. */
    readonly foretold: {
      readonly lessons: number
      readonly heads: readonly {
        readonly head: ForetoldHead
        readonly predicted: number
        readonly actual: number
      }[]
    } | null
    /** null: too few lessons. */
    readonly watch: WatchFigures | null
  }
  /** @returns false when it is not there any more */
  rollBack(version: number): Promise<boolean>
}

/** What a version of the settings would have done, a page. */
export interface WeighedFigure {
  readonly metric: Metric
  readonly was: number
  readonly would: number
  /** Of `would − was`: where it lies with 95 %. */
  readonly low: number
  readonly high: number
  /** What each estimator says; dr: null where nothing was learned. */
  readonly by: Readonly<Record<'ips' | 'capped' | 'snips', Told> & { dr: Told | null }>
}
interface Told {
  readonly value: number
  /** Standard error. */
  readonly error: number
}

export interface Weighed {
  /** When the oldest page was offered. */
  readonly since: Date | null
  readonly pages: number
  /** Pages that do not come out as they were drawn: they were made by an earlier code. */
  readonly passed: number
  /** Pages that were made under other rules on creators or sounds. */
  readonly otherRules: number
  /** So many pages of that version itself would say as much. */
  readonly effective: number
  /** Of what that version would do, the part that was tried at all, 0–1. */
  readonly covered: number
  readonly refused: WeighRefusal | null
  /** Empty where it is refused. */
  readonly figures: readonly WeighedFigure[]
}

export interface TuningDeps extends Omit<ExperimentDeps, 'playback' | 'tastes'>, FigureDeps {
  readonly config: TuningConfig
  readonly metrics: Pick<Metrics, 'text'>
  readonly playback: ExperimentDeps['playback'] & FigureDeps['playback']
  readonly tastes: ExperimentDeps['tastes'] & FigureDeps['tastes']
  readonly identity: FigureDeps['identity'] & Pick<Identity, 'findByHandle'>
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** The next page of an account, or of a new viewer (null), without a trace. @param asked.dice seeds all chance in it */
  readonly preview: (asked: {
    readonly accountId: string | null
    readonly lang: 'id' | 'en'
    readonly settings: FeedSettings
    readonly dice: number
  }) => Promise<readonly PreviewSlot[]>
  /** What other settings would have done with the sample of pages. */
  readonly weigh: (settings: FeedSettings) => Promise<Weighed>
}
