/** Coins are what viewers give with. A coin is worth Rp100, is bought for own gifts only, and can't be handed to another
 *  viewer or cashed in; unspent ones can be given back for some days.
 *
 *  - I8: coins sold − spent − returned = coins held, and held × price = the float, to the rupiah and at every instant.
 *  - Coins are there exactly when their payment is: one transaction. A purchase, a refund and a spending each happen once.
 *  - Nobody holds more than the cap without identity; those under age need a guardian's consent and have a monthly cap.
 *  - A chargeback takes back the coins that are there. What was spent stays with who got it: it is the stage's loss, and
 *    the account buys nothing more until an operator settles it. */
import { dayOf } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Place } from '../../platform/pages.ts'
import type { NewTransfer } from '../ledger/index.ts'
import { coinPriceIdr, float } from './accounts.ts'
import { auditCoins, type CoinAudit } from './audit.ts'
import { buy, isMinorHolder, type Order, roomOf } from './buy.ts'
import type { CoinsConfig } from './config.ts'
import { coinsRefusals } from './contract.ts'
import type { CoinsDeps } from './deps.ts'
import { heldBy, openFor, owes } from './held.ts'
import type { Room } from './limits.ts'
import { type CoinPackage, coinPackages } from './packages.ts'
import { type Quote, quotesFor } from './quote.ts'
import { type Refundable, refundable, refundCoins, type RefundOrder } from './refund.ts'
import { type AskedRefund, onEnded, onPaid, onReturned } from './settle.ts'
import { spend, type Spending } from './spend.ts'
import * as store from './store.ts'
import type { Entry, Purchase, Return } from './store.ts'

export { coinPriceIdr, float as coinFloat, platformIncome } from './accounts.ts'
export type { CoinAudit, CoinFault } from './audit.ts'
export { coinsConfig, type CoinsConfig } from './config.ts'
export type { CoinsDeps } from './deps.ts'
export { mountCoins } from './http.ts'
export { paymentOf, type Quote, quotePrice, quoteReply, quotesFor, type VatOn } from './quote.ts'
export { withTax } from './return-amount.ts'
export type { CoinPackage, Entry, Order, Purchase, Refundable, RefundOrder, Return, Room, Spending }

export interface QuotedPackage extends CoinPackage {
  readonly quotes: readonly Quote[]
}

export interface Wallet {
  readonly coins: bigint
  readonly birthYear: number | null
  readonly minor: boolean
  readonly guardianConsent: boolean
  readonly owedIdr: bigint
  readonly room: Room
}

export interface RefundDone {
  readonly refund: Return
  /** What the payer gets: the coins' price and its tax. */
  readonly amountIdr: bigint
  readonly purchase: ShownPurchase
}

export type ShownPurchase = Purchase & { readonly refundable: Refundable }

export interface Coins {
  readonly priceIdr: bigint
  /** What is sold, and what each way to pay makes of its price today. */
  packages(): QuotedPackage[]
  /** What an account holds and may still buy. */
  wallet(accountId: string): Promise<Wallet>
  /** Whether the year of birth that the account gave says that its owner is under age. */
  isMinor(accountId: string): Promise<boolean>
  /** Asks for coins; they are held when the payment is paid. The same purchaseId again is the same purchase.
   *  @throws Refusal package_not_found, method_not_found, birth_year_*, guardian_consent_needed, held_too_much, day_limit,
   *  minor_month_limit, buying_blocked, purchase_id_used, and those of payments.request */
  buy(accountId: string, order: Order): Promise<ShownPurchase>
  /** Newest first. */
  purchases(accountId: string, after: Place | undefined, limit: number): Promise<ShownPurchase[]>
  /** What came and went, newest first. */
  history(accountId: string, after: Place | undefined, limit: number): Promise<Entry[]>
  /** Owes the buyer the price of unspent coins and its tax. The same refundId again is the same refund.
   *  @throws Refusal purchase_not_found, purchase_not_paid, refund_too_late, refund_too_much, refund_id_used */
  refund(accountId: string, order: RefundOrder): Promise<RefundDone>
  held(accountId: string): Promise<bigint>
  /** Opens the ledger accounts of an account's coins. Call it before `spendTransfers`, outside its transaction. */
  openFor(accountId: string): Promise<void>
  /** Writes the spending down and returns the transfer held → issued, linked to what follows: the caller moves exactly
   *  coins × price out of {@link coinFloat} in the same chain and submits all of it last.
   *  @throws Refusal not_enough_coins */
  spendTransfers(tx: Tx, spending: Spending): Promise<NewTransfer[]>
  /** What is behind all coins, rupiah. */
  floatIdr(): Promise<bigint>
  /** Who may not buy until an operator settles what they owe. */
  debtors(): Promise<{ accountId: string; owedIdr: bigint }[]>
  /** @returns what is still owed. @throws Refusal holder_not_found */
  settleDebt(operatorId: string, accountId: string, note: string): Promise<bigint>
  /** Holds I8 to the row and the rupiah. */
  audit(): Promise<CoinAudit>
  readonly config: CoinsConfig
  readonly accounts: CoinsDeps['identity']
}

