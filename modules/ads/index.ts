/** Ads sells slots to merchants, for prepaid money only.
 *
 *  - No campaign is billed above its total or its day's budget, and no balance goes below zero: with duplicates, late
 *    reports, several nodes and crashes. What was shown beyond that was free, is shown as such, and earns nothing.
 *  - A ticket is billed once, and only when playback judged it a view.
 *  - A day is settled once, and then its pool in the ledger is exactly what its viewers' impressions cost. */
import { type Clock, type Day, dayOf } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Metrics } from '../../platform/metrics.ts'
import { accountId, type Identity } from '../identity/index.ts'
import type { Ledger, NewTransfer } from '../ledger/index.ts'
import type { Playback } from '../playback/index.ts'
import { poolId, prepaidId, prepaidOf } from './accounts.ts'
import { billDue, freeOf } from './bill.ts'
import type { Campaign, CampaignResult } from './campaign.ts'
import {
  type CampaignEdit,
  changeCampaign,
  type NewCampaign,
  openCampaign,
  type PromotableVideos,
  readCampaign,
} from './campaigns.ts'
import type { AdsConfig } from './config.ts'
import { adsRefusals } from './contract.ts'
import { type GivenBack, giveBack } from './give-back.ts'
import { type AdOffer, type AdPlace, createPicker } from './pick-ad.ts'
import { settleDay } from './settle-day.ts'
import * as store from './store.ts'
import { findSettled, lockMark, streamViewerSpend, type ViewerSpend } from './store-billing.ts'
import * as topUpStore from './store-top-ups.ts'
import type { TopUp, TopUpState } from './store-top-ups.ts'
import {
  adoptTopUps,
  confirmTopUp,
  declineTopUp,
  requestTopUp,
  sellTopUps,
  type TopUpDeps,
} from './top-ups.ts'

export { adsConfig, type AdsConfig } from './config.ts'
export { mountAds } from './http.ts'
export { workAds } from './jobs.ts'
export { adPolicy, mayBeAd } from './policy.ts'
export { daySettled } from './settle-day.ts'
export type {
  AdOffer,
  AdPlace,
  Campaign,
  CampaignEdit,
  CampaignResult,
  NewCampaign,
  TopUp,
  TopUpState,
  ViewerSpend,
}

export interface Merchant {
  readonly id: string
  readonly name: string
  /** What can still be spent, µIDR. */
  readonly balanceMicro: bigint
  readonly createdAt: Date
}

export interface CampaignDay {
  readonly day: string
  readonly impressions: number
  readonly clicks: number
  readonly spentMicro: bigint
  /** Shown and free, by reason. */
  readonly unbilled: Readonly<Record<string, number>>
}

export interface Ads {
  /** Makes the account a merchant, or changes its name. */
  openMerchant(account: string, name: string): Promise<Merchant>
  findMerchant(account: string): Promise<Merchant | undefined>
  /** A top-up and its payment have one id.
   *  @param method a way to pay, as payments names it; a bank transfer unless told
   *  @throws Refusal amount_out_of_range, too_many_top_ups, method_unknown, payment_out_of_range, too_many_payments */
  requestTopUp(merchantId: string, amountIdr: bigint, method?: string): Promise<TopUp>
  topUpsOf(merchantId: string): Promise<TopUp[]>
  /** For operators: those that wait first. */
  listTopUps(state?: TopUpState, limit?: number): Promise<TopUp[]>
  /** Credits the balance of one that is paid by bank transfer. The same reference again is the same answer.
   *  @throws Refusal top_up_not_found, top_up_settled, bank_reference_used, not_manual */
  confirmTopUp(operatorId: string, id: string, bankReference: string): Promise<TopUp>
  /** @throws Refusal top_up_not_found, top_up_settled, not_manual */
  declineTopUp(operatorId: string, id: string, reason: string): Promise<TopUp>

  /** Money that comes back to a merchant, from `from` onto the balance. In the caller's transaction, which submits the
   *  transfers last. */
  giveBack(tx: Tx, given: GivenBack): Promise<NewTransfer[]>

