import { z } from 'zod'
import { zDay, zMoney } from '../../platform/contract.ts'
import { assert, present } from '../../platform/errors.ts'
import type { TransparencyDeps } from './deps.ts'
import { firstDayOf, lastDayOf } from './month.ts'

/** What is read of a period document, of whichever version. */
const zPeriodFacts = z.object({
  body: z.object({
    creators: z.object({ closingMicro: zMoney }),
    platform: z.object({ closingMicro: zMoney }),
    days: z.array(
      z.object({
        day: zDay,
        poolMicro: zMoney,
        creatorsMicro: zMoney,
        platformMicro: zMoney,
        unattributedMicro: zMoney,
        views: z.record(z.string(), zMoney),
      }),
    ),
  }),
})

/** The month's days, summed from the signed period documents: whoever has those can sum them again.
 *  @returns undefined while a day of the month may still be missing */
export async function sumPool({ revenue }: Pick<TransparencyDeps, 'revenue'>, month: string) {
  const first = firstDayOf(month)
  const last = lastDayOf(month)
  const closed = (await revenue.periods()).toSorted((a, b) => (a.firstDay < b.firstDay ? -1 : 1))
  const due = await revenue.periodsDue()
  const [latestDay] = await revenue.sharedDays(1)
  const reachesOver = closed.some((period) => period.lastDay >= last)
  const isQuiet = due.length === 0 && latestDay === undefined
  if (!reachesOver && !isQuiet) return undefined

  const sums = {
    poolMicro: 0n,
    creatorsMicro: 0n,
    platformMicro: 0n,
    unattributedMicro: 0n,
    residueMicro: 0n,
  }
  const views = new Map<string, bigint>()
  const days: string[] = []
  const periods: { period: string; hash: string }[] = []
  for (const period of closed) {
    if (period.lastDay < first || period.firstDay > last) continue
    const document = present(await revenue.periodDocument(period.period), 'a closed period has a document')
    const { body } = zPeriodFacts.parse(JSON.parse(document))
    periods.push({ period: period.period, hash: period.hash })
    if (period.lastDay <= last)
      sums.residueMicro = BigInt(body.creators.closingMicro) + BigInt(body.platform.closingMicro)
    for (const day of body.days) {
      if (day.day < first || day.day > last) continue
      days.push(day.day)
      sums.poolMicro += BigInt(day.poolMicro)
      sums.creatorsMicro += BigInt(day.creatorsMicro)
      sums.platformMicro += BigInt(day.platformMicro)
      sums.unattributedMicro += BigInt(day.unattributedMicro)
      for (const [verdict, count] of Object.entries(day.views))
        views.set(verdict, (views.get(verdict) ?? 0n) + BigInt(count))
    }
  }
  assert(
    sums.poolMicro === sums.creatorsMicro + sums.platformMicro + sums.unattributedMicro,
    'a pool is shared out whole',
  )
  return { days, periods, views, ...sums }
}
