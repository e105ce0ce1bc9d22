/** Xendit Payments API v3 (docs.xendit.co). Its notices are not signed: a static token in `x-callback-token` only says
 *  who may have sent it, so what counts is what the API answers about the payment request. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { readExact, wholeRupiah } from './amounts.ts'
import { callProvider, type ProviderAnswer } from './call-provider.ts'
import type { Instructions, Method, MethodKind, Payment } from './payment.ts'
import {
  type PaymentProvider,
  ProviderAway,
  ProviderRefused,
  type ProviderState,
  type ProviderStatus,
} from './provider.ts'

export interface XenditOptions {
  readonly url: string
  readonly secretKey: string
  readonly callbackToken: string
  readonly sellerName: string
  readonly returnTo: (payment: Payment) => string
  readonly fetch: typeof fetch
  readonly timeoutMs: number
}

const apiVersion = '2024-11-11'

const method = (
  id: string,
  kind: MethodKind,
  channel: string,
  name: string,
  more: Pick<Method, 'minIdr' | 'maxIdr' | 'fee' | 'expiresInSeconds' | 'refunds'>,
): Method => ({
  id: `xendit.${id}`,
  provider: 'xendit',
  kind,
  channel,
  label:
    kind === 'virtual_account'
      ? { en: `${name} virtual account`, id: `Virtual account ${name}` }
      : { en: name, id: name },
  ...more,
})

const bankTerms = {
  minIdr: 10_000n,
  maxIdr: 50_000_000n,
  fee: { fixedIdr: 4_995n, num: 0n, den: 1n },
  expiresInSeconds: 86_400,
  refunds: false,
}
const walletTerms = {
  minIdr: 1_000n,
  maxIdr: 20_000_000n,
  fee: { fixedIdr: 0n, num: 1_665n, den: 100_000n },
  expiresInSeconds: 3_600,
  refunds: true,
}

/** Fees are the public price list (QRIS 0.7 %, e-wallet 1.5 %, virtual account Rp4,500; the last two and PPN on them). */
export const xenditMethods: readonly Method[] = [
  method('qris', 'qris', 'QRIS', 'QRIS', {
    minIdr: 1_500n,
    maxIdr: 10_000_000n,
    fee: { fixedIdr: 0n, num: 7n, den: 1_000n },
    expiresInSeconds: 3_600,
    refunds: true,
  }),
  method('dana', 'ewallet', 'DANA', 'DANA', walletTerms),
  method('shopeepay', 'ewallet', 'SHOPEEPAY', 'ShopeePay', walletTerms),
  method('va.bca', 'virtual_account', 'BCA_VIRTUAL_ACCOUNT', 'BCA', bankTerms),
  method('va.mandiri', 'virtual_account', 'MANDIRI_VIRTUAL_ACCOUNT', 'Mandiri', bankTerms),
]

const zText = z.string().max(2_000)
const zNotice = z.object({
  event: zText.optional(),
  data: z.object({ reference_id: zText }),
})
const zRequest = z.object({
  payment_request_id: zText.optional(),
  reference_id: zText.optional(),
  status: zText.optional(),
  request_amount: zText.optional(),
  currency: zText.optional(),
  error_code: zText.optional(),
  message: zText.optional(),
  actions: z
    .array(z.object({ type: zText.optional(), descriptor: zText.optional(), value: zText.optional() }))
    .optional(),
})
type Request = z.infer<typeof zRequest>

