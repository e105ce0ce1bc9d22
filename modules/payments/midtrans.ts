/** Midtrans Core API (docs.midtrans.com). A notice is signed with
 *  hex(SHA512(order_id + status_code + gross_amount + key)) over the texts as they stand in it; the payment's id is the
 *  order_id, so a second charge of one payment can't be made. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { readExact, wholeRupiah } from './amounts.ts'
import { callProvider, type ProviderAnswer } from './call-provider.ts'
import type { Instructions, Method, Payment } from './payment.ts'
import {
  type PaymentProvider,
  ProviderAway,
  ProviderRefused,
  type ProviderState,
  type ProviderStatus,
} from './provider.ts'

export interface MidtransOptions {
  readonly url: string
  readonly serverKey: string
  /** What signs notices: the server key, or on newer accounts a key of its own. */
  readonly signatureKey: string
  /** Where an e-wallet sends the payer back to; '' for nowhere. */
  readonly returnTo: (payment: Payment) => string
  readonly fetch: typeof fetch
  readonly timeoutMs: number
}

const hourSeconds = 3_600
const daySeconds = 86_400
const free = { fixedIdr: 0n, num: 0n, den: 1n }

const bank = (channel: string, name: string): Method => ({
  id: `midtrans.va.${channel}`,
  provider: 'midtrans',
  kind: 'virtual_account',
  label: { en: `${name} virtual account`, id: `Virtual account ${name}` },
  minIdr: 10_000n,
  maxIdr: 50_000_000n,
  fee: { ...free, fixedIdr: 4_440n },
  expiresInSeconds: daySeconds,
  refunds: false,
  channel,
})

/** Fees are the public price list (QRIS 0.7 %, e-wallet 2 %, virtual account Rp4,000 and PPN on it). */
export const midtransMethods: readonly Method[] = [
  {
    id: 'midtrans.qris',
    provider: 'midtrans',
    kind: 'qris',
    label: { en: 'QRIS', id: 'QRIS' },
    minIdr: 1_500n,
    maxIdr: 10_000_000n,
    fee: { fixedIdr: 0n, num: 7n, den: 1_000n },
    expiresInSeconds: hourSeconds,
    refunds: true,
    channel: 'qris',
  },
  {
    id: 'midtrans.gopay',
    provider: 'midtrans',
    kind: 'ewallet',
    label: { en: 'GoPay', id: 'GoPay' },
    minIdr: 1_500n,
    maxIdr: 20_000_000n,
    fee: { fixedIdr: 0n, num: 2n, den: 100n },
    expiresInSeconds: hourSeconds,
    refunds: true,
    channel: 'gopay',
  },
  bank('bca', 'BCA'),
  bank('bni', 'BNI'),
  bank('bri', 'BRI'),
]

const zText = z.string().max(1_000)
const zNotice = z.object({
  order_id: zText,
  status_code: zText,
  gross_amount: zText,
  signature_key: zText,
  transaction_status: zText.optional(),
})
const zTransaction = z.object({
  status_code: zText,
  status_message: zText.optional(),
  order_id: zText.optional(),
  transaction_id: zText.optional(),
  transaction_status: zText.optional(),
  fraud_status: zText.optional(),
  gross_amount: zText.optional(),
  currency: zText.optional(),
  payment_type: zText.optional(),
  qr_string: zText.optional(),
  va_numbers: z.array(z.object({ bank: zText, va_number: zText })).optional(),
  actions: z.array(z.object({ name: zText, url: zText })).optional(),
})
type Transaction = z.infer<typeof zTransaction>

