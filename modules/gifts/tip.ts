/** Tips in rupiah: a payment whose price goes to a creator, but for the stage's part. */
import { dayOf } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { coinsRefusals } from '../coins/contract.ts'
import { paymentOf, platformIncome, type Quote, quotePrice, quotesFor } from '../coins/index.ts'
import type { NewTransfer } from '../ledger/index.ts'
import type { Payment } from '../payments/index.ts'
import { giftsRefusals } from './contract.ts'
import type { GiftsDeps } from './deps.ts'
import { giftsSent } from './events.ts'
import { findReceiver, isFor, type Target } from './receiver.ts'
import { type SharedPayment, sharePaid, shareReturned } from './share-payment.ts'
import { type Share, shareOn, splitByShare } from './shares.ts'
import * as store from './store.ts'
import type { Tip } from './store.ts'

export interface NewTip {
  /** Made by the giver's client: a second submit is the same tip. */
  readonly tipId: string
  readonly target: Target
  readonly amountIdr: bigint
  readonly method: string
  readonly message?: string | undefined
}

export interface TipPrice {
  readonly amountIdr: bigint
  readonly creatorIdr: bigint
  readonly platformIdr: bigint
  readonly share: Share
  readonly quotes: readonly Quote[]
}

/** What a tip costs by each way to pay, and whose it becomes. @throws Refusal tip_out_of_range */
export function priceTip(deps: GiftsDeps, amountIdr: bigint): TipPrice {
  checkAmount(deps, amountIdr)
  const day = dayOf(deps.clock.now(), deps.config.TIME_ZONE)
  const share = shareOn('tip', day)
  const vatOn = (price: bigint) => deps.tax.vatOn(price, day, 'tip')
  return {
    amountIdr,
    ...splitByShare(amountIdr, share),
    share,
    quotes: quotesFor(amountIdr, deps.payments.methods(), vatOn),
  }
}

function checkAmount({ config }: GiftsDeps, amountIdr: bigint): void {
  if (amountIdr < BigInt(config.TIP_MIN) || amountIdr > BigInt(config.TIP_MAX))
    refuse(giftsRefusals.tip_out_of_range, { min: config.TIP_MIN, max: config.TIP_MAX })
}

export async function askTip(deps: GiftsDeps, senderId: string, order: NewTip): Promise<Tip> {
  const { db, clock, config, earnings, ledger, payments, tax } = deps
  const before = await store.findTip(db, order.tipId)
  if (before) return sameTip(deps, before, senderId, order)
  checkAmount(deps, order.amountIdr)
  const method =
    payments.methods().find((one) => one.id === order.method) ?? refuse(coinsRefusals.method_not_found)
  const receiver = await findReceiver(deps, senderId, order.target)
  const now = clock.now()
  const day = dayOf(now, config.TIME_ZONE)
  const quote = quotePrice(order.amountIdr, method, (price) => tax.vatOn(price, day, 'tip'))
  const { creatorIdr } = splitByShare(order.amountIdr, shareOn('tip', day))
  const [account] = await deps.identity.findMany([receiver.accountId])
  const handle = present(account, 'the receiver was just found').handle
  await earnings.openFor(db, [receiver.accountId])
  await ledger.openAccounts(db, [platformIncome])
  return db.transaction(async (tx) => {
    const paymentId = uuidFrom('gifts.tip-payment', order.tipId)
    const { amountIdr, gatewayIdr, vatIdr, totalIdr } = quote
    const made = await store.insertTip(tx, {
      id: order.tipId,
      paymentId,
      senderId,
      receiverId: receiver.accountId,
      videoId: receiver.videoId,
      amountIdr,
      gatewayIdr,
      vatIdr,
      totalIdr,
      creatorIdr,
      method: method.id,
      message: order.message ?? null,
      askedAt: now,
    })
    const tip = present(await store.findTip(tx, order.tipId), 'the tip is there')
    if (!made) return sameTip(deps, tip, senderId, order)
    await payments.request(tx, {
      id: paymentId,
      payerId: senderId,
      purpose: 'tip',
      subjectId: order.tipId,
      ...paymentOf(quote, { en: `Tip for @${handle}`, id: `Tip untuk @${handle}` }),
    })
    return tip
  })
}

async function sameTip(deps: GiftsDeps, tip: Tip, senderId: string, order: NewTip): Promise<Tip> {
  const same =
    tip.senderId === senderId &&
    tip.amountIdr === order.amountIdr &&
    tip.method === order.method &&
    (await isFor(deps.identity, tip, order.target))
  return same ? tip : refuse(giftsRefusals.tip_id_used)
}

const sharedOf = ({ id, amountIdr, creatorIdr, gatewayIdr }: Tip): SharedPayment => ({
  id,
  what: 'tip',
  amountIdr,
  creatorIdr,
  gatewayIdr,
})

const tipOf = async (tx: Tx, payment: Payment): Promise<Tip> =>
  present(await store.findTip(tx, payment.subjectId), 'a payment for a tip has its tip')

export async function onTipPaid(deps: GiftsDeps, tx: Tx, payment: Payment): Promise<NewTransfer[]> {
  const { clock, events } = deps
  const now = clock.now()
  const tip = await tipOf(tx, payment)
  await store.markTip(tx, tip.id, 'sent', now)
  await events.publish(tx, giftsSent, {
    kind: 'tip',
    giftId: tip.id,
    senderId: tip.senderId,
    receiverId: tip.receiverId,
    videoId: tip.videoId,
    item: null,
    count: 1,
    coins: null,
    worthIdr: String(tip.amountIdr),
    creatorIdr: String(tip.creatorIdr),
    message: tip.message,
    at: now.toISOString(),
  })
  return sharePaid(deps, tx, sharedOf(tip), {
    creatorId: tip.receiverId,
    ...(tip.videoId === null ? {} : { videoId: tip.videoId }),
    fanId: tip.senderId,
    about: { tip: tip.id, payment: tip.paymentId },
    earnedAt: now,
  })
}

export async function onTipEnded(tx: Tx, payment: Payment): Promise<void> {
  const tip = await tipOf(tx, payment)
  if (tip.state === 'waiting') await store.markTip(tx, tip.id, 'lapsed', null)
}

export async function onTipReturned(
  deps: Pick<GiftsDeps, 'earnings' | 'ledger'>,
  tx: Tx,
  payment: Payment,
  amountIdr: bigint,
  returnId: string,
): Promise<NewTransfer[]> {
  const tip = await tipOf(tx, payment)
  await store.markTip(tx, tip.id, 'returned', tip.paidAt)
  return shareReturned(deps, tx, sharedOf(tip), amountIdr, returnId)
}
