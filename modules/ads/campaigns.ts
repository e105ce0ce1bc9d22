/** A merchant's campaigns: made, changed, paused, ended. */
import { type Clock, type Day, dayOf } from '../../platform/clock.ts'
import { commonRefusals } from '../../platform/contract.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import { isOpen, type Video } from '../videos/index.ts'
import {
  type Campaign,
  type CampaignState,
  checkTerms,
  editTerms,
  microOf,
  priceMicroOf,
  type Terms,
  termsOf,
} from './campaign.ts'
import type { AdsConfig } from './config.ts'
import { adsRefusals } from './contract.ts'
import * as store from './store.ts'
import { lockMark } from './store-billing.ts'

/** What ads must know of a video. */
export interface PromotableVideos {
  findMany(
    ids: readonly string[],
  ): Promise<readonly Pick<Video, 'ownerId' | 'state' | 'visibility' | 'ageMarks'>[]>
}

export interface CampaignDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly videos: PromotableVideos
  readonly config: AdsConfig
  readonly balanceOf: (merchantId: string, tx: Tx) => Promise<bigint>
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
  if (video?.ownerId !== merchantId || !isOpen(video)) refuse(adsRefusals.video_not_promotable)
  return db.transaction(async (tx) => {
    await lockMark(tx) // see changeCampaign
    const campaign: Campaign = {
      id: ids.uuid(),
      merchantId,
      videoId: asked.videoId,
      ...written(terms),
      spentMicro: 0n,
      state: runnable(terms.cpmIdr, await deps.balanceOf(merchantId, tx)),
      createdAt: clock.now(),
      revision: 1,
    }
    await store.insertCampaign(tx, campaign)
    return campaign
  })
}

/** Terms as their row holds them. */
const written = (terms: Terms) => ({
  title: terms.title,
  cta: terms.cta,
  landingUrl: terms.landingUrl,
  cpmIdr: terms.cpmIdr,
  dailyBudgetMicro: microOf(terms.dailyBudgetIdr),
  totalBudgetMicro: microOf(terms.totalBudgetIdr),
  startsOn: terms.startsOn,
  endsOn: terms.endsOn,
})

const runnable = (cpmIdr: bigint, balanceMicro: bigint): CampaignState =>
  balanceMicro >= priceMicroOf(cpmIdr) ? 'active' : 'out_of_money'

export interface CampaignEdit extends Partial<Terms> {
  /** Of the campaign that the edit was made from. Without it the terms named are changed whatever they were. */
  readonly revision?: number
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

/** @throws Refusal not_found, campaign_ended, campaign_changed, campaign_started, budget_below_spent, and those of
 *  {@link openCampaign} */
export async function changeCampaign(
  deps: CampaignDeps,
  merchantId: string,
  id: string,
  { state: wanted, revision, ...changed }: CampaignEdit,
): Promise<Campaign> {
  await readCampaign(deps, merchantId, id)
  return deps.db.transaction(async (tx) => {
    // Top-ups and billing move balances and states under this lock: taken first, a state follows from the newest balance.
    await lockMark(tx)
    const before = (await store.lockCampaign(tx, id)) ?? refuse(commonRefusals.not_found)
    if (before.state === 'ended') refuse(adsRefusals.campaign_ended)
    if (revision !== undefined && revision !== before.revision) refuse(adsRefusals.campaign_changed)
    // Pausing must work even when the limits have moved since the terms were taken.
    const isEdited = Object.keys(changed).length > 0
    const today = dayOf(deps.clock.now(), deps.config.TIME_ZONE)
    const terms = isEdited ? editTerms(before, changed, deps.config, today) : termsOf(before)
    const isRunning = (wanted ?? before.state) !== 'paused'
    const balanceMicro = await deps.balanceOf(merchantId, tx)
    const change: store.CampaignChange = {
      ...written(terms),
      state: wanted === 'ended' ? 'ended' : isRunning ? runnable(terms.cpmIdr, balanceMicro) : 'paused',
      revision: isEdited ? before.revision + 1 : before.revision,
    }
    await store.updateCampaign(tx, id, change)
    return { ...before, ...change }
  })
}