export function createMidtrans(options: MidtransOptions): PaymentProvider {
  const { url, serverKey, signatureKey, returnTo } = options
  const authorization = `Basic ${Buffer.from(`${serverKey}:`).toString('base64')}`
  const call = async (
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    idempotencyKey?: string,
  ): Promise<Transaction> => {
    const headers = { authorization, ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) }
    return transactionOf(await callProvider(options, { method, url: `${url}${path}`, headers, body }))
  }
  const fetchTransaction = (payment: Payment) => call('GET', `/v2/${payment.id}/status`)

  return {
    id: 'midtrans',
    methods: midtransMethods,
    async start(payment, method) {
      const body = {
        ...channelOf(payment, method, returnTo),
        transaction_details: { order_id: payment.id, gross_amount: payment.payableIdr },
        custom_expiry: {
          expiry_duration: Math.ceil((payment.expiresAt.getTime() - payment.createdAt.getTime()) / 60_000),
          unit: 'minute',
        },
      }
      const charged = await call('POST', '/v2/charge', body, payment.id)
      // 406: the order is there, from a try whose answer we never heard.
      const made = charged.status_code === '406' ? await fetchTransaction(payment) : charged
      if (!['200', '201'].includes(made.status_code))
        throw new ProviderRefused(`Midtrans ${made.status_code} ${made.status_message ?? ''}`.trim())
      const instructions = instructionsOf(made, method, url)
      if (!instructions && stateOf(made) === 'waiting')
        throw new ProviderRefused('Midtrans gave nothing to pay with')
      return { instructions, providerReference: made.transaction_id ?? payment.id }
    },
    readWebhook(_headers, raw) {
      const parsed = readExact(zNotice, raw)
      if (!parsed) return { ok: false, why: 'no notice' }
      const expected = midtransSignature(parsed, signatureKey)
      if (!isSame(parsed.signature_key.toLowerCase(), expected)) return { ok: false, why: 'signature' }
      return { ok: true, eventId: createHash('sha256').update(raw).digest('hex'), reference: parsed.order_id }
    },
    async fetchStatus(payment) {
      return statusOf(await fetchTransaction(payment), payment)
    },
    async cancel(payment) {
      // An answer of any kind will do: whether it was cancelled is asked afterwards.
      await call('POST', `/v2/${payment.id}/expire`, {}, `expire-${payment.id}`.slice(0, 36))
    },
    async refund(payment, { id, amountIdr, reason }) {
      const answer = await call('POST', `/v2/${payment.id}/refund`, {
        refund_key: id,
        amount: amountIdr,
        reason,
      })
      // 412 with the same refund_key: it was refunded by a try whose answer we never heard.
      const isDone = answer.status_code === '200' || (await isRefunded(payment))
      if (!isDone)
        throw new ProviderRefused(`Midtrans ${answer.status_code} ${answer.status_message ?? ''}`.trim())
    },
  }

  async function isRefunded(payment: Payment): Promise<boolean> {
    const { transaction_status: state } = await fetchTransaction(payment)
    return state === 'refund' || state === 'partial_refund'
  }
}

/** @param notice its fields as raw texts: "10000.00" is signed as it stands */
export const midtransSignature = (
  notice: { order_id: string; status_code: string; gross_amount: string },
  key: string,
): string =>
  createHash('sha512')
    .update(notice.order_id + notice.status_code + notice.gross_amount + key)
    .digest('hex')

const isSame = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function transactionOf({ status, body }: ProviderAnswer): Transaction {
  const parsed = zTransaction.safeParse(body)
  if (!parsed.success) throw new ProviderAway(`Midtrans answered something else, HTTP ${status}`)
  if (parsed.data.status_code.startsWith('5')) throw new ProviderAway(`Midtrans ${parsed.data.status_code}`)
  return parsed.data
}

function channelOf(payment: Payment, method: Method, returnTo: MidtransOptions['returnTo']): object {
  if (method.kind === 'qris') return { payment_type: 'qris', qris: { acquirer: 'gopay' } }
  if (method.kind === 'virtual_account')
    return { payment_type: 'bank_transfer', bank_transfer: { bank: method.channel } }
  const back = returnTo(payment)
  return { payment_type: 'gopay', gopay: back === '' ? {} : { enable_callback: true, callback_url: back } }
}

function instructionsOf(made: Transaction, method: Method, url: string): Instructions | null {
  const action = (name: string) => made.actions?.find((one) => one.name === name)?.url
  if (method.kind === 'qris') {
    const qrText = made.qr_string ?? null
    // A status, asked after a lost answer, has neither; the picture's address follows from the transaction.
    const follows = made.transaction_id ? `${url}/v2/qris/${made.transaction_id}/qr-code` : null
    const qrUrl = action('generate-qr-code') ?? (qrText === null ? follows : null)
    return qrText !== null || qrUrl !== null ? { kind: 'qris', qrText, qrUrl } : null
  }
  if (method.kind === 'virtual_account') {
    const number = made.va_numbers?.find((one) => one.bank === method.channel)?.va_number
    return number ? { kind: 'virtual_account', bank: method.channel.toUpperCase(), number } : null
  }
  const link = action('deeplink-redirect')
  return link ? { kind: 'ewallet', url: link } : null
}

const states: Readonly<Record<string, ProviderState>> = {
  pending: 'waiting',
  authorize: 'waiting',
  settlement: 'paid',
  deny: 'declined',
  failure: 'declined',
  cancel: 'cancelled',
  expire: 'expired',
  refund: 'refunded',
  // Part of it: the settlement file says how much, so it stays paid here.
  partial_refund: 'paid',
  chargeback: 'charged_back',
  partial_chargeback: 'paid',
}

function stateOf({
  status_code: code,
  transaction_status: status,
  fraud_status: fraud,
}: Transaction): ProviderState {
  if (code === '404' || status === undefined) return 'unknown'
  // A capture counts once it was judged not to be fraud.
  if (status === 'capture') return fraud === 'accept' ? 'paid' : fraud === 'deny' ? 'declined' : 'waiting'
  return states[status] ?? 'waiting'
}

function statusOf(transaction: Transaction, payment: Payment): ProviderStatus {
  if (transaction.order_id !== undefined && transaction.order_id !== payment.id)
    throw new ProviderAway('Midtrans answered about another order')
  return {
    state: stateOf(transaction),
    amountIdr: wholeRupiah(transaction.gross_amount),
    currency: transaction.currency ?? (transaction.gross_amount === undefined ? undefined : 'IDR'),
    providerReference: transaction.transaction_id,
  }
}
