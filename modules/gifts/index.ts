/** Gifts are how fans give to creators: for coins at once, or in rupiah by a payment.
 *
 *  - What the creator gets of a gift or a tip is a constant, printed wherever something can be given: {@link creatorShares}.
 *  - A gift is one chain in the ledger: coins, the creator's part and the stage's, all or nothing, and once.
 *  - What was given keeps the name, price and share that it was given for, whatever the catalogue says later.
 *  - Givers are named among top supporters unless they say no. */
import { dayOf } from '../../platform/clock.ts'
import type { Place } from '../../platform/pages.ts'
import { coinPriceIdr } from '../coins/index.ts'
import type { GiftsConfig } from './config.ts'
import type { GiftsDeps } from './deps.ts'
import { sendGift, type Sending } from './send-gift.ts'
import { type Share, shareOn, splitByShare } from './shares.ts'
import * as store from './store.ts'
import type { Given, Item, Tip, Total } from './store.ts'
import { askTip, type NewTip, onTipEnded, onTipPaid, onTipReturned, priceTip, type TipPrice } from './tip.ts'

export { giftsConfig, type GiftsConfig } from './config.ts'
export type { GiftsDeps } from './deps.ts'
export { type GiftSent, giftsSent } from './events.ts'
export { mountGifts } from './http.ts'
export { type SharedPayment, sharePaid, shareReturned } from './share-payment.ts'
export { creatorShares, type Share, shareOn, splitByShare } from './shares.ts'
export type { Given, Item, NewTip, Sending, Tip, TipPrice, Total }

/** An item of the catalogue with what the creator gets of it. */
export interface PricedItem extends Item {
  readonly worthIdr: bigint
  readonly creatorIdr: bigint
}

export interface Supporters extends Total {
  /** The most first; those who do not want to be named are left out. */
  readonly top: readonly { readonly senderId: string; readonly coins: bigint }[]
}

export interface Gifts {
  /** The cheapest first, also what is not offered now. */
  catalogue(): Promise<PricedItem[]>
  /** The creator's part of a gift today. */
  share(): Share
  /** Adds an item or changes it, for gifts from now on. */
  putItem(operatorId: string, item: Item): Promise<PricedItem>
  /** The same giftId again is the same gift.
   *  @throws Refusal gift_not_offered, receiver_not_found, gift_to_oneself, not_enough_coins, gift_id_used */
  send(senderId: string, sending: Sending): Promise<Given>
  /** @throws Refusal tip_out_of_range */
  priceTip(amountIdr: bigint): TipPrice
  /** Asks for a tip: it is sent when its payment is paid. The same tipId again is the same tip.
   *  @throws Refusal tip_out_of_range, method_not_found, receiver_not_found, gift_to_oneself, tip_id_used, and those of
   *  payments.request */
  tip(senderId: string, tip: NewTip): Promise<{ tip: Tip; given: Given }>
  /** Gifts and paid tips, newest first. */
  received(accountId: string, after: Place | undefined, limit: number): Promise<Given[]>
  /** Gifts and tips, newest first. */
  sent(accountId: string, after: Place | undefined, limit: number): Promise<Given[]>
  /** What was given to clips or creators in coins, by their id; those without gifts are left out. */
  totals(of: readonly string[]): Promise<Map<string, Total>>
  /** @param of a clip or an account */
  supporters(of: string): Promise<Supporters>
  isNamed(accountId: string): Promise<boolean>
  setNamed(accountId: string, named: boolean): Promise<void>
  readonly config: GiftsConfig
  readonly accounts: GiftsDeps['identity']
  /** Whether a block is between the two. */
  isApart(viewer: string, other: string): Promise<boolean>
  readonly videos: GiftsDeps['videos']
}

const topMax = 10

export function createGifts(deps: GiftsDeps): Gifts {
  const { db, clock, config, payments } = deps
  payments.onPaid('tip', (tx, payment) => onTipPaid(deps, tx, payment))
  payments.onEnded('tip', onTipEnded)
  payments.onReturned('tip', (tx, payment, amountIdr, _kind, returnId) =>
    onTipReturned(deps, tx, payment, amountIdr, returnId),
  )

  const share = (): Share => shareOn('gift', dayOf(clock.now(), config.TIME_ZONE))
  const priced = (item: Item): PricedItem => {
    const worthIdr = item.coins * coinPriceIdr
    return { ...item, worthIdr, creatorIdr: splitByShare(worthIdr, share()).creatorIdr }
  }

  return {
    config,
    accounts: deps.identity,
    isApart: async (viewer, other) => (await deps.isApart?.(viewer, other)) ?? false,
    videos: deps.videos,
    catalogue: async () => (await store.findItems(db)).map(priced),
    share,
    putItem: async (operatorId, item) =>
      priced(await db.transaction((tx) => store.putItem(tx, item, operatorId, clock.now()))),
    send: (senderId, sending) => sendGift(deps, senderId, sending),
    priceTip: (amountIdr) => priceTip(deps, amountIdr),
    async tip(senderId, order) {
      const tip = await askTip(deps, senderId, order)
      const given = await store.findTipAsGiven(db, tip.id)
      if (!given) throw new Error('the tip was just asked for')
      return { tip, given }
    },
    received: (accountId, after, limit) => store.findReceived(db, accountId, after, limit),
    sent: (accountId, after, limit) => store.findSent(db, accountId, after, limit),
    totals: async (of) =>
      new Map((await store.findTotals(db, of)).map(({ ofId, gifts, coins }) => [ofId, { gifts, coins }])),
    async supporters(of) {
      const [[total], top] = await Promise.all([store.findTotals(db, [of]), store.findTop(db, of, topMax)])
      return { gifts: total?.gifts ?? 0, coins: total?.coins ?? 0n, top }
    },
    isNamed: async (accountId) => !(await store.isUnnamed(db, accountId)),
    async setNamed(accountId, named) {
      await db.transaction((tx) => store.setUnnamed(tx, accountId, !named, clock.now()))
    },
  }
}
