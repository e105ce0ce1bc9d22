/** A viewer says that they are 18 or older, or takes that back. It is their word: nothing proves it, but what the stage
 *  knows of their age may contradict it. */
import { refuse } from '../../platform/errors.ts'
import { type ChangeDeps, changeViewer } from './change-viewer.ts'
import { tastesRefusals } from './contract.ts'
import * as store from './store.ts'

export type AgeDeps = ChangeDeps & {
  /** Whether another module knows that the account's owner is under age. */
  readonly isKnownMinor: (accountId: string) => Promise<boolean>
}

/** Twice is the same as once, and keeps the first time. @returns since when they say so, null when they don't
 *  @throws Refusal age_contradicted */
export const stateAge = (deps: AgeDeps, accountId: string, isAdult: boolean): Promise<Date | null> =>
  changeViewer(deps, accountId, async (tx, { adultSince }, now) => {
    // Asked with the row locked: whoever learns of an age takes the statement back after that.
    if (isAdult && (await deps.isKnownMinor(accountId))) refuse(tastesRefusals.age_contradicted)
    const since = isAdult ? (adultSince ?? now) : null
    await store.updateAdultSince(tx, accountId, since)
    return since
  })
