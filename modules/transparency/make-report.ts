import type { z } from 'zod'
import { assert } from '../../platform/errors.ts'
import type { zReport } from './contract.ts'
import type { TransparencyDeps } from './deps.ts'
import { spanOf } from './month.ts'
import { type Group, peopleMin, putTogether } from './put-together.ts'
import { type Spread, spreadOf } from './spread.ts'
import { sumPool } from './sum-pool.ts'

export type Report = z.infer<typeof zReport>

const text = (value: bigint | number | undefined): string => String(value ?? 0)
const outcomes = { returned: 'won', final: 'lost', appealed: 'open' } as const

/** Gathers a month's facts. @returns undefined while the pool's days are not all in */
export async function makeReport(
  deps: TransparencyDeps,
  month: string,
  place: { sequence: bigint; previous: string | null },
): Promise<Report | undefined> {
  const pool = await sumPool(deps, month)
  if (pool === undefined) return undefined
  const { from, to } = spanOf(month, deps.timeZone)
  const earnings = await deps.earnings.totals(from, to)
  const payments = await deps.payments.totals(from, to)
  const payouts = await deps.payouts.totals(from, to)
  return {
    month,
    sequence: String(place.sequence),
    previous: place.previous,
    madeAt: deps.clock.now().toISOString(),
    timeZone: deps.timeZone,
    currency: deps.currency,
    people: String(peopleMin),
    periods: pool.periods,
    pool: {
      days: text(pool.days.length),
      firstDay: pool.days[0] ?? null,
      lastDay: pool.days.at(-1) ?? null,
      poolMicro: text(pool.poolMicro),
      creatorsMicro: text(pool.creatorsMicro),
      platformMicro: text(pool.platformMicro),
      // Tracks are not recognised yet: the scheme takes nothing off for music.
      musicMicro: '0',
      unattributedMicro: text(pool.unattributedMicro),
      residueMicro: text(pool.residueMicro),
    },
    views: Object.fromEntries([...pool.views].map(([verdict, count]) => [verdict, text(count)])),
    income: incomeOf(earnings),
    deductions:
      putTogether(
        earnings.deducted.map((row) => ({
          of: [row.reason],
          people: row.creators,
          figures: [row.amountIdr, row.collectedIdr, BigInt(row.count)],
        })),
      )?.map(({ of, figures: [amount, collected, count] }) => ({
        of: [...of],
        amountIdr: text(amount),
        collectedIdr: text(collected),
        count: text(count),
      })) ?? null,
    appeals:
      putTogether(
        earnings.appeals.map((row) => ({
          of: [outcomes[row.state]],
          people: row.creators,
          figures: [BigInt(row.count)],
        })),
      )?.map(({ of, figures: [count] }) => ({ of: [...of], count: text(count) })) ?? null,
    payments:
      payments.payers < peopleMin
        ? null
        : {
            payers: text(payments.payers),
            paidIdr: text(payments.paidIdr),
            vatIdr: text(payments.vatIdr),
            feesIdr: text(payments.feesIdr),
            returnedIdr:
              payments.returnedTo > 0 && payments.returnedTo < peopleMin ? null : text(payments.returnedIdr),
          },
    payouts:
      payouts.paid.creators < peopleMin
        ? null
        : {
            creators: text(payouts.paid.creators),
            count: text(payouts.paid.count),
            grossIdr: text(payouts.paid.grossIdr),
            withheldIdr: text(payouts.tax.reduce((sum, one) => sum + one.taxIdr, 0n)),
            feesIdr: text(payouts.paid.feeIdr),
            netIdr: text(payouts.paid.netIdr),
          },
    concentration: concentrationOf(await spreadIn(deps, from, to)),
  }
}

function incomeOf(totals: Awaited<ReturnType<TransparencyDeps['earnings']['totals']>>): Report['income'] {
  if (totals.creators < peopleMin) return null
  const groups: Group[] | undefined = putTogether(
    totals.credited.map((row) => ({
      of: [row.source],
      people: row.creators,
      figures: [row.amountIdr, BigInt(row.lines)],
    })),
  )
  const amountIdr = totals.credited.reduce((sum, row) => sum + row.amountIdr, 0n)
  const sources = (groups ?? []).map(({ of, figures: [amount, lines] }) => ({
    of: [...of],
    amountIdr: text(amount),
    lines: text(lines),
  }))
  assert(
    groups === undefined || sources.reduce((sum, one) => sum + BigInt(one.amountIdr), 0n) === amountIdr,
    'putting together loses nothing',
  )
  return { creators: text(totals.creators), amountIdr: text(amountIdr), sources }
}

async function spreadIn(deps: TransparencyDeps, from: Date, to: Date): Promise<Spread | undefined> {
  const amounts: bigint[] = []
  for await (const page of deps.earnings.creditedByCreator(from, to))
    for (const { amountIdr } of page) amounts.push(amountIdr)
  return amounts.length < peopleMin ? undefined : spreadOf(amounts)
}

/** What the highest few had is said only of enough of them, and never when it leaves too few others. */
function concentrationOf(spread: Spread | undefined): Report['concentration'] {
  if (spread === undefined) return null
  const shown = (count: number, value: bigint): string | null =>
    count >= peopleMin && spread.creators - count >= peopleMin ? text(value) : null
  return {
    creators: text(spread.creators),
    effectiveCreatorsHundredths: text(spread.effectiveCreatorsHundredths),
    giniBasisPoints: text(spread.giniBasisPoints),
    topTenthBasisPoints: shown(spread.topTenth, spread.topTenthBasisPoints),
    topHundredthBasisPoints: shown(spread.topHundredth, spread.topHundredthBasisPoints),
  }
}
