/** How a payout ends: the bank's or the provider's word, told once or often, early or late, becomes at most one step of
 *  its state, and the money follows in the same transaction. */
import { type Clock, type Day, dayOf } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { assert, refuse } from '../../platform/errors.ts'
import { type Ids, uuidFrom } from '../../platform/ids.ts'
import { type Ledger, stands } from '../ledger/index.ts'
import { bankAccount } from './accounts.ts'
import { payoutRefusals } from './contract-refusals.ts'
import type { ReturnCode } from './payout.ts'
import type { ProviderStatus } from './provider.ts'
import { release } from './request-payout.ts'
import * as store from './store.ts'
import { finishBatch } from './store-batches.ts'
import { endLiveBankAccount } from './store-payees.ts'
import { comeBackTransfers, settleTransfers } from './transfers.ts'

export interface EndDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly timeZone: string
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances'>
}

/** What a step made of it. */
export type Ended = 'done' | 'again' | 'contradiction'

interface Paid {
  readonly on: Day
  readonly reference: string
  readonly providerRef: string | null
}

/** @returns contradiction when it had ended otherwise: nothing moves then, and it is on record */
export async function markPaid(deps: EndDeps, tx: Tx, payout: store.PayoutRow, paid: Paid): Promise<Ended> {
  if (payout.state === 'paid') return 'again'
  if (payout.state !== 'sent') return contradict(deps, tx, payout, `paid ${paid.reference}`)
  await store.markPaid(tx, payout.id, { at: deps.clock.now(), ...paid })
  await finish(tx, payout)
  const taxLines = await store.findTaxLines(tx, [payout.id])
  await deps.ledger.openAccounts(tx, [bankAccount])
  const results = await deps.ledger.submitIn(tx, settleTransfers({ ...payout, taxLines }))
  assert(results.every(stands), `a paid payout is posted: ${results.map((one) => one.status).join(', ')}`)
  return 'done'
}

interface Back {
  readonly state: 'returned' | 'failed'
  readonly code: ReturnCode
  readonly reason: string
}

/** Gives back what was reserved or, if it had been paid, what was posted.
 *  @throws Refusal tax_remitted */
export async function markBack(deps: EndDeps, tx: Tx, payout: store.PayoutRow, back: Back): Promise<Ended> {
  if (payout.state === 'returned' || payout.state === 'failed') return 'again'
  if (payout.state !== 'sent' && payout.state !== 'paid')
    return contradict(deps, tx, payout, `${back.state} ${back.code}`)
  const wasPaid = payout.state === 'paid'
  const at = deps.clock.now()
  await store.markBack(tx, payout.id, { ...back, state: wasPaid ? 'returned' : back.state, at })
  await finish(tx, payout)
  // The account it went to takes nothing: no further payout goes there.
  if (back.code === 'account_closed' || back.code === 'account_not_found')
    await endLiveBankAccount(tx, payout.accountId, {
      state: 'closed',
      reason: back.reason,
      at,
      only: payout.bankAccountId,
    })
  if (!wasPaid) {
    await release(deps, tx, payout)
    return 'done'
  }
  const taxLines = await store.findTaxLines(tx, [payout.id])
  const results = await deps.ledger.submitIn(tx, comeBackTransfers({ ...payout, taxLines }))
  if (results.some((one) => one.status === 'exceeds_credits')) refuse(payoutRefusals.tax_remitted)
  assert(results.every(stands), `a payout comes back: ${results.map((one) => one.status).join(', ')}`)
  return 'done'
}

async function finish(tx: Tx, payout: store.PayoutRow): Promise<void> {
  if (payout.batchId !== null) await finishBatch(tx, payout.batchId)
}

async function contradict(deps: EndDeps, tx: Tx, payout: store.PayoutRow, said: string): Promise<Ended> {
  await store.insertContradiction(tx, {
    id: uuidFrom('payouts.contradiction', payout.id, payout.state, said),
    payoutId: payout.id,
    was: payout.state,
    said,
    at: deps.clock.now(),
  })
  return 'contradiction'
}

/** What a provider says becomes the payout's next step. */
export async function applyStatus(deps: EndDeps, payoutId: string, status: ProviderStatus): Promise<Ended> {
  if (status.state === 'unknown' || status.state === 'missing') return 'again'
  return deps.db.transaction(async (tx) => {
    const payout = await store.lockPayout(tx, payoutId)
    assert(payout !== undefined, 'a provider is asked about payouts that there are')
    const { state } = status
    if (state === 'contradiction') return contradict(deps, tx, payout, status.why)
    if (status.providerRef !== null) await store.setProviderRef(tx, payoutId, status.providerRef)
    if (state === 'accepted') return 'again'
    if (state === 'paid') {
      const on = dayOf(deps.clock.now(), deps.timeZone)
      return markPaid(deps, tx, payout, { on, reference: status.reference, providerRef: status.providerRef })
    }
    return markBack(deps, tx, payout, { state, code: status.code, reason: status.reason })
  })
}

const stuckMs = 86_400_000

/** Operators speak for the bank; for a provider with an interface only once it has been silent for a day. */
function mayDecide(deps: EndDeps, payout: store.PayoutRow): void {
  if (payout.provider === 'bank-file') return
  const since = payout.sentAt?.getTime() ?? Number.POSITIVE_INFINITY
  if (payout.state === 'sent' && deps.clock.now().getTime() - since > stuckMs) return
  refuse(payoutRefusals.provider_decides, { provider: payout.provider })
}

/** @throws Refusal payout_not_found, payout_settled, provider_decides, bank_day_wrong */
export async function settlePayout(
  deps: EndDeps,
  payoutId: string,
  bankReference: string,
  bankDay: Day | undefined,
  batchId?: string,
): Promise<Ended> {
  const reference = bankReference.trim().replace(/\s+/g, ' ')
  return deps.db.transaction(async (tx) => {
    const payout = await find(tx, payoutId, batchId)
    if (payout.state === 'paid' && payout.bankReference === reference) return 'again'
    if (payout.state !== 'sent') refuse(payoutRefusals.payout_settled, { state: payout.state })
    mayDecide(deps, payout)
    const today = dayOf(deps.clock.now(), deps.timeZone)
    const first = dayOf(payout.sentAt ?? deps.clock.now(), deps.timeZone)
    const on = bankDay ?? today
    if (on < first || on > today) refuse(payoutRefusals.bank_day_wrong, { first })
    return markPaid(deps, tx, payout, { on, reference, providerRef: null })
  })
}

/** @throws Refusal payout_not_found, payout_settled, provider_decides, tax_remitted */
export async function returnPayout(
  deps: EndDeps,
  payoutId: string,
  code: ReturnCode,
  reason: string,
  batchId?: string,
): Promise<Ended> {
  return deps.db.transaction(async (tx) => {
    const payout = await find(tx, payoutId, batchId)
    if (payout.state === 'returned' && payout.reasonCode === code) return 'again'
    if (payout.state !== 'sent' && payout.state !== 'paid')
      refuse(payoutRefusals.payout_settled, { state: payout.state })
    mayDecide(deps, payout)
    return markBack(deps, tx, payout, { state: 'returned', code, reason })
  })
}

async function find(tx: Tx, payoutId: string, batchId: string | undefined): Promise<store.PayoutRow> {
  const payout = await store.lockPayout(tx, payoutId)
  if (!payout || (batchId !== undefined && payout.batchId !== batchId))
    return refuse(payoutRefusals.payout_not_found)
  return payout
}
