import { type Day, dayOf } from '../../platform/clock.ts'
import { present, refuse } from '../../platform/errors.ts'
import { incomeKinds } from '../revenue/index.ts'
import { studioRefusals } from './contract.ts'
import type { StudioDeps } from './index.ts'

type State = 'estimated' | 'verified' | 'final'

export interface PeriodEarnings {
  readonly period: string
  readonly days: readonly {
    day: Day
    state: State
    micro: bigint
    paidViews: number
    verdicts: Record<string, number>
  }[]
  readonly firstDay: Day
  readonly lastDay: Day
  readonly state: State
  readonly periods: readonly { period: string; firstDay: Day; lastDay: Day; state: State }[]
  readonly totalMicro: bigint
  readonly openingMicro: bigint
  readonly postedRupiah: bigint | null
  readonly closingMicro: bigint | null
  readonly pendingRupiah: bigint
  readonly share: { num: string; den: string }
  readonly expectedCorrection: { low: number; high: number; days: number; of: 'own' | 'all' } | null
  readonly income: Record<string, { amount: string; cumulative: string }> | null
  readonly hasStatement: boolean
}

export async function readEarnings(
  deps: StudioDeps,
  creator: string,
  wanted: string | undefined,
): Promise<PeriodEarnings> {
  const { revenue, playback } = deps
  const today = dayOf(deps.clock.now(), deps.timeZone)
  const running = revenue.periodOf(today)
  const period = wanted ?? running
  const covered = revenue.daysOf(period)
  if (!covered) return refuse(studioRefusals.period_not_found)
  const firstDay = present(covered[0], 'a period has days')
  const lastDay = present(covered.at(-1), 'a period has days')

  const [earned, statements, schemes, correction] = await Promise.all([
    revenue.earnings(creator, firstDay, lastDay),
    revenue.statements(creator),
    revenue.schemes(),
    revenue.expectedCorrection(creator),
  ])
  const statement = statements.find((one) => one.period === period)
  const days = await Promise.all(
    earned.days.map(async ({ day, state, micro, paidViews }) => ({
      day,
      state,
      micro,
      paidViews,
      verdicts: sumCounts((await playback.histogram(creator, day)).map(({ counts }) => counts)),
    })),
  )
  const stateOfRunning: State = days.some((one) => one.state === 'estimated') ? 'estimated' : 'verified'
  const closed = new Map(statements.map((one) => [one.period, one]))
  const listed = [...new Set([running, ...statements.map((one) => one.period), period])].sort().reverse()
  return {
    period,
    firstDay,
    lastDay,
    state: statement || days.some((one) => one.state === 'final') ? 'final' : stateOfRunning,
    days,
    periods: listed.map((name) => {
      const spanned = present(revenue.daysOf(name), 'a listed period is one')
      return {
        period: name,
        firstDay: present(spanned[0], 'a period has days'),
        lastDay: present(spanned.at(-1), 'a period has days'),
        state: closed.has(name) ? ('final' as const) : stateOfRunning,
      }
    }),
    totalMicro: days.reduce((sum, one) => sum + one.micro, 0n),
    openingMicro: statement?.openingMicro ?? 0n,
    postedRupiah: statement?.posted ?? null,
    closingMicro: statement?.closingMicro ?? null,
    pendingRupiah: earned.pending,
    share: { num: String(schemes.current.creatorsShare.num), den: String(schemes.current.creatorsShare.den) },
    expectedCorrection: correction ? { ...correction } : null,
    income: statement ? incomeOf(statement) : null,
    hasStatement: statement !== undefined,
  }
}

function incomeOf({
  amounts,
  cumulatives,
}: {
  amounts: readonly bigint[] | null
  cumulatives: readonly bigint[] | null
}) {
  if (amounts === null || cumulatives === null) return null
  return Object.fromEntries(
    incomeKinds.map((kind, at) => [
      kind,
      { amount: String(amounts[at] ?? 0n), cumulative: String(cumulatives[at] ?? 0n) },
    ]),
  )
}

export function sumCounts(
  lists: readonly Readonly<Partial<Record<string, number>>>[],
): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const counts of lists)
    for (const [word, count] of Object.entries(counts)) sums[word] = (sums[word] ?? 0) + (count ?? 0)
  return sums
}
