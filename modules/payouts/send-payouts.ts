/** Payouts on their way through a provider that has an interface. A payout is marked sent before the provider is asked,
 *  in a transaction of its own: whatever happens then, it is asked for with the same idempotency key, never anew. */
import type { Logger } from '../../platform/log.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import { createHash } from 'node:crypto'
import { payoutRefusals } from './contract-refusals.ts'
import { applyStatus, type EndDeps } from './end-payout.ts'
import type { Headers, PayoutOrder, PayoutProvider, ProviderStatus } from './provider.ts'
import { openAccount, type PayeeReader } from './read-payee.ts'
import * as store from './store.ts'
import { lockBatch, markBatchSent } from './store-batches.ts'
import { findBankAccounts } from './store-payees.ts'

export interface SendDeps extends EndDeps, PayeeReader {
  readonly db: EndDeps['db']
  readonly clock: EndDeps['clock']
  readonly timeZone: string
  readonly log: Logger
  readonly pollSeconds: number
  readonly provider: PayoutProvider
}

const atOnce = 100
/** After that long nobody relies on the provider's memory of an idempotency key. */
const resendMs = 3_600_000

async function orderOf(deps: SendDeps, payout: store.PayoutRow): Promise<PayoutOrder> {
  const [account] = await findBankAccounts(deps.db, [payout.bankAccountId])
  const { accountNumber, holderName } = openAccount(deps, present(account, 'the bank account is there'))
  return {
    id: payout.id,
    amountIdr: payout.netIdr,
    bankCode: present(account, 'the bank account is there').bankCode,
    accountNumber,
    holderName,
    description: `Panggung ${payout.id.slice(0, 8)}`,
    providerRef: payout.providerRef,
  }
}

/** @returns how many were tried */
export async function sendDue(deps: SendDeps): Promise<number> {
  const { db, clock, provider, pollSeconds } = deps
  if (provider.kind === 'file') return 0
  let tried = 0
  for (const { id, batchId } of await store.findApproved(db, provider.id, atOnce)) {
    const now = clock.now()
    const isMine = await db.transaction(async (tx) => {
      // Before the payout, as whoever discards a batch does: two who lock in turn would wait for each other.
      if (batchId) await lockBatch(tx, batchId)
      const sent = await store.markSent(tx, id, now, new Date(now.getTime() + pollSeconds * 1000))
      const payout = await store.findPayout(tx, id)
      if (sent && payout?.batchId)
        await markBatchSent(tx, payout.batchId, { by: null, at: now, format: provider.id })
      return sent
    })
    if (!isMine) continue
    tried++
    const payout = present(await store.findPayout(db, id), 'the payout was just marked')
    await take(deps, payout, await present(provider.send, 'it has an interface')(await orderOf(deps, payout)))
  }
  return tried
}

/** @returns how many ended */
export async function pollDue(deps: SendDeps): Promise<number> {
  const { db, clock, provider, pollSeconds } = deps
  if (provider.kind === 'file') return 0
  const due = await db.transaction((tx) =>
    store.claimToPoll(tx, provider.id, clock.now(), pollSeconds, atOnce),
  )
  let ended = 0
  for (const payout of due) if (await ask(deps, payout)) ended++
  return ended
}

/** @returns true when it has ended by this */
async function ask(deps: SendDeps, payout: store.PayoutRow): Promise<boolean> {
  const { provider, clock } = deps
  const order = await orderOf(deps, payout)
  let status = await present(provider.fetchStatus, 'it has an interface')(order)
  const age = clock.now().getTime() - (payout.sentAt?.getTime() ?? 0)
  if (status.state === 'missing' && payout.providerRef === null && payout.state === 'sent' && age < resendMs)
    status = await present(provider.send, 'it has an interface')(order)
  return take(deps, payout, status)
}

async function take(deps: SendDeps, payout: store.PayoutRow, status: ProviderStatus): Promise<boolean> {
  const { log, provider } = deps
  const about = { provider: provider.id, payout: payout.id, state: status.state }
  if (status.state === 'unknown') log.warn({ event: 'payout-provider-unknown', ...about, why: status.why })
  const outcome = await applyStatus(deps, payout.id, status)
  if (outcome === 'contradiction') log.error({ event: 'payout-contradiction', ...about, was: payout.state })
  return outcome === 'done'
}

/** A notice says only that something changed. It is kept once, and the provider itself is asked.
 *  @throws Refusal webhook_refused */
export async function receiveWebhook(deps: SendDeps, headers: Headers, rawBody: Buffer): Promise<void> {
  const { db, clock, cipher, provider } = deps
  const read = provider.readWebhook ?? refuse(payoutRefusals.provider_unknown)
  const verified = read(headers, rawBody)
  if (!verified.ok) {
    deps.log.warn({ event: 'payout-notice-refused', provider: provider.id, why: verified.why })
    return refuse(payoutRefusals.webhook_refused)
  }
  const { payoutId, providerRef } = verified
  const eventId = createHash('sha256').update(verified.eventId).digest('hex')
  const payout =
    (payoutId === null ? undefined : await store.findPayout(db, payoutId)) ??
    (providerRef === null ? undefined : await store.findPayoutByRef(db, provider.id, providerRef))
  const isOurs = payout?.provider === provider.id
  await db.transaction((tx) =>
    store.insertNotice(tx, {
      provider: provider.id,
      eventId,
      bodySealed: cipher.seal('notice', provider.id, rawBody.toString('base64')),
      payoutId: isOurs ? payout.id : null,
      receivedAt: clock.now(),
    }),
  )
  if (!isOurs || (await store.isNoticeHandled(db, provider.id, eventId))) return
  const fetchStatus = present(provider.fetchStatus, 'who sends notices can be asked')
  const status = await fetchStatus(await orderOf(deps, payout))
  await take(deps, payout, status)
  // What nobody knows yet stays unhandled: the provider sends again, and the poll asks anyway.
  if (status.state === 'unknown') return
  await db.transaction((tx) => store.markNoticeHandled(tx, provider.id, eventId, clock.now()))
}

export function assertProvider(provider: PayoutProvider): PayoutProvider {
  const hasInterface = provider.send !== undefined && provider.fetchStatus !== undefined
  assert(provider.kind === 'file' || hasInterface, `the provider ${provider.id} can send and be asked`)
  return provider
}
