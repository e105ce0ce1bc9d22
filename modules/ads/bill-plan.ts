/** Which impressions of a batch are paid for. Pure; impressions are taken in the order in which they were judged.
 *
 *  An impression is billed when its price fits into what is left of its campaign's total, of the campaign's day, and of
 *  the merchant's balance, all at once. Otherwise it was free: it is kept with the reason, and earns nothing. */
import { assert } from '../../platform/errors.ts'

export interface Billable {
  readonly ticketId: string
  readonly campaignId: string
  readonly day: string
  readonly priceMicro: bigint
}

export type UnbilledReason = 'total_budget' | 'daily_budget' | 'balance' | 'unknown_campaign'

export interface CampaignLeft {
  readonly merchantId: string
  totalLeftMicro: bigint
  readonly dailyBudgetMicro: bigint
}

export interface BillPlan {
  /** undefined: billed. One for each impression, in order. */
  readonly outcomes: readonly (UnbilledReason | undefined)[]
  /** Sums to move, one a campaign and day that has any. */
  readonly charges: readonly Charge[]
}

export interface Charge {
  readonly campaignId: string
  readonly merchantId: string
  readonly day: string
  count: number
  micro: bigint
}

/** @param spentByDay what campaigns have spent on a day so far, keyed by {@link dayKey}
 *  @param balances free balance by merchant */
export function planBill(
  impressions: readonly Billable[],
  campaigns: ReadonlyMap<string, Readonly<CampaignLeft>>,
  spentByDay: ReadonlyMap<string, bigint>,
  balances: ReadonlyMap<string, bigint>,
): BillPlan {
  const left = new Map([...campaigns].map(([id, campaign]) => [id, { ...campaign }]))
  const spent = new Map(spentByDay)
  const free = new Map(balances)
  const charges = new Map<string, Charge>()

  const outcomes = impressions.map(({ campaignId, day, priceMicro }): UnbilledReason | undefined => {
    const campaign = left.get(campaignId)
    if (!campaign) return 'unknown_campaign'
    assert(priceMicro > 0n, 'an impression has a price')
    const key = dayKey(campaignId, day)
    const spentToday = spent.get(key) ?? 0n
    const balance = free.get(campaign.merchantId) ?? 0n
    if (priceMicro > campaign.totalLeftMicro) return 'total_budget'
    if (spentToday + priceMicro > campaign.dailyBudgetMicro) return 'daily_budget'
    if (priceMicro > balance) return 'balance'
    campaign.totalLeftMicro -= priceMicro
    spent.set(key, spentToday + priceMicro)
    free.set(campaign.merchantId, balance - priceMicro)
    const charge = charges.get(key) ?? {
      campaignId,
      merchantId: campaign.merchantId,
      day,
      count: 0,
      micro: 0n,
    }
    charge.count++
    charge.micro += priceMicro
    charges.set(key, charge)
    return undefined
  })
  return { outcomes, charges: [...charges.values()] }
}

export const dayKey = (campaignId: string, day: string): string => `${campaignId} ${day}`
