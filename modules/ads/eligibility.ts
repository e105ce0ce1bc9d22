/** Which campaigns may be offered to a viewer now, and which of them wins. Pure.
 *
 *  A campaign is offered while its price fits, beside what is billed and what is offered and not yet billed, into its
 *  total budget, its day's budget, its plan for the day so far, and its merchant's balance. The plan runs straight from
 *  a tenth of the day's budget at midnight to all of it at the day's end, so that a small budget is not gone by dawn. */

export interface Candidate {
  readonly campaignId: string
  readonly merchantId: string
  readonly priceMicro: bigint
  readonly totalLeftMicro: bigint
  readonly dailyBudgetMicro: bigint
  readonly spentTodayMicro: bigint
  /** Free balance of the merchant: what is there less what is offered by all of the merchant's campaigns. */
  readonly merchantFreeMicro: bigint
  /** Offered by this campaign, not yet billed, not yet lapsed. */
  readonly outstandingMicro: bigint
}

export type Obstacle =
  | 'own_ad'
  | 'shown_enough'
  | 'total_budget'
  | 'daily_budget'
  | 'ahead_of_plan'
  | 'balance'

/** Parts per million of the day's budget that may be offered right after midnight. */
const headStartPpm = 100_000n
const million = 1_000_000n

/** @param dayPpm how much of the day is over, in parts per million */
export function plannedMicro(dailyBudgetMicro: bigint, dayPpm: bigint): bigint {
  return (
    (dailyBudgetMicro * (headStartPpm * million + (million - headStartPpm) * dayPpm)) / (million * million)
  )
}

/** @returns what stands in the way, or undefined when the campaign may be offered */
export function obstacleOf(
  candidate: Candidate,
  viewer: { readonly viewerKey: string; readonly shownToday: number; readonly shownMax: number },
  dayPpm: bigint,
): Obstacle | undefined {
  const { priceMicro, outstandingMicro, dailyBudgetMicro } = candidate
  const today = candidate.spentTodayMicro + outstandingMicro + priceMicro
  if (candidate.merchantId === viewer.viewerKey) return 'own_ad'
  if (viewer.shownToday >= viewer.shownMax) return 'shown_enough'
  if (outstandingMicro + priceMicro > candidate.totalLeftMicro) return 'total_budget'
  if (today > dailyBudgetMicro) return 'daily_budget'
  // A budget of a few impressions would never start: the first one of a day needs no plan.
  if (today > plannedMicro(dailyBudgetMicro, dayPpm) && today > priceMicro) return 'ahead_of_plan'
  if (priceMicro > candidate.merchantFreeMicro) return 'balance'
  return undefined
}

/** The highest price wins; among equals the one that has used the smaller part of its day, then the id. */
export function ranksBefore(a: Candidate, b: Candidate): boolean {
  if (a.priceMicro !== b.priceMicro) return a.priceMicro > b.priceMicro
  const usedA = (a.spentTodayMicro + a.outstandingMicro) * b.dailyBudgetMicro
  const usedB = (b.spentTodayMicro + b.outstandingMicro) * a.dailyBudgetMicro
  return usedA === usedB ? a.campaignId < b.campaignId : usedA < usedB
}
