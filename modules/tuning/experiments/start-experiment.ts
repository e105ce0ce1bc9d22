/** From now on some viewers have other settings. */
import { refuse } from '../../../platform/errors.ts'
import type { AccountId } from '../../identity/index.ts'
import { tuningRefusals } from '../contract.ts'
import { experimentRefusals, type Metric } from '../contract-experiments.ts'
import type { FeedSettings } from '../contract-settings.ts'
import { changesBetween, saysSomething, settingsFrom } from '../settings.ts'
import { latestVersion, notifyChanged } from '../store.ts'
import * as store from '../store-experiments.ts'
import { freePlaces, placesInAll } from './assign.ts'
import type { ExperimentDeps } from './deps.ts'

export interface NewExperiment {
  readonly name: string
  readonly why: string
  readonly metric: Metric
  /** 1–100. */
  readonly sharePercent: number
  /** One to three; the control is made from what is published. */
  readonly arms: readonly { readonly name: string; readonly settings: FeedSettings }[]
}

const controlName = 'control'

/** Places of a thousand that nobody holds. */
export const freeOf = (held: readonly { readonly places: number }[]): number =>
  placesInAll - held.reduce((sum, one) => sum + one.places, 0)

/** @returns its id. @throws Refusal places_taken, arms_alike, settings_empty */
export function startExperiment(
  { db, clock, ids, defaults }: ExperimentDeps,
  by: AccountId,
  { name, why, metric, sharePercent, arms }: NewExperiment,
): Promise<string> {
  return db.transaction(async (tx) => {
    await store.holdPlaces(tx)
    const latest = await latestVersion(tx)
    const published = latest ? settingsFrom(latest.settings, defaults) : defaults
    const all = [{ name: controlName, settings: published }, ...arms]
    for (const [at, arm] of all.entries()) {
      if (!saysSomething(arm.settings)) refuse(tuningRefusals.settings_empty)
      if (all.slice(0, at).some((one) => changesBetween(one.settings, arm.settings).length === 0))
        refuse(experimentRefusals.arms_alike, { arm: arm.name })
    }
    const held = await store.listRunning(tx)
    const places = (sharePercent * placesInAll) / 100
    const firstPlace = freePlaces(held, places)
    if (firstPlace === undefined)
      refuse(experimentRefusals.places_taken, { free: Math.floor((100 * freeOf(held)) / placesInAll) })
    const id = ids.uuid()
    await store.insertExperiment(tx, {
      id,
      name,
      why,
      metric,
      salt: id,
      firstPlace,
      places,
      startedBy: by,
      startedAt: clock.now(),
      arms: all,
    })
    await notifyChanged(tx)
    return id
  })
}
