/** What a campaign's money can buy. All amounts are whole rupiah. */

export interface Plan {
  readonly cpmIdr: bigint
  readonly dailyBudgetIdr: bigint
  readonly totalBudgetIdr: bigint
  readonly startsOn: string
  readonly endsOn: string | null
}
export interface Estimate {
  /** Impressions that the money pays for if every one of them finds a viewer. */
  readonly impressions: bigint
  readonly aDay: bigint
  /** Days until the money is gone, or until the last day. */
  readonly days: number
  /** What can be spent at most in those days. */
  readonly spendIdr: bigint
}

/** Days from one to the other, both counted; less than 1 if they are the wrong way round. */
export function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000) + 1
}

/** undefined while the plan makes no sense. CPM is the price of 1,000 impressions, so n = ⌊money · 1000 / CPM⌋. */
export function estimate(plan: Plan): Estimate | undefined {
  const { cpmIdr, dailyBudgetIdr, totalBudgetIdr, startsOn, endsOn } = plan
  if (cpmIdr <= 0n || dailyBudgetIdr <= 0n || totalBudgetIdr <= 0n) return undefined
  const toSpend = Number((totalBudgetIdr + dailyBudgetIdr - 1n) / dailyBudgetIdr)
  const allowed = endsOn === null ? toSpend : daysBetween(startsOn, endsOn)
  if (!(allowed >= 1)) return undefined
  const days = Math.min(toSpend, allowed)
  const most = dailyBudgetIdr * BigInt(days)
  const spendIdr = most < totalBudgetIdr ? most : totalBudgetIdr
  const aDay = dailyBudgetIdr < totalBudgetIdr ? dailyBudgetIdr : totalBudgetIdr
  return { impressions: (spendIdr * 1000n) / cpmIdr, aDay: (aDay * 1000n) / cpmIdr, days, spendIdr }
}
