/** When the model is fitted anew, and whether the new one serves: one that foretells the last day worse than the one that
 *  serves did is put aside, and so is one that failed. */
import { asError } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Count } from '../../../platform/metrics.ts'
import type { IalsSettings } from '../models/ials.ts'
import type { Clips } from './clips.ts'
import type { Fit } from './fit-space.ts'
import { gatherFit } from './gather-fit.ts'
import type { RunFit, RunningFit } from './run-fit.ts'
import { dropNeighbours } from './neighbours.ts'
import { openSpace, type Space } from './space.ts'
import type { WantedLists } from './wanted-lists.ts'

export interface RefitSettings {
  readonly ials: IalsSettings
  /** Wanted so often, a clip stands where its viewers put it, and not where its attributes do. */
  readonly ownFrom: number
  /** So many clips at most are looked at for a page: of more, an index is made. */
  readonly scannedMax: number
  /** Below so many pairs of viewer and clip there is nothing to fit. */
  readonly pairsLeast: number
  readonly everyMs: number
  /** Never sooner after the last try. */
  readonly restMs: number
  /** Sooner than {@link everyMs} when what is new is so large a part of what was fitted. */
  readonly newPart: number
}

export type RefitOutcome = 'accepted' | 'worse' | 'failed'

export interface Refits {
  readonly current: Space | undefined
  /** Spaces in which a clip that comes or goes has to be placed. */
  all(): readonly Space[]
  /** @param isNew what happened since the last try */
  isDue(isNew: number): boolean
  /** Fits, judges and swaps. @returns undefined when there was too little to fit, or a fit runs already */
  run(): Promise<RefitOutcome | undefined>
  stop(): void
}

export interface RefitDeps {
  readonly nowMs: () => number
  readonly log: Logger
  readonly runFit: RunFit
  readonly refits: Count
}

export function createRefits(
  deps: RefitDeps,
  settings: RefitSettings,
  clips: Clips,
  lists: WantedLists,
): Refits {
  const { nowMs, log, runFit } = deps
  let current: Space | undefined
  let arriving: Space | undefined
  let running: RunningFit | undefined
  let isBusy = false
  /** That some clips can't be brought is said once. */
  let isIndexMissed = false
  let versions = 0
  let triedMs = Number.NEGATIVE_INFINITY

  const fit = async (): Promise<RefitOutcome | undefined> => {
    const gathered = await gatherFit(clips, lists, settings)
    if (gathered.input.wanted.ids.length < settings.pairsLeast) return undefined
    running = runFit(gathered.input)
    const result = await running.result
    const about = { pairs: result.pairs, recall: result.recall, heldOut: result.heldOut }
    if (result.indexFault && !isIndexMissed) {
      isIndexMissed = true
      log.warn({ event: 'retrieval-index-missing', err: result.indexFault })
    }
    if (current && isWorse(result, current)) {
      if (result.indexFile !== undefined) dropNeighbours(result.indexFile)
      log.warn({ event: 'retrieval-refit-rejected', ...about, serving: current.recall })
      return 'worse'
    }
    const fitted = { fit: result, clips: gathered.clips, bornMs: nowMs() }
    current = await openSpace(fitted, clips, settings, (one) => {
      arriving = one
    })
    log.info({ event: 'retrieval-refit', version: ++versions, ...about })
    return 'accepted'
  }

  return {
    get current() {
      return current
    },
    all: () => [current, arriving].filter((one) => one !== undefined),
    isDue(isNew) {
      const age = nowMs() - triedMs
      if (isBusy || isNew === 0 || age < settings.restMs) return false
      return age >= settings.everyMs || isNew >= settings.newPart * (current?.pairs ?? 0)
    },
    async run() {
      if (isBusy) return undefined
      isBusy = true
      triedMs = nowMs()
      let outcome: RefitOutcome | undefined = 'failed'
      try {
        outcome = await fit()
      } catch (thrown) {
        log.warn({ event: 'retrieval-refit-failed', err: asError(thrown) })
      } finally {
        running = undefined
        arriving = undefined
        isBusy = false
      }
      if (!outcome) return undefined
      deps.refits(1, { outcome })
      return outcome
    },
    stop: () => running?.stop(),
  }
}

/** Beyond what chance does to so few: two standard errors of a share. Where no day could be foretold, nothing is said. */
function isWorse({ recall, heldOut }: Fit, serving: Space): boolean {
  if (Number.isNaN(recall) || Number.isNaN(serving.recall)) return false
  const doubt = 2 * Math.sqrt((serving.recall * (1 - serving.recall)) / Math.max(1, heldOut))
  return recall < serving.recall - doubt
}
