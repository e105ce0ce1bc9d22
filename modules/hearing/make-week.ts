/** The weekly report on exposure. Followers are counted for it, and for nothing else here. */
import { addDays, type Day, dayOf, daysBetween, weekdayOf } from '../../platform/clock.ts'
import type { Word } from '../playback/index.ts'
import { peopleMin } from '../transparency/index.ts'
import type { WeekReport } from './contract.ts'
import type { HearingDeps } from './deps.ts'
import { giniOf } from '../tuning/index.ts'
import * as store from './store-weeks.ts'

/** Fewer followers make a small creator. Source: recsys.md §5. */
const smallBelow = 1_000
/** After the week's last day until its report: its last clips have had their day then. */
const waitDays = 2
const page = 2_000
const views: readonly Word[] = ['view', 'over_cap', 'repeat', 'paid']

/** Makes the reports that are due. @returns the first days of their weeks */
export async function makeWeeks(deps: HearingDeps): Promise<Day[]> {
  const { db, clock } = deps
  const first = await store.firstDay(db)
  if (first === undefined) return []
  const [latest] = await store.listWeeks(db, 1)
  const today = dayOf(clock.now(), deps.timeZone)
  const made: Day[] = []
  let monday = latest ? addDays(latest.firstDay, 7) : mondayOf(first)
  for (; addDays(monday, 6 + waitDays) <= today; monday = addDays(monday, 7)) {
    const week = { firstDay: monday, report: await makeReport(deps, monday), madeAt: clock.now() }
    await db.transaction((tx) => store.insertWeek(tx, week))
    made.push(monday)
  }
  return made
}

const mondayOf = (day: Day): Day => addDays(day, -weekdayOf(day))

async function makeReport(deps: HearingDeps, monday: Day): Promise<WeekReport> {
  const sunday = addDays(monday, 6)
  const heard = await store.findHeard(deps.db, monday, sunday)
  const creators = new Set(heard.map((one) => one.ownerId)).size
  const seen: number[] = []
  for (let at = 0; at < heard.length; at += page) {
    const counters = await deps.playback.counters(heard.slice(at, at + page).map((one) => one.videoId))
    for (const { views: count } of counters.values()) seen.push(count)
  }
  return {
    clips: heard.length,
    creators,
    gini: creators < peopleMin ? null : (giniOf(seen) ?? null),
    smallCreators: await smallCreators(deps, monday, sunday),
    hundred: timeToHundred(heard),
  }
}

async function smallCreators(
  deps: HearingDeps,
  monday: Day,
  sunday: Day,
): Promise<WeekReport['smallCreators']> {
  const seen = new Map<string, number>()
  for (const day of daysBetween(monday, sunday))
    for await (const { creatorId, counts } of deps.playback.eachVerdictCount(day)) {
      const count = views.reduce((sum, word) => sum + (counts[word] ?? 0), 0)
      if (count > 0) seen.set(creatorId, (seen.get(creatorId) ?? 0) + count)
    }
  if (seen.size < peopleMin) return null
  const ids = [...seen.keys()]
  let creators = 0
  let ofSmall = 0
  let all = 0
  for (let at = 0; at < ids.length; at += page) {
    const some = ids.slice(at, at + page)
    const counts = await deps.social.countsOf(some)
    for (const id of some) {
      all += seen.get(id) ?? 0
      if ((counts.get(id)?.followers ?? 0) >= smallBelow) continue
      creators++
      ofSmall += seen.get(id) ?? 0
    }
  }
  return { creators, share: ofSmall / all }
}

function timeToHundred(heard: readonly store.HeardRow[]): WeekReport['hundred'] {
  const minutes: number[] = []
  const owners = new Set<string>()
  for (const { ownerId, begunAt, hundredAt } of heard) {
    if (hundredAt === null) continue
    minutes.push(Math.round((hundredAt.getTime() - begunAt.getTime()) / 60_000))
    owners.add(ownerId)
  }
  if (owners.size < peopleMin) return null
  return {
    clips: minutes.length,
    medianMinutes: minutes.toSorted((a, b) => a - b)[minutes.length >> 1] ?? 0,
  }
}
