/** What happens to coins when their payment is paid, ends without money, or goes back. Each runs in the transaction
 *  that marks the payment. */
import type { Tx } from '../../platform/db/index.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { NewTransfer } from '../ledger/index.ts'
import { type Payment, refundsAccount, type ReturnKind, unappliedAccount } from '../payments/index.ts'
import {
  coinLedger,
  coinPriceIdr,
  float,
  heldId,
  issued,
  platformIncome,
  transferCodes,
  wholeLedger,
} from './accounts.ts'
import { coinsRefusals } from './contract.ts'
import type { CoinsDeps } from './deps.ts'
import { heldBy, openFor } from './held.ts'
import { amountFor, coinsFor } from './return-amount.ts'
import * as store from './store.ts'
import type { Purchase } from './store.ts'

/** Coins for their buyer and the rupiah behind them, both or neither; the gateway's fee is the stage's, which pays it. */
export async function onPaid(
  { clock, ledger }: Pick<CoinsDeps, 'clock' | 'ledger'>,
  tx: Tx,
  payment: Payment,
): Promise<NewTransfer[]> {
  const purchase = await purchaseOf(tx, payment)
  await store.lockHolder(tx, purchase.accountId, clock.now())
  await store.markPaid(tx, purchase.id, clock.now())
  await openFor(ledger, tx, purchase.accountId)
  const about = { sourceId: purchase.id, reason: `${purchase.coins} coins` }
  const transfers: NewTransfer[] = [
    {
      ...about,
      id: uuidFrom('coins.purchase', purchase.id, 'coins'),
      debit: issued.id,
      credit: heldId(purchase.accountId),
      ledger: coinLedger,
      amount: purchase.coins,
      code: transferCodes.bought,
      linked: true,
    },
    {
      ...about,
      id: uuidFrom('coins.purchase', purchase.id, 'float'),
      debit: unappliedAccount.id,
      credit: float.id,
      ledger: wholeLedger,
      amount: purchase.amountIdr,
      code: transferCodes.floated,
    },
  ]
  if (purchase.gatewayIdr > 0n)
    transfers.push({
      ...about,
      id: uuidFrom('coins.purchase', purchase.id, 'fee'),
      debit: unappliedAccount.id,
      credit: platformIncome.id,
      ledger: wholeLedger,
      amount: purchase.gatewayIdr,
      code: transferCodes.gatewayFee,
    })
  return transfers
}

export async function onEnded(tx: Tx, payment: Payment): Promise<void> {
  await store.markLapsed(tx, (await purchaseOf(tx, payment)).id)
}

/** What {@link refundCoins} asks for; an operator's refund names no coins. */
export interface AskedRefund {
  readonly id: string
  readonly coins: bigint
}

/** A refund takes its coins back whole or is refused; a chargeback takes what is there, and what was spent of it is
 *  the stage's loss and leaves the account unable to buy until it is settled. */
export async function onReturned(
  { clock, ledger }: Pick<CoinsDeps, 'clock' | 'ledger'>,
  tx: Tx,
  back: { payment: Payment; amountIdr: bigint; kind: ReturnKind; returnId: string },
  asked: AskedRefund | undefined,
): Promise<NewTransfer[]> {
  const { payment, amountIdr, kind, returnId } = back
  const now = clock.now()
  const found = await purchaseOf(tx, payment)
  const holder = await store.lockHolder(tx, found.accountId, now)
  const purchase = present(await store.lockPurchase(tx, found.id), 'a purchase stays')
  const rest = purchase.coins - purchase.returnedCoins
  const held = await heldBy(ledger, purchase.accountId, tx)
  const there = held < rest ? held : rest
  const wanted = asked?.coins ?? least(coinsFor(amountIdr), rest)
  if (kind === 'refund' && wanted > there)
    refuse(coinsRefusals.refund_too_much, {
      coins: String(there),
      amount: String(amountFor(there, payment)),
    })
  const coins = least(wanted, there)
  const takenIdr = coins * coinPriceIdr
  assert(takenIdr <= amountIdr, 'coins that go back are paid for in full')
  const spentIdr = (wanted - coins) * coinPriceIdr
  await store.addReturned(tx, purchase.id, coins)
  await store.insertReturn(tx, {
    id: asked?.id ?? returnId,
    purchaseId: purchase.id,
    accountId: purchase.accountId,
    kind,
    coins,
    amountIdr: takenIdr,
    lossIdr: spentIdr,
    returnedAt: now,
  })
  if (spentIdr > 0n)
    await store.updateHolder(tx, purchase.accountId, { ...holder, owedIdr: holder.owedIdr + spentIdr })
  if (coins === 0n) return []
  const about = { sourceId: purchase.id, reason: `${kind}: ${coins} coins` }
  return [
    {
      ...about,
      id: uuidFrom('coins.return', returnId, 'coins'),
      debit: heldId(purchase.accountId),
      credit: issued.id,
      ledger: coinLedger,
      amount: coins,
      code: transferCodes.returned,
      linked: true,
    },
    {
      ...about,
      id: uuidFrom('coins.return', returnId, 'float'),
      debit: float.id,
      credit: refundsAccount.id,
      ledger: wholeLedger,
      amount: takenIdr,
      code: transferCodes.unfloated,
    },
  ]
}

async function purchaseOf(tx: Tx, payment: Payment): Promise<Purchase> {
  return present(await store.findPurchase(tx, payment.subjectId), 'a payment for coins has its purchase')
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