  /** @throws Refusal cpm_out_of_range, budget_out_of_range, dates_wrong, landing_url_refused, video_not_promotable */
  openCampaign(merchantId: string, campaign: NewCampaign): Promise<Campaign>
  /** Newest first. */
  campaignsOf(merchantId: string): Promise<CampaignResult[]>
  /** @throws Refusal not_found */
  readCampaign(merchantId: string, id: string): Promise<{ campaign: Campaign; days: CampaignDay[] }>
  /** One edit at a time, each on what the one before left; impressions already offered keep their price.
   *  @throws Refusal not_found, campaign_ended, campaign_changed, campaign_started, budget_below_spent, and those of
   *  openCampaign */
  changeCampaign(merchantId: string, id: string, edit: CampaignEdit): Promise<Campaign>

  /** An ad for the slot, if the policy and a campaign allow one. In memory; some µs. Reserves the price for a while. */
  pickAd(place: AdPlace): AdOffer | undefined
  /** Reads the running campaigns; {@link start} does it every few seconds. */
  refresh(): Promise<void>
  start(): Promise<void>
  stop(): void
  /** @returns false when this ticket's click was there already. @throws Refusal bad_ad_ticket */
  recordClick(caller: { viewerKey: string; deviceKey: string }, token: string): Promise<boolean>

  /** Bills what has been judged. @returns how many judged impressions were taken in */
  billDue(): Promise<number>
  /** After playback.day-closed. @returns what the day's pool holds, µIDR */
  settleDay(day: Day): Promise<bigint>
  /** What a settled day's pool received, µIDR. */
  settledPool(day: Day): Promise<bigint | undefined>
  /** What each viewer's billed impressions of the day cost, by viewerKey, each viewer once. */
  eachViewerSpend(day: Day): AsyncIterable<ViewerSpend>
  /** The ledger account of a day's pool. */
  poolAccount(day: Day): string
  /** Lets campaigns end, and gives top-ups of before payments their payment. */
  tidyUp(): Promise<void>
  readonly config: AdsConfig
  /** The bank account that merchants transfer to. */
  readonly payTo: string
}

export interface AdsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly events: Events
  readonly config: AdsConfig
  readonly metrics: Metrics
  readonly identity: Pick<Identity, 'grantRole'>
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances'>
  readonly payments: TopUpDeps['payments']
  /** Asked when TOP_UP_VAT is on. */
  readonly tax?: TopUpDeps['tax']
  readonly videos: PromotableVideos
  readonly playback: Pick<Playback, 'readTicket' | 'readJudgedImpressions' | 'dayState'>
}

const streamBatch = 10_000

