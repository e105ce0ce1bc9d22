/** A merchant's campaigns: made, changed, paused, ended. */
import { type Clock, type Day, dayOf } from '../../platform/clock.ts'
import { commonRefusals } from '../../platform/contract.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import {
  type Campaign,
  type CampaignState,
  checkTerms,
  microOf,
  priceMicroOf,
  type Terms,
  wholeIdr,
} from './campaign.ts'
import type { AdsConfig } from './config.ts'
import { adsRefusals } from './contract.ts'
import * as store from './store.ts'

/** What ads must know of a video. */
export interface PromotableVideos {
  findMany(
    ids: readonly string[],
  ): Promise<readonly { id: string; ownerId: string; state: string; visibility: string }[]>
}

export interface CampaignDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly videos: PromotableVideos
  readonly config: AdsConfig
  readonly balanceOf: (merchantId: string) => Promise<bigint>
}

export interface NewCampaign extends Omit<Terms, 'startsOn' | 'endsOn'> {
  readonly videoId: string
  /** Today unless told. */
  readonly startsOn?: Day | undefined
  readonly endsOn?: Day | null | undefined
}

/** @throws Refusal cpm_out_of_range, budget_out_of_range, dates_wrong, landing_url_refused, video_not_promotable */
export async function openCampaign(
  deps: CampaignDeps,
  merchantId: string,
  asked: NewCampaign,
): Promise<Campaign> {
  const { db, clock, ids, config } = deps
  const today = dayOf(clock.now(), config.TIME_ZONE)
  const wanted = { ...asked, startsOn: asked.startsOn ?? today, endsOn: asked.endsOn ?? null }
  const terms = checkTerms(wanted, config, today)
  const [video] = await deps.videos.findMany([asked.videoId])
  const isOpen = video?.visibility === 'public' || video?.visibility === 'unlisted'
  if (video?.ownerId !== merchantId || video.state !== 'published' || !isOpen)
    refuse(adsRefusals.video_not_promotable)
  const campaign: Campaign = {
    id: ids.uuid(),
    merchantId,
    videoId: asked.videoId,
    title: terms.title,
    cta: terms.cta,
    landingUrl: terms.landingUrl,
    cpmIdr: terms.cpmIdr,
    dailyBudgetMicro: microOf(terms.dailyBudgetIdr),
    totalBudgetMicro: microOf(terms.totalBudgetIdr),
    spentMicro: 0n,
    startsOn: terms.startsOn,
    endsOn: terms.endsOn,
    state: runnable(terms.cpmIdr, await deps.balanceOf(merchantId)),
    createdAt: clock.now(),
  }
  await db.transaction((tx) => store.insertCampaign(tx, campaign))
  return campaign
}

const runnable = (cpmIdr: bigint, balanceMicro: bigint): CampaignState =>
  balanceMicro >= priceMicroOf(cpmIdr) ? 'active' : 'out_of_money'

export interface CampaignEdit extends Partial<Omit<Terms, 'startsOn'>> {
  readonly state?: 'active' | 'paused' | 'ended'
}

/** The merchant's own campaign. @throws Refusal not_found */
export async function readCampaign(
  deps: Pick<CampaignDeps, 'db'>,
  merchantId: string,
  id: string,
): Promise<Campaign> {
  const campaign = await store.findCampaign(deps.db, id)
  return campaign?.merchantId === merchantId ? campaign : refuse(commonRefusals.not_found)
}

/** @throws Refusal not_found, campaign_ended, budget_below_spent, and those of {@link openCampaign} */
export async function changeCampaign(
  deps: CampaignDeps,
  merchantId: string,
  id: string,
  edit: CampaignEdit,
): Promise<Campaign> {
  await readCampaign(deps, merchantId, id)
  const balanceMicro = await deps.balanceOf(merchantId)
  return deps.db.transaction(async (tx) => {
    const before = (await store.lockCampaign(tx, id)) ?? refuse(commonRefusals.not_found)
    if (before.state === 'ended') refuse(adsRefusals.campaign_ended)
    const { state: wanted, ...changed } = edit
    // Pausing must work even when the limits have moved since the terms were taken.
    const isEdited = Object.keys(changed).length > 0
    const wished = { ...termsOf(before), ...changed }
    const terms = isEdited ? checkTerms(wished, deps.config, before.startsOn) : wished
    const totalBudgetMicro = microOf(terms.totalBudgetIdr)
    if (totalBudgetMicro < before.spentMicro)
      refuse(adsRefusals.budget_below_spent, { spent: String(wholeIdr(before.spentMicro)) })
    const isRunning = (wanted ?? before.state) !== 'paused'
    const change: store.CampaignChange = {
      title: terms.title,
      cta: terms.cta,
      landingUrl: terms.landingUrl,
      cpmIdr: terms.cpmIdr,
      dailyBudgetMicro: microOf(terms.dailyBudgetIdr),
      totalBudgetMicro,
      endsOn: terms.endsOn,
      state: wanted === 'ended' ? 'ended' : isRunning ? runnable(terms.cpmIdr, balanceMicro) : 'paused',
    }
    await store.updateCampaign(tx, id, change)
    return { ...before, ...change }
  })
}

const termsOf = (campaign: Campaign): Terms => ({
  title: campaign.title,
  cta: campaign.cta,
  landingUrl: campaign.landingUrl,
  cpmIdr: campaign.cpmIdr,
  dailyBudgetIdr: wholeIdr(campaign.dailyBudgetMicro),
  totalBudgetIdr: wholeIdr(campaign.totalBudgetMicro),
  startsOn: campaign.startsOn,
  endsOn: campaign.endsOn,
})
