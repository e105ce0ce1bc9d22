/** Campaigns as their merchant sees them. */
import type { Reply } from '#api/routes.ts'
import type { PlainKey } from '#i18n/words.svelte.ts'

export type Merchant = NonNullable<Reply<'GET /v1/merchant'>['merchant']>
export type Campaign = Reply<'GET /v1/campaigns/:campaignId'>['campaign']
/** With what it brought so far. */
export type CampaignResult = Reply<'GET /v1/campaigns'>['campaigns'][number]
export type CampaignDay = Reply<'GET /v1/campaigns/:campaignId'>['days'][number]
export type TopUp = Reply<'GET /v1/merchant/top-ups'>['topUps'][number]
export type Cta = Campaign['cta']

export const ctaWords = {
  learn_more: 'cta.learnMore',
  shop: 'cta.shop',
  chat: 'cta.chat',
  visit: 'cta.visit',
  order: 'cta.order',
  sign_up: 'cta.signUp',
} as const satisfies Record<Cta, PlainKey>

export interface CampaignSum {
  readonly impressions: number
  readonly clicks: number
  readonly unbilled: Readonly<Record<string, number>>
}

export function sumDays(
  days: readonly Pick<CampaignDay, 'impressions' | 'clicks' | 'unbilled'>[],
): CampaignSum {
  const unbilled: Record<string, number> = {}
  for (const day of days)
    for (const [reason, count] of Object.entries(day.unbilled))
      unbilled[reason] = (unbilled[reason] ?? 0) + count
  return {
    impressions: days.reduce((sum, day) => sum + day.impressions, 0),
    clicks: days.reduce((sum, day) => sum + day.clicks, 0),
    unbilled,
  }
}

/** Part of the total that is spent, 0 to 1. */
export const spentPart = (campaign: Pick<Campaign, 'spentMicro' | 'totalBudgetIdr'>): number =>
  Number((BigInt(campaign.spentMicro) * 1000n) / (BigInt(campaign.totalBudgetIdr) * 1_000_000n)) / 1000