export function createCoins(deps: CoinsDeps): Coins {
  const { db, clock, config, ledger, metrics, payments, tax } = deps
  const asking = new WeakMap<Tx, AskedRefund>()
  payments.onPaid('coins.purchase', (tx, payment) => onPaid(deps, tx, payment))
  payments.onEnded('coins.purchase', onEnded)
  payments.onReturned('coins.purchase', (tx, payment, amountIdr, kind, returnId) => {
    const asked = asking.get(tx)
    asking.delete(tx)
    return onReturned(deps, tx, { payment, amountIdr, kind, returnId }, asked)
  })

  const floatIdr = async (): Promise<bigint> => owes((await ledger.balances([float.id]))[0])
  metrics.gauge('coins_float_idr', 'What all coins held are worth, rupiah.', async () =>
    Number(await floatIdr()),
  )
  metrics.gauge('coins_float_alarm', '1 when the float is above its alarm.', async () =>
    (await floatIdr()) >= BigInt(config.FLOAT_ALARM) ? 1 : 0,
  )
  const today = () => dayOf(clock.now(), config.TIME_ZONE)

  async function shown(accountId: string, purchases: readonly Purchase[]): Promise<ShownPurchase[]> {
    const [found, held] = await Promise.all([
      payments.find(purchases.map((one) => one.paymentId)),
      heldBy(ledger, accountId),
    ])
    const paymentOf = new Map(found.map((one) => [one.id, one]))
    return purchases.map((one) => ({
      ...one,
      refundable: refundable(one, paymentOf.get(one.paymentId), held, clock.now(), config.REFUND_DAYS),
    }))
  }
  async function shownOne(accountId: string, id: string): Promise<ShownPurchase> {
    const purchase = (await store.findPurchase(db, id)) ?? refuse(coinsRefusals.purchase_not_found)
    const [one] = await shown(accountId, [purchase])
    return one ?? refuse(coinsRefusals.purchase_not_found)
  }

  return {
    config,
    accounts: deps.identity,
    priceIdr: coinPriceIdr,
    packages() {
      const day = today()
      const vatOn = (price: bigint) => tax.vatOn(price, day, 'coins')
      return coinPackages.map((pack) => ({
        ...pack,
        quotes: quotesFor(pack.faceIdr, payments.methods(), vatOn),
      }))
    },
    isMinor: async (accountId) => isMinorHolder(await store.findHolder(db, accountId), today(), config),
    async wallet(accountId) {
      const holder = await store.findHolder(db, accountId)
      const minor = isMinorHolder(holder, today(), config)
      return {
        coins: await heldBy(ledger, accountId),
        birthYear: holder?.birthYear ?? null,
        minor,
        guardianConsent: (holder?.guardianConsentAt ?? null) !== null,
        owedIdr: holder?.owedIdr ?? 0n,
        room: await roomOf(deps, accountId, minor, db),
      }
    },
    buy: async (accountId, order) => shownOne(accountId, (await buy(deps, accountId, order)).id),
    purchases: async (accountId, after, limit) =>
      shown(accountId, await store.findPurchasesOf(db, accountId, after, limit)),
    history: (accountId, after, limit) => store.findEntries(db, accountId, after, limit),
    async refund(accountId, order) {
      const done = await refundCoins(deps, asking, accountId, order)
      const purchase = await shownOne(accountId, done.purchaseId)
      const [payment] = await payments.find([purchase.paymentId])
      return { refund: done, amountIdr: payment?.refundedIdr ?? done.amountIdr, purchase }
    },
    held: (accountId) => heldBy(ledger, accountId),
    openFor: (accountId) => openFor(ledger, db, accountId),
    spendTransfers: async (tx, spending) => [await spend(deps, tx, spending)],
    floatIdr,
    debtors: () => store.findDebtors(db),
    settleDebt: (operatorId, accountId, note) =>
      db.transaction(async (tx) => {
        const found = await store.findHolder(tx, accountId)
        if (found === undefined || found.owedIdr === 0n) refuse(coinsRefusals.holder_not_found)
        const now = clock.now()
        const holder = await store.lockHolder(tx, accountId, now)
        if (holder.owedIdr === 0n) refuse(coinsRefusals.holder_not_found)
        await store.insertSettledDebt(tx, {
          id: uuidFrom('coins.settled-debt', accountId, now.toISOString()),
          accountId,
          owedIdr: holder.owedIdr,
          operatorId,
          note,
          settledAt: now,
        })
        await store.updateHolder(tx, accountId, { ...holder, owedIdr: 0n })
        return 0n
      }),
    audit: () => auditCoins(deps),
  }
}

export { owes, sharedAccounts as coinAccounts } from './held.ts'
