/** The part of Xendit's Payments API that the adapter speaks with, pretended. */
import { z } from 'zod'
import { parseExact } from './amounts.ts'
import type { Charge, FakeAnswer, FakeHouse, FakeNotice, FakeRequest, FakeState } from './fake-gateway.ts'

const zAsked = z.object({
  reference_id: z.string(),
  request_amount: z.string(),
  currency: z.string(),
  channel_code: z.string(),
})
const zRefund = z.object({ payment_request_id: z.string(), amount: z.string() })

const statusWords: Readonly<Record<FakeState, string>> = {
  waiting: 'REQUIRES_ACTION',
  paid: 'SUCCEEDED',
  expired: 'EXPIRED',
  cancelled: 'CANCELED',
  declined: 'FAILED',
  refunded: 'SUCCEEDED',
  charged_back: 'SUCCEEDED',
}

const say = (status: number, body: string): FakeAnswer => ({ status, body })
const fault = (status: number, code: string): FakeAnswer => say(status, JSON.stringify({ error_code: code }))

export function answerXendit({ keys, charges, numberOf }: FakeHouse, request: FakeRequest): FakeAnswer {
  const expected = `Basic ${Buffer.from(`${keys.xendit}:`).toString('base64')}`
  if (request.headers.authorization !== expected) return fault(401, 'INVALID_API_KEY')
  if (request.path === '/v3/payment_requests') {
    const asked = zAsked.parse(parseExact(request.body))
    const { reference_id: reference } = asked
    // The idempotency key is the reference: the same question has the same answer.
    const known = charges.get(reference)
    if (known) return say(201, described(known))
    const charge: Charge = {
      provider: 'xendit',
      reference,
      number: `pr-${numberOf(reference)}`,
      channel: asked.channel_code,
      amount: asked.request_amount,
      currency: asked.currency,
      state: 'waiting',
      refunded: 0n,
      told: 0,
    }
    charges.set(reference, charge)
    return say(201, described(charge))
  }
  const byNumber = (number: string) => [...charges.values()].find((one) => one.number === number)
  if (request.path === '/refunds') {
    const asked = zRefund.parse(parseExact(request.body))
    const charge = byNumber(asked.payment_request_id)
    if (!charge) return fault(404, 'DATA_NOT_FOUND')
    if (charge.channel.endsWith('_VIRTUAL_ACCOUNT')) return fault(403, 'REFUND_NOT_SUPPORTED')
    if (charge.state === 'waiting') return fault(400, 'INELIGIBLE_TRANSACTION')
    charge.refunded = BigInt(asked.amount)
    charge.state = 'refunded'
    return say(200, JSON.stringify({ status: 'PENDING' }))
  }
  const [, , , number = '', verb] = request.path.split('/')
  const charge = byNumber(decodeURIComponent(number))
  if (!charge) return fault(404, 'DATA_NOT_FOUND')
  if (verb === 'cancel') {
    if (charge.state !== 'waiting') return fault(400, 'PAYMENT_REQUEST_ALREADY_SUCCEEDED')
    charge.state = 'cancelled'
  }
  return say(200, described(charge))
}

/** By hand: the amount is a JSON number of any size. */
function described(charge: Charge): string {
  const { kind, value } = presented(charge)
  const rest = JSON.stringify({
    payment_request_id: charge.number,
    reference_id: charge.reference,
    currency: charge.currency,
    channel_code: charge.channel,
    status: statusWords[charge.state],
    actions: [{ type: 'PRESENT_TO_CUSTOMER', descriptor: kind, value }],
  })
  return `${rest.slice(0, -1)},"request_amount":${charge.amount}}`
}

function presented({ channel, number, reference, amount }: Charge): { kind: string; value: string } {
  if (channel === 'QRIS') return { kind: 'QR_STRING', value: `PURA-PURA/${reference}/${amount}` }
  if (channel.endsWith('_VIRTUAL_ACCOUNT'))
    return { kind: 'VIRTUAL_ACCOUNT_NUMBER', value: `9${Buffer.from(number).readUIntBE(3, 6)}`.slice(0, 16) }
  return { kind: 'WEB_URL', value: `https://wallet.invalid/${number}` }
}

/** With the token that says who sends it; the body itself is not signed. */
export function xenditNotice({ keys }: FakeHouse, charge: Charge): FakeNotice {
  const body = `{"event":"payment.capture","data":${described(charge)}}`
  return {
    provider: 'xendit',
    headers: {
      'content-type': 'application/json',
      'x-callback-token': keys.xenditToken,
      'webhook-id': `${charge.number}-${charge.told}`,
    },
    raw: Buffer.from(body),
  }
}
