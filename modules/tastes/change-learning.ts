/** Whether and from when on the feed learns: the two switches, and the reset; and the region, which is a switch of many. */
import { refuse } from '../../platform/errors.ts'
import { type ChangeDeps, changeViewer } from './change-viewer.ts'
import { tastesRefusals } from './contract.ts'
import * as store from './store.ts'
import { beginPause, endPause } from './store-history.ts'
import { unsaid, type ViewerRow } from './wish.ts'

export interface Settings {
  readonly personalised: boolean
  readonly learning: boolean
  readonly resetAt: Date | null
  /** Until then the reset can be taken back. */
  readonly undoUntil: Date | null
  /** Where they want to know what is rising. */
  readonly region: string | null
  /** Since when they say that they are 18 or older. */
  readonly adultSince: Date | null
}

type LearningDeps = ChangeDeps & { readonly config: { readonly RESET_UNDO_MINUTES: number } }

export async function readSettings(deps: LearningDeps, viewerKey: string): Promise<Settings> {
  return settingsOf(deps, (await store.findViewer(deps.db, viewerKey)) ?? unsaid)
}

/** What is absent stays. */
export interface Switches {
  readonly personalised?: boolean | undefined
  readonly learning?: boolean | undefined
  readonly region?: string | null | undefined
}

/** Twice is the same as once. */
export const changeSwitches = (deps: LearningDeps, viewerKey: string, change: Switches): Promise<Settings> =>
  changeViewer(deps, viewerKey, async (tx, viewer, now) => {
    const { personalised = viewer.personalised, learning = viewer.learning, region = viewer.region } = change
    await store.updateSwitches(tx, viewerKey, { personalised, learning, region })
    if (learning) await endPause(tx, viewerKey, now)
    else await beginPause(tx, viewerKey, now)
    return settingsOf(deps, { ...viewer, personalised, learning, region })
  })

/** Nothing that was watched before counts any more; follows and wishes stay. A second reset while the first can still be
 *  taken back keeps what was before the first. */
export const resetFeed = (deps: LearningDeps, viewerKey: string): Promise<Settings> =>
  changeViewer(deps, viewerKey, async (tx, viewer, now) => {
    const before = settingsOf(deps, viewer).undoUntil ? viewer.epochBefore : viewer.epoch
    await store.updateEpoch(tx, viewerKey, now, before)
    return settingsOf(deps, { ...viewer, epoch: now })
  })

/** @throws Refusal reset_undo_too_late */
export const undoReset = (deps: LearningDeps, viewerKey: string): Promise<Settings> =>
  changeViewer(deps, viewerKey, async (tx, viewer) => {
    if (!settingsOf(deps, viewer).undoUntil) refuse(tastesRefusals.reset_undo_too_late)
    await store.updateEpoch(tx, viewerKey, viewer.epochBefore, null)
    return settingsOf(deps, { ...viewer, epoch: viewer.epochBefore })
  })

function settingsOf(
  { clock, config }: LearningDeps,
  { personalised, learning, epoch, region, adultSince }: ViewerRow,
): Settings {
  const until = epoch && new Date(epoch.getTime() + config.RESET_UNDO_MINUTES * 60_000)
  const undoUntil = until && until > clock.now() ? until : null
  return { personalised, learning, resetAt: epoch, undoUntil, region, adultSince }
}
