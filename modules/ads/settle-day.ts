/** When playback has closed a day, what its ads earned is final. */
import type { Clock, Day } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { defineEvent, type Events } from '../../platform/events/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Playback } from '../playback/index.ts'
import { poolId } from './accounts.ts'
import * as store from './store-billing.ts'

/** The day's impressions are billed; `poolMicro` (decimal string, µIDR) is what its pool holds. */
export const daySettled = defineEvent<{ day: Day; poolMicro: string }>('ads.day-settled')

export interface SettleDeps {
  readonly db: Db
  readonly clock: Clock
  readonly events: Events
  readonly ledger: Pick<Ledger, 'balances'>
  readonly playback: Pick<Playback, 'dayState'>
  readonly billDue: () => Promise<number>
}

/** Twice is the same as once. @returns what the pool of the day holds, µIDR
 *  @throws AssertionFailed when playback has not closed the day, or when impressions, campaigns and ledger disagree */
export async function settleDay(deps: SettleDeps, day: Day): Promise<bigint> {
  const before = await store.findSettled(deps.db, day)
  if (before) return before.poolMicro
  assert((await deps.playback.dayState(day)) === 'closed', 'a day is settled after it was closed')
  await deps.billDue() // every watch of the day is judged, so this bills the last of it
  const { impressionsMicro, campaignsMicro } = await store.sumBilled(deps.db, day)
  const [pool] = await deps.ledger.balances([poolId(day)])
  const received = pool?.creditsPosted ?? 0n
  assert(
    impressionsMicro === campaignsMicro && impressionsMicro === received,
    `impressions, campaigns and ledger agree on ${day}: ${impressionsMicro}, ${campaignsMicro}, ${received}`,
  )
  await deps.db.transaction(async (tx) => {
    // The mark goes first: a second settler waits on this row, then finds it there and says nothing.
    if (!(await store.markSettled(tx, day, received, deps.clock.now()))) return
    await deps.events.publish(tx, daySettled, { day, poolMicro: String(received) })
  })
  return received
}
