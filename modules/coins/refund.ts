import type { Tx } from '../../platform/db/index.ts'
import { present, Refusal, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Payment } from '../payments/index.ts'
import { coinsRefusals } from './contract.ts'
import type { CoinsDeps } from './deps.ts'
import { heldBy } from './held.ts'
import { amountFor } from './return-amount.ts'
import type { AskedRefund } from './settle.ts'
import * as store from './store.ts'
import type { Purchase, Return } from './store.ts'

export interface RefundOrder {
  /** Made by the client: a second submit is the same refund. */
  readonly refundId: string
  readonly purchaseId: string
  /** All that can be given back unless told. */
  readonly coins?: bigint | undefined
}

const dayMs = 86_400_000

/** The refund's own id: no number that a client makes can stand where another return's will. */
export const returnOf = (accountId: string, refundId: string): string =>
  uuidFrom('coins.refund', accountId, refundId)

/** What can be given back of a purchase now; its payment goes back once, so what went back once is over. */
export interface Refundable {
  readonly coins: bigint
  /** With their tax, without the gateway's fee. */
  readonly amountIdr: bigint
  readonly until: Date | null
}

export function refundable(
  purchase: Purchase,
  payment: Payment | undefined,
  held: bigint,
  now: Date,
  days: number,
): Refundable {
  const none = { coins: 0n, amountIdr: 0n }
  if (purchase.paidAt === null || payment?.state !== 'paid') return { ...none, until: null }
  const until = new Date(purchase.paidAt.getTime() + days * dayMs)
  if (now >= until || purchase.returnedCoins > 0n) return { ...none, until }
  const coins = held < purchase.coins ? held : purchase.coins
  return { coins, amountIdr: coins > 0n ? amountFor(coins, payment) : 0n, until }
}

/** Gives unspent coins back. What was refunded is what the transaction that owes the money says (settle.ts); here is
 *  only asked, so that payment, purchase and coins are always locked in one order. */
export async function refundCoins(
  deps: CoinsDeps,
  asking: WeakMap<Tx, AskedRefund>,
  accountId: string,
  order: RefundOrder,
): Promise<Return> {
  const id = returnOf(accountId, order.refundId)
  const before = await store.findReturn(deps.db, id)
  if (before) return sameRefund(before, order)
  try {
    return await refundNow(deps, asking, accountId, id, order)
  } catch (thrown) {
    // Refused because the same refund came in between: then that is the answer.
    const meanwhile = thrown instanceof Refusal ? await store.findReturn(deps.db, id) : undefined
    if (meanwhile === undefined) throw thrown
    return sameRefund(meanwhile, order)
  }
}

function refundNow(
  { db, clock, config, ledger, payments }: CoinsDeps,
  asking: WeakMap<Tx, AskedRefund>,
  accountId: string,
  id: string,
  order: RefundOrder,
): Promise<Return> {
  return db.transaction(async (tx) => {
    const purchase = await store.findPurchase(tx, order.purchaseId)
    if (purchase === undefined || purchase.accountId !== accountId) refuse(coinsRefusals.purchase_not_found)
    if (purchase.state !== 'paid') refuse(coinsRefusals.purchase_not_paid)
    const [payment] = await payments.find([purchase.paymentId], tx)
    const held = await heldBy(ledger, accountId, tx)
    const can = refundable(purchase, payment, held, clock.now(), config.REFUND_DAYS)
    if (can.until !== null && clock.now() >= can.until)
      refuse(coinsRefusals.refund_too_late, { days: config.REFUND_DAYS })
    const coins = order.coins ?? can.coins
    if (coins === 0n || coins > can.coins) tooMuch(can)
    const amountIdr = amountFor(coins, present(payment, 'a paid purchase has its payment'))
    asking.set(tx, { id, coins })
    await payments.refund(tx, purchase.paymentId, amountIdr, `${coins} coins given back`)
    // A refund of the same amount that was there already is not this one.
    const mine = (await store.findReturn(tx, id)) ?? tooMuch({ coins: 0n, amountIdr: 0n })
    return sameRefund(mine, order)
  })
}

const tooMuch = (can: Pick<Refundable, 'coins' | 'amountIdr'>): never =>
  refuse(coinsRefusals.refund_too_much, { coins: String(can.coins), amount: String(can.amountIdr) })

/** By the client's number, as it asked. */
function sameRefund(one: Return, order: RefundOrder): Return {
  const same = one.purchaseId === order.purchaseId && (order.coins === undefined || order.coins === one.coins)
  return same ? { ...one, id: order.refundId } : refuse(coinsRefusals.refund_id_used)
}
