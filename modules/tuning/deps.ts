/** What the operator's hand is made of, each as narrow as it is needed. */
import type { Metrics } from '../../platform/metrics.ts'
import type { Identity } from '../identity/index.ts'
import type { TuningConfig } from './config.ts'
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
  /** @returns false when it is not there any more */
  rollBack(version: number): Promise<boolean>
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
}
