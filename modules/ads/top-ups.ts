/** How money comes in: a merchant asks, pays in any way that payments offers, and the balance grows when it is paid. A
 *  top-up and its payment have one id. */
import type { Clock } from '../../platform/clock.ts'
import { type Db, isUniqueViolation, type Tx } from '../../platform/db/index.ts'
import { assert, present, Refusal, refuse } from '../../platform/errors.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Ids, uuidFrom } from '../../platform/ids.ts'
import type { Ledger, NewTransfer } from '../ledger/index.ts'
import { type Payment, type Payments, refundsAccount, unappliedAccount } from '../payments/index.ts'
import type { Tax } from '../tax/index.ts'
import {
  conversionAccounts,
  microLedger,
  prepaidId,
  prepaidOf,
  transferCodes,
  wholeLedger,
} from './accounts.ts'
import { freeOf } from './bill.ts'
import { microOf } from './campaign.ts'
import type { AdsConfig } from './config.ts'
import { adsRefusals } from './contract.ts'
import { resumeCampaigns } from './store.ts'
import { lockMark } from './store-billing.ts'
import * as store from './store-top-ups.ts'
import type { TopUp } from './store-top-ups.ts'

export interface TopUpDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly ledger: Pick<Ledger, 'openAccounts' | 'balances'>
  readonly payments: Pick<
    Payments,
    'request' | 'find' | 'confirm' | 'decline' | 'onPaid' | 'onReturned' | 'onEnded' | 'config'
  >
  readonly config: AdsConfig
  /** Asked when TOP_UP_VAT is on. */
  readonly tax?: Pick<Tax, 'vatOn'> | undefined
}

const purpose = 'ads.top-up'
const byBank = 'bank-transfer'
const daySeconds = 86_400
const adoptedAtOnce = 200

/** @throws Refusal amount_out_of_range, too_many_top_ups, and those of payments.request */
export async function requestTopUp(
  deps: TopUpDeps,
  merchantId: string,
  amountIdr: bigint,
  method: string = byBank,
): Promise<TopUp> {
  const { db, clock, ids, config, payments } = deps
  if (amountIdr < BigInt(config.TOP_UP_MIN) || amountIdr > BigInt(config.TOP_UP_MAX))
    refuse(adsRefusals.amount_out_of_range, { min: config.TOP_UP_MIN, max: config.TOP_UP_MAX })
  const id = ids.uuid()
  const requestedAt = clock.now()
  const vat = config.TOP_UP_VAT ? deps.tax?.vatOn(amountIdr, dayOf(requestedAt, config.TIME_ZONE)) : undefined
  const vatIdr = vat?.taxIdr ?? 0n
  await db.transaction(async (tx) => {
    await store.lockTopUps(tx)
    const count = await store.countWaiting(tx, merchantId)
    if (count >= config.TOP_UPS_OPEN_MAX) refuse(adsRefusals.too_many_top_ups, { count })
    const { payableIdr, expiresAt } = await payments.request(tx, {
      ...newPayment(id, merchantId, amountIdr),
      vatIdr,
      vat,
      totalIdr: amountIdr + vatIdr,
      method,
      ...(method === byBank ? { expiresInSeconds: config.TOP_UP_DAYS * daySeconds } : {}),
    })
    await store.insertTopUp(tx, { id, merchantId, amountIdr, payableIdr, method, requestedAt, expiresAt })
  })
  return present(await store.findTopUp(db, id), 'the top-up was just made')
}

const newPayment = (id: string, merchantId: string, amountIdr: bigint) =>
  ({
    id,
    payerId: merchantId,
    purpose,
    subjectId: id,
    lines: [{ what: { en: 'Advertising balance', id: 'Saldo iklan' }, amountIdr }],
    vatIdr: 0n,
    totalIdr: amountIdr,
    method: byBank,
  }) as const

/** Gives the waiting top-ups of before payments their payment, with the amount that their merchant was told. */
export async function adoptTopUps(deps: TopUpDeps): Promise<void> {
  for (const topUp of await store.findWithoutPayment(deps.db, adoptedAtOnce)) await adopt(deps, topUp)
}

const adopt = ({ db, clock, payments }: TopUpDeps, topUp: TopUp): Promise<void> =>
  db.transaction(async (tx) => {
    if (!(await store.markHasPayment(tx, topUp.id))) return
    const left = Math.ceil((topUp.expiresAt.getTime() - clock.now().getTime()) / 1000)
    await payments.request(tx, {
      ...newPayment(topUp.id, topUp.merchantId, topUp.amountIdr),
      toldPayableIdr: topUp.payableIdr,
      expiresInSeconds: Math.max(1, left),
    })
  })

/** Says to payments what a paid, a returned and an ended top-up means. Once at start. */
export function sellTopUps(deps: TopUpDeps): void {
  const { payments } = deps
  payments.onPaid(purpose, (tx, payment) => credit(deps, tx, payment))
  payments.onReturned(purpose, (tx, payment, amountIdr, _kind, returnId) =>
    takeBack(deps, tx, payment, amountIdr, returnId),
  )
  payments.onEnded(purpose, async (tx, { id, state, reason, payerId }) => {
    const isExpired = state === 'expired'
    const by = state === 'cancelled' ? payerId : null
    await store.markEnded(tx, id, {
      state: isExpired ? 'expired' : 'declined',
      at: deps.clock.now(),
      by,
      reason,
    })
  })
}

