/** A provider for tests and demos, in this process's memory: it can be down, slow, answer twice, late, or wrong. What
 *  it paid it counts, so that a test sees whether anybody was paid twice. */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { ReturnCode } from '../payout.ts'
import type { PayoutOrder, PayoutProvider, ProviderStatus } from '../provider.ts'
import { parse, sameText } from './xendit.ts'

interface Held {
  asked: number
  paid: number
  amountIdr: bigint
  status: ProviderStatus
}

export interface FakePayoutProvider extends PayoutProvider {
  /** What calls meet from now on. `down`: nothing arrives. `answers late`: the order arrives, its answer does not.
   *  `refuses`: it answers that it will never pay. */
  behave(how: 'well' | 'down' | 'answers late' | 'refuses'): void
  /** The bank's word about an order that arrived. */
  pay(payoutId: string): void
  fail(payoutId: string, code: ReturnCode): void
  reverse(payoutId: string, code: ReturnCode): void
  /** How often each order was asked for and paid, and what is said about it. */
  readonly orders: ReadonlyMap<string, Readonly<Held>>
  /** A signed notice about an order. */
  notice(payoutId: string, eventId: string): { headers: Record<string, string>; body: Buffer }
}

const zNotice = z.object({ event: z.string(), payout: z.uuid() })

/** @param options.paysAtOnce what it accepts is paid when it is next asked about: for demos */
export function fakePayoutProvider(
  options: { paysAtOnce?: boolean; secret?: string } = {},
): FakePayoutProvider {
  const secret = options.secret ?? 'fake payouts'
  const held = new Map<string, Held>()
  let how: Parameters<FakePayoutProvider['behave']>[0] = 'well'
  const ref = (id: string): string => `fake-${id.slice(-12)}`
  const sign = (body: Buffer): string => createHmac('sha256', secret).update(body).digest('hex')
  const pay = (id: string): void => {
    const order = held.get(id)
    if (!order || order.status.state === 'paid') return
    order.paid++
    order.status = { state: 'paid', providerRef: ref(id), reference: `FAKE ${id.slice(-8)}` }
  }
  const arrive = (order: PayoutOrder): ProviderStatus => {
    const known = held.get(order.id)
    if (known) {
      known.asked++
      return known.status
    }
    const status: ProviderStatus =
      how === 'refuses'
        ? {
            state: 'failed',
            providerRef: ref(order.id),
            code: 'account_not_found',
            reason: 'no such account',
          }
        : { state: 'accepted', providerRef: ref(order.id) }
    held.set(order.id, { asked: 1, paid: 0, amountIdr: order.amountIdr, status })
    return status
  }
  return {
    id: 'fake',
    kind: 'api',
    orders: held,
    behave(next) {
      how = next
    },
    pay,
    fail(id, code) {
      const order = held.get(id)
      if (order)
        order.status = { state: 'failed', providerRef: ref(id), code, reason: `the bank says ${code}` }
    },
    reverse(id, code) {
      const order = held.get(id)
      if (order)
        order.status = { state: 'returned', providerRef: ref(id), code, reason: `the bank says ${code}` }
    },
    async send(order) {
      if (how === 'down') return { state: 'unknown', why: 'the connection was refused' }
      const status = arrive(order)
      return how === 'answers late' ? { state: 'unknown', why: 'the answer did not come in time' } : status
    },
    async fetchStatus(order) {
      if (how === 'down') return { state: 'unknown', why: 'the connection was refused' }
      if (options.paysAtOnce === true) pay(order.id)
      return held.get(order.id)?.status ?? { state: 'missing' }
    },
    readWebhook(headers, rawBody) {
      const given = headers['x-fake-signature']
      if (typeof given !== 'string' || !sameText(given, sign(rawBody))) return { ok: false, why: 'signature' }
      const { success, data } = zNotice.safeParse(parse(rawBody))
      if (!success) return { ok: false, why: 'unreadable' }
      return { ok: true, eventId: data.event, payoutId: data.payout, providerRef: null }
    },
    notice(payoutId, event) {
      const body = Buffer.from(JSON.stringify({ event, payout: payoutId }))
      return { headers: { 'x-fake-signature': sign(body) }, body }
    },
  }
}
