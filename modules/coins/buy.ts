import { type Clock, type Day, dayOf, startOfDay, toDay } from '../../platform/clock.ts'
import type { Queryable, Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { coinPriceIdr } from './accounts.ts'
import type { CoinsConfig } from './config.ts'
import { coinsRefusals } from './contract.ts'
import type { CoinsDeps } from './deps.ts'
import { heldBy, openFor } from './held.ts'
import { isMinor, type Room, roomFor } from './limits.ts'
import { findPackage } from './packages.ts'
import { paymentOf, quotePrice } from './quote.ts'
import * as store from './store.ts'
import type { Holder, Purchase } from './store.ts'

export interface Order {
  /** Made by the buyer's client: a second submit is the same purchase. */
  readonly purchaseId: string
  readonly packageId: string
  readonly method: string
  readonly birthYear?: number | undefined
  readonly guardianConsent?: boolean | undefined
}

const oldest = 120

/** Asks for coins: a purchase and the payment that it waits for, in one transaction. */
export async function buy(deps: CoinsDeps, accountId: string, order: Order): Promise<Purchase> {
  const { db, clock, config, ledger, payments, tax } = deps
  const before = await store.findPurchase(db, order.purchaseId)
  if (before) return sameOrder(before, accountId, order)
  const pack = findPackage(order.packageId) ?? refuse(coinsRefusals.package_not_found)
  const method =
    payments.methods().find((one) => one.id === order.method) ?? refuse(coinsRefusals.method_not_found)
  const now = clock.now()
  const today = dayOf(now, config.TIME_ZONE)
  const quote = quotePrice(pack.faceIdr, method, (price) => tax.vatOn(price, today, 'coins'))
  await openFor(ledger, db, accountId)
  let settled: (() => void) | undefined
  const asked = await db.transaction(async (tx) => {
    const holder = await store.lockHolder(tx, accountId, now)
    const meanwhile = await store.findPurchase(tx, order.purchaseId)
    if (meanwhile) return sameOrder(meanwhile, accountId, order)
    if (holder.owedIdr > 0n) refuse(coinsRefusals.buying_blocked, { owed: String(holder.owedIdr) })
    const known = withAge(holder, order, now, config)
    await store.updateHolder(tx, accountId, known)
    const minor = isMinorHolder(known, today, config)
    if (minor && holder.birthYear === null) settled = await deps.onMinor?.(tx, accountId)
    checkRoom(await roomOf(deps, accountId, minor, tx, tx), pack.faceIdr, config)
    const paymentId = uuidFrom('coins.payment', order.purchaseId)
    const { amountIdr, gatewayIdr, vatIdr, totalIdr } = quote
    const purchase: store.NewPurchase = {
      id: order.purchaseId,
      accountId,
      paymentId,
      packageId: pack.id,
      coins: pack.coins,
      amountIdr,
      gatewayIdr,
      vatIdr,
      totalIdr,
      method: method.id,
      askedAt: now,
    }
    // Somebody else's purchase of this id came in between.
    if (!(await store.insertPurchase(tx, purchase))) refuse(coinsRefusals.purchase_id_used)
    await payments.request(tx, {
      id: paymentId,
      payerId: accountId,
      purpose: 'coins.purchase',
      subjectId: order.purchaseId,
      ...paymentOf(quote, { en: `${pack.coins} coins`, id: `${pack.coins} koin` }),
    })
    return present(await store.findPurchase(tx, order.purchaseId), 'the purchase was just made')
  })
  settled?.()
  return asked
}

function sameOrder(purchase: Purchase, accountId: string, order: Order): Purchase {
  const same =
    purchase.accountId === accountId &&
    purchase.packageId === order.packageId &&
    purchase.method === order.method
  return same ? purchase : refuse(coinsRefusals.purchase_id_used)
}

/** What a first purchase must say: the year of birth, and under age a guardian's consent. Both are asked once. */
function withAge(holder: Holder, order: Order, now: Date, config: CoinsConfig): Holder {
  const thisYear = yearOf(dayOf(now, config.TIME_ZONE))
  const birthYear = holder.birthYear ?? order.birthYear ?? refuse(coinsRefusals.birth_year_needed)
  const [first, last] = [thisYear - oldest, thisYear]
  if (birthYear < first || birthYear > last) refuse(coinsRefusals.birth_year_wrong, { first, last })
  const minor = isMinor(birthYear, thisYear, config.ADULT_AGE)
  const agreed = holder.guardianConsentAt ?? (order.guardianConsent === true ? now : null)
  if (minor && agreed === null) refuse(coinsRefusals.guardian_consent_needed, { age: config.ADULT_AGE })
  return { ...holder, birthYear, guardianConsentAt: minor ? agreed : holder.guardianConsentAt }
}

export function isMinorHolder(holder: Holder | undefined, today: Day, config: CoinsConfig): boolean {
  if (holder === undefined || holder.birthYear === null) return false
  return isMinor(holder.birthYear, yearOf(today), config.ADULT_AGE)
}

const yearOf = (day: Day): number => Number(day.slice(0, 4))

/** What someone may still buy today. */
export async function roomOf(
  { clock, config, ledger }: { clock: Clock } & Pick<CoinsDeps, 'config' | 'ledger'>,
  accountId: string,
  minor: boolean,
  on: Queryable,
  tx?: Tx,
): Promise<Room> {
  const today = dayOf(clock.now(), config.TIME_ZONE)
  const [day, month] = [today, toDay(`${today.slice(0, 7)}-01`)].map((one) =>
    startOfDay(one, config.TIME_ZONE),
  )
  const asked = await store.sumBought(on, accountId, present(day, 'today'), present(month, 'its month'))
  const heldIdr = (await heldBy(ledger, accountId, tx)) * coinPriceIdr
  return roomFor(config, { ...asked, heldIdr }, minor)
}

function checkRoom(room: Room, priceIdr: bigint, config: CoinsConfig): void {
  const texts = (max: bigint, left: bigint) => ({ max: String(max), left: String(left) })
  if (priceIdr > room.heldLeftIdr)
    refuse(coinsRefusals.held_too_much, texts(room.heldMaxIdr, room.heldLeftIdr))
  if (priceIdr > room.dayLeftIdr) refuse(coinsRefusals.day_limit, texts(room.dayMaxIdr, room.dayLeftIdr))
  const { monthMaxIdr, monthLeftIdr } = room
  if (monthMaxIdr !== undefined && monthLeftIdr !== undefined && priceIdr > monthLeftIdr)
    refuse(coinsRefusals.minor_month_limit, { age: config.ADULT_AGE, ...texts(monthMaxIdr, monthLeftIdr) })
}
