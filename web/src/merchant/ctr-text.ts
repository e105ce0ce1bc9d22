import { share } from '#i18n/words.svelte.ts'
import type { CampaignResult } from './campaign.ts'

/** Clicks among impressions, in percent. */
export const ctrText = (of: Pick<CampaignResult, 'impressions' | 'clicks'>): string =>
  of.impressions === 0 ? '–' : share(of.clicks / of.impressions)
