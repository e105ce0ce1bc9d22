import { dayOf } from '../../platform/clock.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { coinFloat, coinPriceIdr, platformIncome } from '../coins/index.ts'
import { type NewTransfer, stands } from '../ledger/index.ts'
import { vatPayable } from '../tax/index.ts'
import { transferCodes, wholeLedger } from './accounts.ts'
import { giftsRefusals } from './contract.ts'
import type { GiftsDeps } from './deps.ts'
import { giftsSent } from './events.ts'
import { findReceiver, isFor, type Target } from './receiver.ts'
import { shareOn, splitByShare, vatInside } from './shares.ts'
import * as store from './store.ts'
import type { Gift, Given } from './store.ts'

export interface Sending {
  /** Made by the giver's client: a second tap sends nothing twice. */
  readonly giftId: string
  readonly itemId: string
  readonly count: number
  readonly target: Target
  readonly message?: string | undefined
}

/** Takes the coins and gives the creator the part of their rupiah, in one chain: all of it or nothing. */
export async function sendGift(deps: GiftsDeps, senderId: string, sending: Sending): Promise<Given> {
  const { db, clock, coins, earnings, events, ledger, tax, config } = deps
  const before = await store.findGift(db, sending.giftId)
  if (before) return sameGift(deps, before, senderId, sending)
  const item = await store.findItem(db, sending.itemId)
  if (!item?.active) return refuse(giftsRefusals.gift_not_offered)
  const receiver = await findReceiver(deps, senderId, sending.target)
  const now = clock.now()
  const day = dayOf(now, config.TIME_ZONE)
  const spent = item.coins * BigInt(sending.count)
  const worthIdr = spent * coinPriceIdr
  const { creatorIdr, platformIdr: stageIdr } = splitByShare(worthIdr, shareOn('gift', day))
  const vatIdr = vatInside(stageIdr, (price) => tax.vatOn(price, day, 'gift')?.taxIdr ?? 0n)
  const gift: Gift = {
    id: sending.giftId,
    senderId,
    receiverId: receiver.accountId,
    videoId: receiver.videoId,
    itemId: item.id,
    name: item.name,
    icon: item.icon,
    count: sending.count,
    coins: spent,
    creatorIdr,
    platformIdr: stageIdr - vatIdr,
    vatIdr,
    message: sending.message ?? null,
    sentAt: now,
  }
  await coins.openFor(senderId)
  await earnings.openFor(db, [receiver.accountId])
  await ledger.openAccounts(db, [platformIncome, vatPayable])
  await db.transaction(async (tx) => {
    // The same gift came in between: it is compared below.
    if (!(await store.insertGift(tx, gift))) return
    const times = sending.count > 1 ? ` ×${sending.count}` : ''
    const spending = await coins.spendTransfers(tx, {
      spendId: gift.id,
      accountId: senderId,
      coins: spent,
      what: { en: `${item.name.en}${times}`, id: `${item.name.id}${times}` },
    })
    const of = [receiver.accountId, ...(receiver.videoId === null ? [] : [receiver.videoId])]
    await store.addToTotals(tx, of, senderId, { count: sending.count, coins: spent })
    const credited = await earnings.credit(tx, [
      {
        id: giftLine(gift.id),
        creatorId: receiver.accountId,
        source: 'gift',
        amountIdr: creatorIdr,
        from: coinFloat.id,
        ...(receiver.videoId === null ? {} : { videoId: receiver.videoId }),
        fanId: senderId,
        about: { gift: gift.id, item: item.id, count: String(gift.count), coins: String(spent) },
        earnedAt: now,
      },
    ])
    await events.publish(tx, giftsSent, {
      kind: 'gift',
      giftId: gift.id,
      senderId,
      receiverId: gift.receiverId,
      videoId: gift.videoId,
      item: { id: item.id, name: item.name, icon: item.icon },
      count: gift.count,
      coins: String(spent),
      worthIdr: String(worthIdr),
      creatorIdr: String(creatorIdr),
      message: gift.message,
      at: now.toISOString(),
    })
    const results = await ledger.submitIn(tx, chained([...spending, ...credited, ...stagePart(gift)]))
    assert(results.every(stands), `a gift's transfers stand: ${results.map((one) => one.status).join(', ')}`)
  })
  return sameGift(deps, present(await store.findGift(db, gift.id), 'the gift is there'), senderId, sending)
}

/** The creator's line of a gift in earnings. */
export const giftLine = (giftId: string): string => uuidFrom('gifts.gift', giftId)

/** All or nothing. */
const chained = (transfers: readonly NewTransfer[]): NewTransfer[] =>
  transfers.map((one, at) => ({ ...one, linked: at < transfers.length - 1 }))

/** What of the coins' rupiah is the stage's, and the VAT in it where gifts are the point of tax. */
function stagePart(gift: Gift): NewTransfer[] {
  const from = { debit: coinFloat.id, ledger: wholeLedger, sourceId: gift.id, reason: `gift ${gift.itemId}` }
  const parts = [
    { to: platformIncome.id, amount: gift.platformIdr, what: 'income', code: transferCodes.giftIncome },
    { to: vatPayable.id, amount: gift.vatIdr, what: 'vat', code: transferCodes.giftVat },
  ]
  return parts
    .filter((one) => one.amount > 0n)
    .map(({ to, amount, what, code }) => ({
      ...from,
      id: uuidFrom('gifts.gift', gift.id, what),
      credit: to,
      amount,
      code,
    }))
}

async function sameGift(
  { identity }: Pick<GiftsDeps, 'identity'>,
  gift: Given,
  senderId: string,
  sending: Sending,
): Promise<Given> {
  const same =
    gift.senderId === senderId &&
    gift.itemId === sending.itemId &&
    gift.count === sending.count &&
    (await isFor(identity, gift, sending.target))
  return same ? gift : refuse(giftsRefusals.gift_id_used)
}
