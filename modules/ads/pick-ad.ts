/** Picks an ad for a slot, in memory.
 *
 *  A node reads the running campaigns every few seconds and picks from what it read. What it offers holds its price
 *  until it is billed here, or until the hold lapses; so a node never offers more than is left by what it knows. Several
 *  nodes together may: what is then beyond a budget is never billed (bill-plan.ts). */
import { type Clock, type Day, dayOf, nextDay, startOfDay } from '../../platform/clock.ts'
import { priceMicroOf } from './campaign.ts'
import type { AdsConfig } from './config.ts'
import { type Candidate, obstacleOf, ranksBefore } from './eligibility.ts'
import { mayBeAd } from './policy.ts'
import type { Running } from './store.ts'

export interface AdOffer {
  readonly campaignId: string
  readonly videoId: string
  /** Name that the ad is shown under. */
  readonly merchant: string
  readonly title: string
  readonly cta: string
  readonly url: string
  readonly priceMicro: bigint
}

export interface AdPlace {
  readonly viewerKey: string
  /** 1 is the first slot of the session. */
  readonly position: number
  /** Clips since the last ad, or since the session began. */
  readonly organicSinceAd: number
}

export interface Picker {
  /** Takes in what is running now. @param balances free balance by merchant */
  load(running: readonly Running[], balances: ReadonlyMap<string, bigint>): void
  /** @returns undefined when the policy wants a clip here, or no campaign may be offered */
  pick(place: AdPlace): AdOffer | undefined
  /** So many offers of the campaign have been billed, or found not to be payable: their holds end. */
  release(campaignId: string, count: number): void
}

interface Loaded {
  readonly offer: AdOffer
  readonly candidate: Omit<Candidate, 'outstandingMicro' | 'merchantFreeMicro'>
}

const viewersMax = 200_000

export function createPicker({ clock, config }: { clock: Clock; config: AdsConfig }): Picker {
  let running: Loaded[] = []
  let balances: ReadonlyMap<string, bigint> = new Map()
  const holds = createHolds(config.RESERVE_MINUTES * 60_000)
  const shown = new Map<string, Map<string, number>>()
  let today: { day: Day; fromMs: number; toMs: number } | undefined

  const dayAt = (nowMs: number) => {
    if (!today || nowMs < today.fromMs || nowMs >= today.toMs) {
      const day = dayOf(new Date(nowMs), config.TIME_ZONE)
      const fromMs = startOfDay(day, config.TIME_ZONE).getTime()
      today = { day, fromMs, toMs: startOfDay(nextDay(day), config.TIME_ZONE).getTime() }
      shown.clear()
      // What was read for the day before says nothing about this one.
      running = []
    }
    return today
  }

  return {
    load(campaigns, free) {
      dayAt(clock.now().getTime())
      running = campaigns.map((campaign) => ({
        offer: {
          campaignId: campaign.id,
          videoId: campaign.videoId,
          merchant: campaign.merchantName,
          title: campaign.title,
          cta: campaign.cta,
          url: campaign.landingUrl,
          priceMicro: priceMicroOf(campaign.cpmIdr),
        },
        candidate: {
          campaignId: campaign.id,
          merchantId: campaign.merchantId,
          priceMicro: priceMicroOf(campaign.cpmIdr),
          totalLeftMicro: campaign.totalBudgetMicro - campaign.spentMicro,
          dailyBudgetMicro: campaign.dailyBudgetMicro,
          spentTodayMicro: campaign.spentTodayMicro,
        },
      }))
      balances = free
    },
    pick(place) {
      if (!mayBeAd(place)) return undefined
      const nowMs = clock.now().getTime()
      const { fromMs, toMs } = dayAt(nowMs)
      const dayPpm = BigInt(Math.floor(((nowMs - fromMs) * 1_000_000) / (toMs - fromMs)))
      holds.lapse(nowMs)
      const seen = shown.get(place.viewerKey)
      let best: { offer: AdOffer; candidate: Candidate } | undefined
      for (const { offer, candidate } of running) {
        const whole: Candidate = {
          ...candidate,
          outstandingMicro: holds.ofCampaign(candidate.campaignId),
          merchantFreeMicro:
            (balances.get(candidate.merchantId) ?? 0n) - holds.ofMerchant(candidate.merchantId),
        }
        if (best && !ranksBefore(whole, best.candidate)) continue
        const shownToday = seen?.get(candidate.campaignId) ?? 0
        const viewer = { viewerKey: place.viewerKey, shownToday, shownMax: config.FREQUENCY_PER_DAY }
        if (obstacleOf(whole, viewer, dayPpm) === undefined) best = { offer, candidate: whole }
      }
      if (!best) return undefined
      const { campaignId, merchantId, priceMicro } = best.candidate
      holds.add(campaignId, merchantId, priceMicro, nowMs)
      remember(place.viewerKey, campaignId)
      return best.offer
    },
    release: (campaignId, count) => holds.release(campaignId, count),
  }

  function remember(viewerKey: string, campaignId: string): void {
    if (shown.size >= viewersMax) shown.clear() // better an ad too many than a process without memory
    const seen = shown.get(viewerKey) ?? new Map<string, number>()
    seen.set(campaignId, (seen.get(campaignId) ?? 0) + 1)
    shown.set(viewerKey, seen)
  }
}

interface Hold {
  readonly campaignId: string
  readonly merchantId: string
  readonly micro: bigint
  readonly untilMs: number
  isOpen: boolean
}

/** Prices of offers that are neither billed nor lapsed. A campaign's oldest hold is released first: which of its
 *  equal offers was billed makes no difference to what is left. */
function createHolds(lifeMs: number) {
  const all: Hold[] = []
  let next = 0
  const byCampaign = new Map<string, { micro: bigint; open: Hold[] }>()
  const byMerchant = new Map<string, bigint>()

  const close = (hold: Hold): void => {
    if (!hold.isOpen) return
    hold.isOpen = false
    const campaign = byCampaign.get(hold.campaignId)
    if (campaign) campaign.micro -= hold.micro
    byMerchant.set(hold.merchantId, (byMerchant.get(hold.merchantId) ?? 0n) - hold.micro)
  }
  return {
    ofCampaign: (id: string): bigint => byCampaign.get(id)?.micro ?? 0n,
    ofMerchant: (id: string): bigint => byMerchant.get(id) ?? 0n,
    add(campaignId: string, merchantId: string, micro: bigint, nowMs: number): void {
      const hold: Hold = { campaignId, merchantId, micro, untilMs: nowMs + lifeMs, isOpen: true }
      all.push(hold)
      const campaign = byCampaign.get(campaignId) ?? { micro: 0n, open: [] }
      campaign.micro += micro
      campaign.open.push(hold)
      byCampaign.set(campaignId, campaign)
      byMerchant.set(merchantId, (byMerchant.get(merchantId) ?? 0n) + micro)
    },
    lapse(nowMs: number): void {
      for (let hold = all[next]; hold && hold.untilMs <= nowMs; hold = all[++next]) close(hold)
      if (next > 10_000) all.splice(0, next)
      if (next > 10_000) next = 0
    },
    release(campaignId: string, count: number): void {
      const campaign = byCampaign.get(campaignId)
      if (!campaign) return
      let released = 0
      let at = 0
      for (; at < campaign.open.length && released < count; at++) {
        const hold = campaign.open[at]
        if (hold?.isOpen) released++
        if (hold) close(hold)
      }
      campaign.open.splice(0, at)
    },
  }
}