/** Credits all that was paid but VAT, a transfer's code included. */
async function credit(deps: TopUpDeps, tx: Tx, payment: Payment): Promise<NewTransfer[]> {
  const { clock, ledger } = deps
  const { id, payerId, payableIdr, vatIdr, decidedBy, bankReference } = payment
  // Billing takes from balances and stops campaigns; it and this take turns, so both see what the other did. Before any
  // account is opened: opening may hold the ledger's lock, which billing wants after this one.
  await lockMark(tx)
  await ledger.openAccounts(tx, [...conversionAccounts, prepaidOf(payerId)])
  try {
    const isMarked = await store.markConfirmed(tx, id, { at: clock.now(), by: decidedBy, bankReference })
    assert(isMarked, `the top-up ${id} waits as long as its payment does`)
  } catch (thrown) {
    if (!isUniqueViolation(thrown, 'top_up_bank_reference')) throw thrown
    refuse(adsRefusals.bank_reference_used, { reference: bankReference ?? '' })
  }
  const creditedIdr = payableIdr - vatIdr
  const [prepaid] = await ledger.balances([prepaidId(payerId)], tx)
  const before = freeOf(present(prepaid, 'the balance was just opened'))
  await resumeCampaigns(tx, payerId, before + microOf(creditedIdr))
  return transfersOf(id, payerId, creditedIdr)
}

/** Both or none: rupiah that was paid into the conversion, the same in millionths out of it to the merchant. */
function transfersOf(id: string, merchantId: string, amountIdr: bigint): NewTransfer[] {
  const [whole, micro] = conversionAccounts
  const from = { sourceId: id, reason: `top-up ${id}` }
  return [
    {
      ...from,
      id: uuidFrom('ads.top-up', id, 'whole'),
      debit: unappliedAccount.id,
      credit: whole.id,
      ledger: wholeLedger,
      amount: amountIdr,
      code: transferCodes.topUpWhole,
      linked: true,
    },
    {
      ...from,
      id: uuidFrom('ads.top-up', id, 'micro'),
      debit: micro.id,
      credit: prepaidId(merchantId),
      ledger: microLedger,
      amount: microOf(amountIdr),
      code: transferCodes.topUpMicro,
    },
  ]
}

/** Brings back what is not spent yet, in whole rupiah. */
async function takeBack(
  { ledger }: TopUpDeps,
  tx: Tx,
  { id, payerId }: Payment,
  amountIdr: bigint,
  returnId: string,
): Promise<NewTransfer[]> {
  await lockMark(tx)
  await ledger.openAccounts(tx, [...conversionAccounts, refundsAccount])
  const [prepaid] = await ledger.balances([prepaidId(payerId)], tx)
  const free = prepaid ? freeOf(prepaid) / microOf(1n) : 0n
  const amount = free < amountIdr ? free : amountIdr
  if (amount <= 0n) return []
  const [whole, micro] = conversionAccounts
  const from = { sourceId: id, reason: `top-up ${id} goes back` }
  return [
    {
      ...from,
      id: uuidFrom('ads.top-up-back', returnId, 'micro'),
      debit: prepaidId(payerId),
      credit: micro.id,
      ledger: microLedger,
      amount: microOf(amount),
      code: transferCodes.topUpBackMicro,
      linked: true,
    },
    {
      ...from,
      id: uuidFrom('ads.top-up-back', returnId, 'whole'),
      debit: whole.id,
      credit: refundsAccount.id,
      ledger: wholeLedger,
      amount,
      code: transferCodes.topUpBackWhole,
    },
  ]
}

/** Credits all that was transferred, the code included. The same reference again is the same answer.
 *  @throws Refusal top_up_not_found, top_up_settled, bank_reference_used, not_manual */
export const confirmTopUp = (
  deps: TopUpDeps,
  operatorId: string,
  id: string,
  bankReference: string,
): Promise<TopUp> =>
  decide(deps, id, () => deps.payments.confirm(operatorId, id, bankReference), { reference: bankReference })

/** @throws Refusal top_up_not_found, top_up_settled, not_manual */
export const declineTopUp = (
  deps: TopUpDeps,
  operatorId: string,
  id: string,
  reason: string,
): Promise<TopUp> => decide(deps, id, () => deps.payments.decline(operatorId, id, reason), {})

/** Lets payments decide, and says what it refused in the words of top-ups. */
async function decide(
  deps: TopUpDeps,
  id: string,
  decision: () => Promise<Payment>,
  { reference = '' }: { reference?: string },
): Promise<TopUp> {
  const topUp = (await store.findTopUp(deps.db, id)) ?? refuse(adsRefusals.top_up_not_found)
  if (!topUp.hasPayment && topUp.state === 'requested') await adopt(deps, topUp)
  try {
    await decision()
  } catch (thrown) {
    const code = thrown instanceof Refusal ? thrown.spec.code : ''
    const { state } = present(await store.findTopUp(deps.db, id), 'the top-up is there')
    if (code === 'payment_settled' || code === 'payment_not_found')
      refuse(adsRefusals.top_up_settled, { state })
    if (code === 'payment_reference_used')
      refuse(adsRefusals.bank_reference_used, {
        reference: reference.trim().replace(/\s+/g, ' ').toUpperCase(),
      })
    throw thrown
  }
  return present(await store.findTopUp(deps.db, id), 'the top-up is there')
}
