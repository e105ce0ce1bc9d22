/** How money comes in: a merchant asks, transfers to the rupiah, and an operator confirms what the bank shows. */
import type { Clock } from '../../platform/clock.ts'
import { type Db, isUniqueViolation } from '../../platform/db/index.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import { type Ids, uuidFrom } from '../../platform/ids.ts'
import { type Ledger, stands } from '../ledger/index.ts'
import {
  bankAccount,
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
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances'>
  readonly config: AdsConfig
}

const codes = 999

/** @throws Refusal amount_out_of_range, too_many_top_ups */
export async function requestTopUp(
  { db, clock, ids, config }: TopUpDeps,
  merchantId: string,
  amountIdr: bigint,
) {
  if (amountIdr < BigInt(config.TOP_UP_MIN) || amountIdr > BigInt(config.TOP_UP_MAX))
    refuse(adsRefusals.amount_out_of_range, { min: config.TOP_UP_MIN, max: config.TOP_UP_MAX })
  const id = ids.uuid()
  const requestedAt = clock.now()
  await db.transaction(async (tx) => {
    await store.lockTopUps(tx)
    const count = await store.countWaiting(tx, merchantId)
    if (count >= config.TOP_UPS_OPEN_MAX) refuse(adsRefusals.too_many_top_ups, { count })
    const taken = await store.waitingPayables(tx, amountIdr + 1n, amountIdr + BigInt(codes))
    const payableIdr = freePayable(amountIdr, Buffer.from(ids.secret(4), 'base64url').readUInt32BE(), taken)
    if (payableIdr === undefined) refuse(adsRefusals.too_many_top_ups, { count: codes })
    const expiresAt = new Date(requestedAt.getTime() + config.TOP_UP_DAYS * 86_400_000)
    await store.insertTopUp(tx, { id, merchantId, amountIdr, payableIdr, requestedAt, expiresAt })
  })
  return present(await store.findTopUp(db, id), 'the top-up was just made')
}

/** The amount with a code from 1 to 999 that no waiting transfer looks like. */
function freePayable(amountIdr: bigint, random: number, taken: ReadonlySet<bigint>): bigint | undefined {
  for (let step = 0; step < codes; step++) {
    const payable = amountIdr + 1n + BigInt((random + step) % codes)
    if (!taken.has(payable)) return payable
  }
  return undefined
}

/** Credits all that was transferred, the code included. The same reference again is the same answer.
 *  @throws Refusal top_up_not_found, top_up_settled, bank_reference_used */
export async function confirmTopUp(
  deps: TopUpDeps,
  operatorId: string,
  id: string,
  bankReference: string,
): Promise<TopUp> {
  const reference = bankReference.trim().replace(/\s+/g, ' ').toUpperCase()
  const topUp = (await store.findTopUp(deps.db, id)) ?? refuse(adsRefusals.top_up_not_found)
  try {
    await deps.ledger.openAccounts(deps.db, [bankAccount, ...conversionAccounts, prepaidOf(topUp.merchantId)])
    await deps.db.transaction(async (tx) => {
      // Billing takes from balances and stops campaigns; it and this take turns, so both see what the other did.
      await lockMark(tx)
      const decision = { at: deps.clock.now(), by: operatorId, bankReference: reference }
      if (!(await store.markConfirmed(tx, id, decision))) return
      const [prepaid] = await deps.ledger.balances([prepaidId(topUp.merchantId)], tx)
      const before = freeOf(present(prepaid, 'the balance was just opened'))
      await resumeCampaigns(tx, topUp.merchantId, before + microOf(topUp.payableIdr))
      const results = await deps.ledger.submitIn(tx, transfersOf(topUp))
      assert(
        results.every(stands),
        `a top-up's transfers stand: ${results.map((one) => one.status).join(', ')}`,
      )
    })
  } catch (thrown) {
    if (!isUniqueViolation(thrown, 'top_up_bank_reference')) throw thrown
    refuse(adsRefusals.bank_reference_used, { reference })
  }
  const settled = present(await store.findTopUp(deps.db, id), 'the top-up is there')
  if (settled.state !== 'confirmed' || settled.bankReference !== reference)
    refuse(adsRefusals.top_up_settled, { state: settled.state })
  return settled
}

/** Both or none: rupiah from the bank into the conversion, the same in millionths out of it to the merchant. */
function transfersOf(topUp: TopUp) {
  const [whole, micro] = conversionAccounts
  const from = { sourceId: topUp.id, reason: `top-up ${topUp.id}` }
  return [
    {
      ...from,
      id: uuidFrom('ads.top-up', topUp.id, 'whole'),
      debit: bankAccount.id,
      credit: whole.id,
      ledger: wholeLedger,
      amount: topUp.payableIdr,
      code: transferCodes.topUpWhole,
      linked: true,
    },
    {
      ...from,
      id: uuidFrom('ads.top-up', topUp.id, 'micro'),
      debit: micro.id,
      credit: prepaidId(topUp.merchantId),
      ledger: microLedger,
      amount: microOf(topUp.payableIdr),
      code: transferCodes.topUpMicro,
    },
  ]
}

/** @throws Refusal top_up_not_found, top_up_settled */
export async function declineTopUp(
  deps: TopUpDeps,
  operatorId: string,
  id: string,
  reason: string,
): Promise<TopUp> {
  const decision = { at: deps.clock.now(), by: operatorId, reason }
  await deps.db.transaction((tx) => store.markDeclined(tx, id, decision))
  const settled = (await store.findTopUp(deps.db, id)) ?? refuse(adsRefusals.top_up_not_found)
  if (settled.state !== 'declined') refuse(adsRefusals.top_up_settled, { state: settled.state })
  return settled
}
