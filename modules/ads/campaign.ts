/** What a campaign is, and what may be written into one. */
import { addDays, type Day, toDay } from '../../platform/clock.ts'
import { refuse } from '../../platform/errors.ts'
import type { AdsConfig } from './config.ts'
import { adsRefusals, type campaignStates, type ctas } from './contract.ts'
import { landingUrl } from './landing-url.ts'

export type CampaignState = (typeof campaignStates)[number]
export type Cta = (typeof ctas)[number]

export interface Campaign {
  readonly id: string
  readonly merchantId: string
  readonly videoId: string
  readonly title: string
  readonly cta: Cta
  readonly landingUrl: string
  readonly cpmIdr: bigint
  readonly dailyBudgetMicro: bigint
  readonly totalBudgetMicro: bigint
  readonly spentMicro: bigint
  readonly startsOn: Day
  /** Last day; null: until the total is spent. */
  readonly endsOn: Day | null
  readonly state: CampaignState
  readonly createdAt: Date
  /** Grows by one with each change of the terms; pausing and spending leave it. */
  readonly revision: number
}

/** A campaign with what it brought so far. */
export interface CampaignResult extends Campaign {
  /** Billed ones. */
  readonly impressions: number
  readonly clicks: number
}

export const microOf = (idr: bigint): bigint => idr * 1_000_000n
export const wholeIdr = (micro: bigint): bigint => micro / 1_000_000n
const ceilIdr = (micro: bigint): bigint => wholeIdr(micro + 999_999n)

/** CPM is rupiah per 1,000 impressions, so one impression is cpm × 10⁶ ÷ 1,000 micro: exact. */
export const priceMicroOf = (cpmIdr: bigint): bigint => cpmIdr * 1_000n

export interface Terms {
  readonly title: string
  readonly cta: Cta
  readonly landingUrl: string
  readonly cpmIdr: bigint
  readonly dailyBudgetIdr: bigint
  readonly totalBudgetIdr: bigint
  readonly startsOn: Day
  readonly endsOn: Day | null
}

/** @returns the terms in their normal form. @throws Refusal naming the first term that cannot be */
export function checkTerms(terms: Terms, config: AdsConfig, earliest: Day): Terms {
  const { cpmIdr, dailyBudgetIdr, totalBudgetIdr, startsOn, endsOn } = terms
  if (cpmIdr < BigInt(config.CPM_MIN) || cpmIdr > BigInt(config.CPM_MAX))
    refuse(adsRefusals.cpm_out_of_range, { min: config.CPM_MIN, max: config.CPM_MAX })
  const isDailyBad =
    dailyBudgetIdr < BigInt(config.DAILY_BUDGET_MIN) || microOf(dailyBudgetIdr) < priceMicroOf(cpmIdr)
  if (isDailyBad || totalBudgetIdr < dailyBudgetIdr || totalBudgetIdr > BigInt(config.TOTAL_BUDGET_MAX))
    refuse(adsRefusals.budget_out_of_range, { min: config.DAILY_BUDGET_MIN, max: config.TOTAL_BUDGET_MAX })
  const last = addDays(startsOn, config.CAMPAIGN_DAYS_MAX - 1)
  if (startsOn < earliest || (endsOn !== null && (endsOn < startsOn || endsOn > last)))
    refuse(adsRefusals.dates_wrong, { days: config.CAMPAIGN_DAYS_MAX })
  return { ...terms, landingUrl: landingUrl(terms.landingUrl) ?? refuse(adsRefusals.landing_url_refused) }
}

export const termsOf = (campaign: Campaign): Terms => ({
  title: campaign.title,
  cta: campaign.cta,
  landingUrl: campaign.landingUrl,
  cpmIdr: campaign.cpmIdr,
  dailyBudgetIdr: wholeIdr(campaign.dailyBudgetMicro),
  totalBudgetIdr: wholeIdr(campaign.totalBudgetMicro),
  startsOn: campaign.startsOn,
  endsOn: campaign.endsOn,
})

/** The terms of a campaign with some of them changed. Days that were right when they were set stay so when they pass.
 *  @throws Refusal campaign_started, budget_below_spent, and those of {@link checkTerms} */
export function editTerms(before: Campaign, changed: Partial<Terms>, config: AdsConfig, today: Day): Terms {
  const wished = { ...termsOf(before), ...changed }
  const isMoved = wished.startsOn !== before.startsOn
  if (isMoved && before.startsOn <= today) refuse(adsRefusals.campaign_started, { day: before.startsOn })
  const terms = checkTerms(wished, config, isMoved ? today : before.startsOn)
  if (terms.endsOn !== null && terms.endsOn !== before.endsOn && terms.endsOn < today)
    refuse(adsRefusals.dates_wrong, { days: config.CAMPAIGN_DAYS_MAX })
  // With less than one impression left it would never be offered, and so never be seen to be over either.
  const leastMicro = before.spentMicro + priceMicroOf(terms.cpmIdr)
  if (microOf(terms.totalBudgetIdr) < leastMicro)
    refuse(adsRefusals.budget_below_spent, {
      spent: String(ceilIdr(before.spentMicro)),
      least: String(ceilIdr(leastMicro)),
    })
  return terms
}

export const dayOrNull = (text: string | null): Day | null => (text === null ? null : toDay(text))