export function createXendit(options: XenditOptions): PaymentProvider {
  const { url, secretKey, callbackToken, returnTo, sellerName } = options
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`
  const call = async (verb: 'GET' | 'POST', path: string, body?: unknown, key?: string) => {
    const headers = { authorization, 'api-version': apiVersion, ...(key && { 'idempotency-key': key }) }
    const answer = await callProvider(options, { method: verb, url: `${url}${path}`, headers, body })
    return { status: answer.status, request: requestOf(answer) }
  }
  const isToken = (given: string): boolean => {
    // Hashes have one length, so the comparison tells nothing about the token's.
    const hash = (text: string) => createHash('sha256').update(text).digest()
    return timingSafeEqual(hash(given), hash(callbackToken))
  }

  return {
    id: 'xendit',
    methods: xenditMethods,
    async start(payment, { channel, kind }) {
      const { status, request } = await call(
        'POST',
        '/v3/payment_requests',
        {
          reference_id: payment.id,
          type: 'PAY',
          country: 'ID',
          currency: 'IDR',
          request_amount: payment.payableIdr,
          channel_code: channel,
          channel_properties: propertiesOf(payment, kind, sellerName, returnTo),
        },
        payment.id,
      )
      if (status >= 400 || request.payment_request_id === undefined)
        throw new ProviderRefused(`Xendit ${status} ${request.error_code ?? ''}`.trim())
      const instructions = instructionsOf(request, kind, channel)
      if (!instructions && stateOf(request) === 'waiting')
        throw new ProviderRefused('Xendit gave nothing to pay with')
      return { instructions, providerReference: request.payment_request_id }
    },
    readWebhook(headers, raw) {
      if (!isToken(headers['x-callback-token'] ?? '')) return { ok: false, why: 'token' }
      const parsed = readExact(zNotice, raw)
      if (!parsed) return { ok: false, why: 'no notice' }
      const hash = createHash('sha256').update(raw).digest('hex')
      return {
        ok: true,
        eventId: headers['webhook-id']?.slice(0, 200) || hash,
        reference: parsed.data.reference_id,
      }
    },
    async fetchStatus(payment) {
      // Without its number nothing was heard of it yet; asking to start again finds it by the idempotency key.
      if (payment.providerReference === null) return unknown
      const { status, request } = await call(
        'GET',
        `/v3/payment_requests/${encodeURIComponent(payment.providerReference)}`,
      )
      return status === 404 ? unknown : statusOf(request, payment)
    },
    async cancel(payment) {
      if (payment.providerReference === null) return
      await call('POST', `/v3/payment_requests/${encodeURIComponent(payment.providerReference)}/cancel`, {})
    },
    async refund(payment, { id, amountIdr }) {
      const { status, request } = await call(
        'POST',
        '/refunds',
        {
          payment_request_id: payment.providerReference,
          reference_id: id,
          currency: 'IDR',
          amount: amountIdr,
          reason: 'REQUESTED_BY_CUSTOMER',
        },
        id,
      )
      if (status >= 400) throw new ProviderRefused(`Xendit ${status} ${request.error_code ?? ''}`.trim())
    },
  }
}

const unknown: ProviderStatus = {
  state: 'unknown',
  amountIdr: undefined,
  currency: undefined,
  providerReference: undefined,
}

function requestOf({ status, body }: ProviderAnswer): Request {
  const parsed = zRequest.safeParse(body)
  if (!parsed.success) throw new ProviderAway(`Xendit answered something else, HTTP ${status}`)
  return parsed.data
}

function propertiesOf(
  payment: Payment,
  kind: MethodKind,
  sellerName: string,
  returnTo: XenditOptions['returnTo'],
): object {
  const expires_at = payment.expiresAt.toISOString()
  if (kind === 'qris') return { expires_at }
  if (kind === 'virtual_account')
    return { expires_at, display_name: sellerName === '' ? 'Panggung' : sellerName }
  const back = returnTo(payment)
  return { success_return_url: back, failure_return_url: back, cancel_return_url: back }
}

function instructionsOf({ actions = [] }: Request, kind: MethodKind, channel: string): Instructions | null {
  const valueOf = (...descriptors: readonly string[]) =>
    actions.find((one) => one.descriptor !== undefined && descriptors.includes(one.descriptor))?.value
  if (kind === 'qris') {
    const qrText = valueOf('QR_STRING')
    return qrText ? { kind: 'qris', qrText, qrUrl: null } : null
  }
  if (kind === 'virtual_account') {
    const number = valueOf('VIRTUAL_ACCOUNT_NUMBER')
    return number ? { kind: 'virtual_account', bank: channel.replace('_VIRTUAL_ACCOUNT', ''), number } : null
  }
  const link = valueOf('WEB_URL', 'WEB_GENERIC_URL', 'DEEPLINK_URL', 'MOBILE_URL')
  return link ? { kind: 'ewallet', url: link } : null
}

const states: Readonly<Record<string, ProviderState>> = {
  ACCEPTING_PAYMENTS: 'waiting',
  REQUIRES_ACTION: 'waiting',
  AUTHORIZED: 'waiting',
  SUCCEEDED: 'paid',
  FAILED: 'declined',
  CANCELED: 'cancelled',
  EXPIRED: 'expired',
}

const stateOf = ({ status }: Request): ProviderState =>
  status === undefined ? 'unknown' : (states[status] ?? 'waiting')

function statusOf(request: Request, payment: Payment): ProviderStatus {
  if (request.reference_id !== payment.id) throw new ProviderAway('Xendit answered about another payment')
  return {
    state: stateOf(request),
    amountIdr: wholeRupiah(request.request_amount),
    currency: request.currency,
    providerReference: request.payment_request_id,
  }
}
