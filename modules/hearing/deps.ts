/** What a hearing is made of, each as narrow as it is needed. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Logger } from '../../platform/log.ts'
import type { Identity } from '../identity/index.ts'
import type { Playback } from '../playback/index.ts'
import type { Social } from '../social/index.ts'
import type { Videos } from '../videos/index.ts'
import type { HearingConfig } from './config.ts'
import type { Match } from './match.ts'

export interface HearingDeps {
  readonly db: Db
  readonly clock: Clock
  readonly events: Events
  readonly config: HearingConfig
  readonly log: Logger
  readonly timeZone: string
  /** 0 ≤ x < 1. */
  readonly random: () => number
  readonly identity: Pick<Identity, 'findMany' | 'lockedAmong'>
  readonly media: {
    assetState(ids: readonly string[]): Promise<ReadonlyMap<string, { readonly sha256: string }>>
  }
  readonly videos: Pick<Videos, 'findMany' | 'listPublicAfter'>
  readonly social: Pick<Social, 'likedAmong' | 'countsOf'>
  readonly playback: Pick<Playback, 'judgedMarks' | 'readJudgedWatches' | 'counters' | 'eachVerdictCount'>
  /** Takes the place of the match by words. */
  readonly match?: Match
}
