/** The part of Midtrans' Core API that the adapter speaks with, pretended. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseExact } from './amounts.ts'
import type { Charge, FakeAnswer, FakeHouse, FakeNotice, FakeRequest, FakeState } from './fake-gateway.ts'

const zCharge = z.object({
  payment_type: z.string(),
  transaction_details: z.object({ order_id: z.string(), gross_amount: z.string() }),
  bank_transfer: z.object({ bank: z.string() }).optional(),
})
const zRefund = z.object({ refund_key: z.string(), amount: z.string() })

const statusWords: Readonly<Record<FakeState, string>> = {
  waiting: 'pending',
  paid: 'settlement',
  expired: 'expire',
  cancelled: 'cancel',
  declined: 'deny',
  refunded: 'refund',
  charged_back: 'chargeback',
}
const codeOf = (state: FakeState): string =>
  state === 'waiting' ? '201' : state === 'expired' ? '407' : state === 'declined' ? '202' : '200'

const say = (code: string, more: object = {}): FakeAnswer => ({
  status: Number(code) < 500 ? 200 : Number(code),
  body: JSON.stringify({ status_code: code, ...more }),
})

export function answerMidtrans({ keys, charges, numberOf }: FakeHouse, request: FakeRequest): FakeAnswer {
  const expected = `Basic ${Buffer.from(`${keys.midtrans}:`).toString('base64')}`
  if (request.headers.authorization !== expected) return say('401')
  if (request.path === '/v2/charge') {
    const asked = zCharge.parse(parseExact(request.body))
    const { order_id: reference, gross_amount: amount } = asked.transaction_details
    if (charges.has(reference)) return say('406', { status_message: 'order_id has been used' })
    const channel = asked.bank_transfer?.bank ?? asked.payment_type
    const number = numberOf(reference)
    const charge: Charge = {
      provider: 'midtrans',
      reference,
      number,
      channel,
      amount,
      currency: 'IDR',
      state: 'waiting',
      refunded: 0n,
      told: 0,
    }
    charges.set(reference, charge)
    return say('201', described(charge))
  }
  const [, , reference = '', verb = ''] = request.path.split('/')
  const charge = charges.get(reference)
  if (!charge) return say('404', { status_message: 'Transaction doesn’t exist.' })
  if (verb === 'status') return say(codeOf(charge.state), described(charge))
  if (verb === 'expire' || verb === 'cancel') {
    if (charge.state !== 'waiting') return say('412')
    charge.state = verb === 'expire' ? 'expired' : 'cancelled'
    return say(codeOf(charge.state), described(charge))
  }
  if (verb !== 'refund') return say('404')
  const refund = zRefund.parse(parseExact(request.body))
  if (!['qris', 'gopay'].includes(charge.channel)) return say('418', { status_message: 'can’t be refunded' })
  if (charge.state !== 'paid') return say('412', { status_message: 'can’t be refunded now' })
  charge.refunded = BigInt(refund.amount)
  charge.state = 'refunded'
  return say('200', described(charge))
}

function described(charge: Charge): object {
  const isBank = !['qris', 'gopay'].includes(charge.channel)
  return {
    transaction_id: charge.number,
    order_id: charge.reference,
    gross_amount: `${charge.amount}.00`,
    currency: charge.currency,
    payment_type: isBank ? 'bank_transfer' : charge.channel,
    transaction_status: statusWords[charge.state],
    fraud_status: 'accept',
    ...(isBank
      ? { va_numbers: [{ bank: charge.channel, va_number: `8808${digits(charge.number)}` }] }
      : charge.channel === 'qris'
        ? { qr_string: `PURA-PURA/${charge.reference}/${charge.amount}` }
        : {
            actions: [
              { name: 'deeplink-redirect', method: 'GET', url: `https://gopay.invalid/${charge.number}` },
            ],
          }),
  }
}

const digits = (text: string): string =>
  String(createHash('sha256').update(text).digest().readUIntBE(0, 6) % 1_000_000_000_000).padStart(12, '0')

/** Signed as Midtrans does: hex(SHA512(order_id + status_code + gross_amount + server key)). */
export function midtransNotice({ keys }: FakeHouse, charge: Charge): FakeNotice {
  const status_code = codeOf(charge.state)
  const gross_amount = `${charge.amount}.00`
  const signature_key = createHash('sha512')
    .update(`${charge.reference}${status_code}${gross_amount}${keys.midtrans}`)
    .digest('hex')
  const body = { ...described(charge), status_code, gross_amount, signature_key, notice: charge.told }
  return {
    provider: 'midtrans',
    headers: { 'content-type': 'application/json' },
    raw: Buffer.from(JSON.stringify(body)),
  }
}