export function createAds(deps: AdsDeps): Ads {
  const { db, clock, config, identity, ledger, metrics, playback } = deps
  const picker = createPicker({ clock, config })
  const refreshFailed = metrics.counter(
    'ads_refresh_failed_total',
    'Campaigns could not be read; the last ones stay.',
  )
  let timer: NodeJS.Timeout | undefined

  const balanceOf = async (merchantId: string, tx?: Tx): Promise<bigint> => {
    const [account] = await ledger.balances([prepaidId(merchantId)], tx)
    return account ? freeOf(account) : 0n
  }
  const refresh = async (): Promise<void> => {
    const running = await store.findRunning(db, dayOf(clock.now(), config.TIME_ZONE))
    const merchants = new Map(running.map((one) => [prepaidId(one.merchantId), one.merchantId]))
    const balances = merchants.size === 0 ? [] : await ledger.balances([...merchants.keys()])
    picker.load(running, new Map(balances.map((one) => [merchants.get(one.id) ?? '', freeOf(one)])))
  }
  const refreshAfter = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change
    await refresh()
    return result
  }
  const billed = metrics.counter('ads_impressions_total', 'Judged ad impressions, by outcome.', ['outcome'])
  const bill = async (): Promise<number> => {
    const done: [campaignId: string, count: number][] = []
    const onDone = (campaignId: string, count: number) => done.push([campaignId, count])
    const taken = await billDue({ db, ledger, playback, batchRows: config.BILL_BATCH, billed, onDone })
    if (done.length > 0) {
      await refresh() // what was billed is read before its holds end: it is never free in between
      for (const [campaignId, count] of done) picker.release(campaignId, count)
    }
    return taken
  }
  const campaignDeps = { db, clock, ids: deps.ids, videos: deps.videos, config, balanceOf }
  const merchantOf = async (row: store.MerchantRow): Promise<Merchant> => ({
    ...row,
    balanceMicro: await balanceOf(row.id),
  })

  sellTopUps(deps)
  return {
    config,
    payTo: deps.payments.config.PAY_TO,
    async openMerchant(account, name) {
      const row = await db.transaction(async (tx) => {
        const merchant = await store.putMerchant(tx, { id: account, name, createdAt: clock.now() })
        await identity.grantRole(tx, accountId(account), 'merchant')
        await ledger.openAccounts(tx, [prepaidOf(account)])
        return merchant
      })
      return merchantOf(row)
    },
    async findMerchant(account) {
      const row = await store.findMerchant(db, account)
      return row && merchantOf(row)
    },
    requestTopUp: (merchantId, amountIdr, method) => requestTopUp(deps, merchantId, amountIdr, method),
    topUpsOf: (merchantId) => topUpStore.findTopUpsOf(db, merchantId),
    listTopUps: (state, limit = 200) => topUpStore.findTopUps(db, state, limit),
    confirmTopUp: (operatorId, id, reference) => refreshAfter(confirmTopUp(deps, operatorId, id, reference)),
    declineTopUp: (operatorId, id, reason) => declineTopUp(deps, operatorId, id, reason),

    giveBack: (tx, given) => giveBack(ledger, tx, given),

    openCampaign: (merchantId, campaign) => refreshAfter(openCampaign(campaignDeps, merchantId, campaign)),
    campaignsOf: (merchantId) => store.findCampaignsOf(db, merchantId),
    async readCampaign(merchantId, id) {
      const campaign = await readCampaign(deps, merchantId, id)
      return { campaign, days: await daysOf(db, id) }
    },
    changeCampaign: (merchantId, id, edit) =>
      refreshAfter(changeCampaign(campaignDeps, merchantId, id, edit)),

    poolAccount: poolId,
    pickAd: picker.pick,
    refresh,
    async start() {
      await refresh()
      timer = setInterval(() => {
        refresh().catch(() => refreshFailed())
      }, config.REFRESH_SECONDS * 1000)
      timer.unref()
    },
    stop: () => clearInterval(timer),
    async recordClick(caller, token) {
      const ticket = playback.readTicket(token)
      const now = clock.now()
      const isOurs = ticket?.viewerKey === caller.viewerKey || ticket?.viewerKey === caller.deviceKey
      if (!ticket || ticket.campaignId === null || !isOurs || ticket.expiresAt <= now)
        refuse(adsRefusals.bad_ad_ticket)
      const { ticketId, campaignId } = ticket
      const day = dayOf(now, config.TIME_ZONE)
      return db.transaction((tx) => store.insertClick(tx, { ticketId, campaignId, day, clickedAt: now }))
    },

    billDue: bill,
    settleDay: (day) => settleDay({ ...deps, billDue: bill }, day),
    settledPool: async (day) => (await findSettled(db, day))?.poolMicro,
    async *eachViewerSpend(day) {
      for await (const rows of streamViewerSpend(db, day, streamBatch)) yield* rows
    },
    async tidyUp() {
      await adoptTopUps(deps)
      await db.transaction(async (tx) => {
        await lockMark(tx)
        await store.endPastCampaigns(tx, dayOf(clock.now(), config.TIME_ZONE))
      })
    },
  }
}

async function daysOf(db: Db, campaignId: string): Promise<CampaignDay[]> {
  const [days, unbilled] = await Promise.all([
    store.findCampaignDays(db, campaignId),
    store.findUnbilled(db, campaignId),
  ])
  const byDay = new Map<string, { -readonly [K in keyof CampaignDay]: CampaignDay[K] }>()
  for (const row of days) byDay.set(row.day, { ...row, unbilled: {} })
  for (const { day, reason, count } of unbilled) {
    const one = byDay.get(day) ?? { day, impressions: 0, clicks: 0, spentMicro: 0n, unbilled: {} }
    byDay.set(day, { ...one, unbilled: { ...one.unbilled, [reason]: count } })
  }
  return [...byDay.values()].sort((a, b) => (a.day < b.day ? 1 : -1))
}
