import type { Day } from '../../platform/clock.ts'
import type { Share } from './allocate.ts'
import { shareTransferId } from './accounts.ts'
import type { Counts, RevenueDeps } from './deps.ts'
import type { DayEstimate } from './estimate-day.ts'
import { type Period, periodOf, toPeriod } from './period.ts'
import { schemeOf } from './schemes.ts'
import { findDay } from './store.ts'
import { findPeriod } from './store-periods.ts'
import { eachRowOfCreator, tallyOfCreator, viewsOfCreator } from './store-rows.ts'
import { createTally, EMPTY_TALLY, type Tally, tallyOf } from './tally.ts'

/** estimated: counted so far · verified: shared out, in the ledger · final: in a signed period document. */
export type EarningState = 'estimated' | 'verified' | 'final'

/** Everything behind a creator's amount of one day. */
export interface Explanation extends Tally {
  readonly creatorId: string
  readonly day: Day
  readonly period: Period
  readonly state: EarningState
  /** When an estimate was made. */
  readonly estimatedAt: Date | null
  readonly share: Share
  readonly schemeHash: string
  /** The ledger's transfer of `micro`; none while estimated, nor for 0. */
  readonly transferId: string | null
  /** How many watches ended with each verdict, over all of the creator's videos. */
  readonly views: Readonly<Record<string, string>>
  /** Paid views by the hour in which they began, midnight first; only of a day that is shared out, and only from
   *  {@link ENOUGH_VIEWERS} viewers on. */
  readonly hours: readonly number[] | null
}

/** Below that many, an hour could be a person. */
export const ENOUGH_VIEWERS = 10

export async function explain(
  deps: RevenueDeps,
  estimate: (day: Day) => Promise<DayEstimate>,
  creatorId: string,
  day: Day,
): Promise<Explanation> {
  const row = await findDay(deps.db, day)
  const isShared = row?.state === 'shared'
  const period = isShared ? toPeriod(row.period) : periodOf(day, deps.config.PERIOD)
  const scheme = await schemeOf(deps, period)
  const about = { creatorId, day, period, share: scheme.creatorsShare, schemeHash: scheme.hash }
  if (!isShared) {
    const { at, tallies } = await estimate(day)
    const tally = tallies.get(creatorId) ?? EMPTY_TALLY
    const views = await viewsNow(deps, creatorId, day)
    return { ...tally, ...about, state: 'estimated', estimatedAt: at, transferId: null, views, hours: null }
  }
  const summed = await tallyOfCreator(deps.db, day, creatorId)
  const result =
    summed === undefined ? await tallyRows(deps, scheme.creatorsShare, day, creatorId) : tallyOf(summed.tally)
  const kept = await viewsOfCreator(deps.db, day, creatorId)
  return {
    ...result,
    ...about,
    state: (await findPeriod(deps.db, period))?.state === 'closed' ? 'final' : 'verified',
    estimatedAt: null,
    transferId: result.micro > 0n ? shareTransferId(day, creatorId) : null,
    views: Object.keys(kept).length > 0 ? kept : await viewsNow(deps, creatorId, day),
    hours: result.viewers >= ENOUGH_VIEWERS ? (summed?.hours ?? null) : null,
  }
}

/** For days that were shared out before their sums were kept. */
async function tallyRows({ db }: RevenueDeps, share: Share, day: Day, creatorId: string): Promise<Tally> {
  const tally = createTally(share)
  for await (const batch of eachRowOfCreator(db, day, creatorId))
    for (const one of batch) tally.add({ ...one, watchMs: BigInt(one.watchMs) })
  return tally.result()
}

async function viewsNow(
  { playback }: RevenueDeps,
  creatorId: string,
  day: Day,
): Promise<Record<string, string>> {
  const totals = new Map<string, bigint>()
  for (const { counts } of await playback.histogram(creatorId, day)) addCounts(totals, counts)
  return Object.fromEntries([...totals].map(([verdict, count]) => [verdict, String(count)]))
}

function addCounts(totals: Map<string, bigint>, counts: Counts): void {
  for (const [verdict, count] of Object.entries(counts))
    if (count !== undefined) totals.set(verdict, (totals.get(verdict) ?? 0n) + BigInt(count))
}
