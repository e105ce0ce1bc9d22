/** Payments that wait are asked about, in case a notice never comes; a provider that is down is left alone for longer
 *  and longer. Those whose time is over end when their provider agrees that nothing was paid. */
import type { Clock } from '../../platform/clock.ts'
import { isConnectionLost } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import { type Context, providerOf } from './context.ts'
import { paymentRefusals } from './contract.ts'
import type { Payment } from './payment.ts'
import { ProviderAway, type ProviderStatus } from './provider.ts'
import { startWithProvider } from './request-payment.ts'
import { applyStatus, endPayment } from './settle-payment.ts'
import * as store from './store.ts'

const pollBatch = 100
const firstPauseMs = 5_000
const longestPauseMs = 300_000
/** A payment made in the last second may take a while to be known. */
const graceMs = 60_000

export interface Patience {
  isDown(provider: string): boolean
  failed(provider: string): void
  answered(provider: string): void
}

/** Which providers are down, and until when they are left alone: 5 s, 10 s … at most 5 minutes. */
export function createPatience(clock: Clock): Patience {
  const down = new Map<string, { until: number; pauseMs: number }>()
  return {
    isDown: (provider) => (down.get(provider)?.until ?? 0) > clock.now().getTime(),
    failed(provider) {
      const pauseMs = Math.min(longestPauseMs, (down.get(provider)?.pauseMs ?? firstPauseMs / 2) * 2)
      down.set(provider, { until: clock.now().getTime() + pauseMs, pauseMs })
    },
    answered: (provider) => void down.delete(provider),
  }
}

/** @returns how many payments were asked about */
export async function pollWaiting(context: Context, patience: Patience): Promise<number> {
  const { db, clock, log } = context
  let asked = 0
  const up = [...context.providers.keys()].filter((id) => !patience.isDown(id))
  for (const payment of await store.findToPoll(db, up, clock.now(), pollBatch)) {
    if (patience.isDown(payment.provider)) continue
    asked++
    try {
      await askAbout(context, payment)
      patience.answered(payment.provider)
    } catch (thrown) {
      if (thrown instanceof ProviderAway) {
        patience.failed(payment.provider)
        log.warn({ event: 'provider-away', provider: payment.provider, why: thrown.message })
        continue
      }
      if (isConnectionLost(thrown)) throw thrown
      // What it paid for can't be given now. It is asked about again later, and keeps nobody else waiting.
      log.error({ event: 'payment-not-settled', paymentId: payment.id, err: thrown })
    }
    await db.transaction((tx) => store.putOffPoll(tx, payment.id, clock.now()))
  }
  return asked
}

/** What the provider says now. A charge whose answer was never heard is asked for again first: it is the same charge.
 *  @throws ProviderAway */
export async function fetchStatus(context: Context, payment: Payment): Promise<ProviderStatus> {
  const provider = providerOf(context, payment)
  if (payment.providerReference !== null) return provider.fetchStatus(payment)
  await startWithProvider(context, payment.id)
  return provider.fetchStatus((await store.findPayment(context.db, payment.id)) ?? payment)
}

async function askAbout(context: Context, asked: Payment): Promise<void> {
  const provider = providerOf(context, asked)
  const status = await fetchStatus(context, asked)
  await applyStatus(context, asked, status)
  const payment = (await store.findPayment(context.db, asked.id)) ?? asked
  const isOver = payment.expiresAt.getTime() + graceMs <= context.clock.now().getTime()
  if (!isOver || (status.state !== 'waiting' && status.state !== 'unknown')) return
  await provider.cancel(payment)
  // Between the question and the cancelling it may have been paid: the provider has the last word.
  const last = await provider.fetchStatus(payment)
  if (!isWithoutMoney(last)) await applyStatus(context, payment, last)
  if (last.state !== 'paid')
    await endPayment(context, payment.id, { state: 'expired', by: null, reason: null })
}

/** However the provider calls that end: it was asked for here, and has its name from here. */
const isWithoutMoney = ({ state }: ProviderStatus): boolean =>
  state === 'expired' || state === 'cancelled' || state === 'declined'

/** Each once, page by page: one that can't be ended now is tried again with the next call, and keeps nobody waiting.
 *  @returns how many ended */
export async function expireDue(context: Context): Promise<number> {
  const { db, clock, log, providers } = context
  const now = clock.now()
  let ended = 0
  let after = store.firstId
  for (;;) {
    const found = await store.findExpired(db, [...providers.keys()], now, after, pollBatch)
    for (const { id } of found) {
      after = id
      try {
        if (await endPayment(context, id, { state: 'expired', by: null, reason: null })) ended++
      } catch (err) {
        if (isConnectionLost(err)) throw err
        log.error({ event: 'payment-not-ended', paymentId: id, err })
      }
    }
    if (found.length < pollBatch) return ended
  }
}

/** The payer gives it up, unless the provider knows better. @throws Refusal payment_settled, provider_away */
export async function cancelPayment(context: Context, payment: Payment): Promise<void> {
  const provider = context.providers.get(payment.provider)
  if (payment.state === 'waiting' && provider) {
    try {
      await provider.cancel(payment)
      const status = await provider.fetchStatus(payment)
      if (!isWithoutMoney(status)) await applyStatus(context, payment, status)
    } catch (thrown) {
      if (!(thrown instanceof ProviderAway)) throw thrown
      refuse(paymentRefusals.provider_away)
    }
  }
  await endPayment(context, payment.id, { state: 'cancelled', by: payment.payerId, reason: null })
  const [now] = await store.findPayments(context.db, [payment.id])
  if (now?.state !== 'cancelled') refuse(paymentRefusals.payment_settled, { state: now?.state ?? '' })
}
