/** What is promised today, from what the days before had to give. */
import { addDays, type Day, dayOf, daysBetween } from '../../platform/clock.ts'
import type { Word } from '../playback/index.ts'
import type { HearingDeps } from './deps.ts'
import { rememberFiles } from './enrol.ts'
import { guaranteeOf } from './guarantee.ts'
import * as store from './store.ts'

/** A week, so that a Sunday does not promise what a Monday cannot give. */
const meanDays = 7

const plays: readonly Word[] = ['play', 'view', 'over_cap', 'repeat', 'paid']

/** Makes today's row unless it is there. */
export async function makeDay(deps: HearingDeps): Promise<void> {
  const { db, clock, config } = deps
  const today = dayOf(clock.now(), deps.timeZone)
  const latest = await store.latestDay(db)
  if (latest && latest.day >= today) return
  if (!latest) await rememberFiles(deps)
  const supply = await supplyOf(deps, today)
  const row = {
    day: today,
    perMille: config.PER_MILLE,
    ...supply,
    guarantee: guaranteeOf(
      { perMille: config.PER_MILLE, ...supply },
      { least: config.LEAST, most: config.MOST },
    ),
    madeAt: clock.now(),
  }
  await db.transaction((tx) => store.insertDay(tx, row))
}

/** Means over the days of the last week on which anything was watched; rounded to what promises less. */
async function supplyOf(deps: HearingDeps, today: Day) {
  const from = addDays(today, -meanDays)
  const to = addDays(today, -1)
  let slots = 0
  let days = 0
  for (const day of daysBetween(from, to)) {
    let watched = 0
    for await (const { counts } of deps.playback.eachVerdictCount(day))
      for (const word of plays) watched += counts[word] ?? 0
    slots += watched
    if (watched > 0) days++
  }
  if (days === 0) return { slots: 0, uploads: 0, days }
  const uploads = await store.countEntries(deps.db, from, to)
  return { slots: Math.floor(slots / days), uploads: Math.ceil(uploads / days), days }
}
