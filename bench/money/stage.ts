/** Revenue on a database of the bench's own, reading an {@link Audience} instead of playback and ads. */
import { fillPool, testRevenue } from '../../modules/revenue/testing.ts'
import type { RevenueDeps } from '../../modules/revenue/index.ts'
import { type Day, type FakeClock, fakeClock, nextDay, toDay } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { createEvents } from '../../platform/events/index.ts'
import { seededIds } from '../../platform/ids.ts'
import { createJobs } from '../../platform/jobs/index.ts'
import { silentLog } from '../../platform/log.ts'
import { type Audience, factsOf, poolOf } from './audience.ts'

export const modules = ['identity', 'ledger', 'videos', 'earnings', 'revenue'] as const

export function openRevenue(db: Db, clock: FakeClock, overrides: Partial<RevenueDeps>) {
  const events = createEvents(createJobs({ db, log: silentLog }))
  return testRevenue({ db, clock, ids: seededIds('bench', clock), events, stories: {}, overrides })
}

/** Shares the days out, one after the other, each in the night after it. */
export async function shareDays(
  db: Db,
  audience: Audience,
  first: Day,
  count: number,
  told?: (day: Day, at: number) => void,
) {
  const clock = fakeClock(`${first}T20:00:00Z`)
  const opened = openRevenue(db, clock, factsOf(audience))
  let day = first
  for (let at = 0; at < count; at++) {
    clock.set(`${nextDay(day)}T20:00:00Z`)
    const pool = poolOf(audience, day)
    await fillPool(db, opened.ledger, day, pool)
    await opened.revenue.shareOut(day, pool)
    told?.(day, at)
    day = nextDay(day)
  }
  return { ...opened, clock, after: day }
}

export { toDay }
