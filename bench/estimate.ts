/** How far the month that a creator sees on its last evening lies from what it brings. The page adds what is verified,
 *  day by day, to an estimate of the day that runs, made from what has arrived by then: one report in thirty-three comes
 *  after midnight (a phone without a network), one in a hundred is taken back later (a robot, a repeat).
 *  The stricter figure, in the details, adds up thirty evenings and lets no day be verified. The baseline is the same
 *  thirty evenings guessed pro rata: a creator's part of all views, of what the day's ads earned. */
import { type Day, fakeClock, nextDay } from '../platform/clock.ts'
import { type Db, sql } from '../platform/db/index.ts'
import type { BenchResult } from './figure.ts'
import { type Audience, creatorKey, eachPaidView, factsOf, mixed, poolOf } from './money/audience.ts'
import { withOwnDatabase } from './money/own-database.ts'
import { modules, openRevenue, toDay } from './money/stage.ts'
import { fillPool } from '../modules/revenue/testing.ts'

export const name = 'estimate'
export const goal = '≥ 0.90 of creator-months within ±5 % of what was paid'

/** About sixty paid views a creator and month: most creators are small, and theirs are the uncertain months. */
const everything = { viewers: 1_000, creators: 1_500, viewsOfAViewer: 3, ofTheFirst: 6 } as const
const isTakenBack = (day: Day, viewer: number, view: number) =>
  mixed(Date.parse(day), viewer, view, 7) % 100 === 0
const comesLate = (day: Day, viewer: number, view: number) =>
  mixed(Date.parse(day), viewer, view, 8) % 33 === 0
/** In the evening: late ones are missing, and what will be taken back is still in. */
const evening: Audience = { ...everything, without: comesLate }
const final: Audience = { ...everything, without: isTakenBack }
const days = 30
const margin = 0.05

export const run = (): Promise<BenchResult> => withOwnDatabase(name, modules, measure)

async function measure(db: Db): Promise<BenchResult> {
  const clock = fakeClock('2026-10-31T15:00:00Z')
  const shown = openRevenue(db, clock, factsOf(evening)).revenue
  const { revenue, ledger } = openRevenue(db, clock, factsOf(final))
  const creators = Array.from({ length: everything.creators }, (_, n) => creatorKey(n))
  const months = new Map(creators.map((id) => [id, { evenings: 0n, last: 0n, paid: 0n, naive: 0n }]))
  let day = toDay('2026-11-01')
  for (let at = 0; at < days; at++) {
    clock.set(`${day}T16:00:00Z`) // 23:00 in Jakarta
    const naive = await proRata(day)
    for (const [id, month] of months) {
      month.last = (await shown.estimate(id, day)).micro
      month.evenings += month.last
      month.naive += naive.get(id) ?? 0n
    }
    clock.set(`${nextDay(day)}T20:00:00Z`)
    const pool = poolOf(final, day)
    await fillPool(db, ledger, day, pool)
    await revenue.shareOut(day, pool)
    day = nextDay(day)
  }
  const paid = await db.all(sql<{ id: string; micro: bigint; last: bigint }>`
    select creator_id as id, sum(micro)::bigint as micro,
      coalesce(sum(micro) filter (where day = '2026-11-30'), 0)::bigint as last
    from revenue.allocation group by creator_id`)
  for (const { id, micro, last } of paid) {
    const month = months.get(id)
    if (!month) continue
    month.paid = micro
    month.last += micro - last // all days but the last are verified by then
  }
  const errors = (of: 'last' | 'evenings' | 'naive') =>
    [...months.values()]
      .filter(({ paid }) => paid > 0n)
      .map((month) => Math.abs(Number(month[of] - month.paid) / Number(month.paid)))
      .sort((a, b) => a - b)
  const [ours, evenings, naive] = [errors('last'), errors('evenings'), errors('naive')]
  const within = (all: readonly number[]) => all.filter((one) => one <= margin).length / all.length
  return {
    name,
    value: Number(within(ours).toFixed(3)),
    unit: 'of creator-months within ±5 %',
    baseline: { what: 'a pro-rata guess from the same evenings', value: Number(within(naive).toFixed(3)) },
    ratio: Number((within(ours) / Math.max(within(naive), 0.001)).toFixed(2)),
    goal,
    details: {
      creators: ours.length,
      days,
      medianError: ours[ours.length >> 1]?.toFixed(4),
      p90Error: ours[Math.floor(0.9 * ours.length)]?.toFixed(4),
      thirtyEveningsWithin: within(evenings).toFixed(3),
      thirtyEveningsMedianError: evenings[evenings.length >> 1]?.toFixed(4),
      medianErrorOfBaseline: naive[naive.length >> 1]?.toFixed(4),
    },
  }
}

async function proRata(day: Day): Promise<Map<string, bigint>> {
  const views = new Map<string, number>()
  let all = 0
  for await (const page of eachPaidView(evening, day))
    for (const { creatorId } of page) {
      views.set(creatorId, (views.get(creatorId) ?? 0) + 1)
      all++
    }
  const part = (poolOf(evening, day) * 55n) / 100n
  return new Map([...views].map(([id, count]) => [id, (part * BigInt(count)) / BigInt(all)]))
}
