/** Closes a day: from then on its sums never change, and a late report counts on the next open day. */
import { type Clock, type Day, dayOf, startOfDay, nextDay } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import { defineEvent, type Events } from '../../platform/events/index.ts'
import { playbackRefusals } from './contract.ts'
import type { Judge } from './judge.ts'
import * as store from './store.ts'

/** Every watch of the day has its verdict, and none will be added. */
export const dayClosed = defineEvent<{ day: Day }>('playback.day-closed')

export interface CloseDeps {
  readonly db: Db
  readonly clock: Clock
  readonly events: Events
  readonly judge: Judge
  readonly timeZone: string
}

/** Three steps, each of which a second try finds done: the mark that keeps appends out, the verdicts still missing,
 *  and the fact, published with the final mark.
 *  @returns false when the day was closed already. @throws Refusal day_to_come */
export async function closeDay(
  { db, clock, events, judge, timeZone }: CloseDeps,
  day: Day,
): Promise<boolean> {
  if (day > dayOf(clock.now(), timeZone)) refuse(playbackRefusals.day_to_come, { day })
  if (!(await store.findDay(db, day))) await store.makeDay(db, day)
  await db.transaction((tx) => store.markDayClosing(tx, day, clock.now()))
  // Appends that saw the day open may still be in flight: the judge waits for them before it looks.
  await judge.judgeDay(day)
  return db.transaction(async (tx) => {
    if ((await store.markDayClosed(tx, day, clock.now())) === 0) return false
    await events.publish(tx, dayClosed, { day })
    return true
  })
}

/** Closes every day that ended longer than the grace ago, and finishes what was begun. @returns those closed now */
export async function closeDueDays(deps: CloseDeps, graceMinutes: number): Promise<Day[]> {
  const closed: Day[] = []
  for (const day of await daysDue(deps, graceMinutes)) if (await closeDay(deps, day)) closed.push(day)
  return closed
}

/** Days that ended longer than the grace ago, or whose closing was begun, and that are not closed. */
export async function daysDue(
  { db, clock, timeZone }: Pick<CloseDeps, 'db' | 'clock' | 'timeZone'>,
  graceMinutes: number,
): Promise<Day[]> {
  const nowMs = clock.now().getTime()
  const unclosed = await store.unclosedDays(db)
  return unclosed
    .filter(({ day, state }) => {
      const endsMs = startOfDay(nextDay(day), timeZone).getTime()
      return state !== 'open' || nowMs >= endsMs + graceMinutes * 60_000
    })
    .map(({ day }) => day)
}
