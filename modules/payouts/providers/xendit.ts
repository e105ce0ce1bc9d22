/** Xendit Payouts v2: `POST /v2/payouts` with an Idempotency-key, ACCEPTED → SUCCEEDED or FAILED, later perhaps
 *  REVERSED. Its notices are not signed: they carry a token, and the payout is asked for again before anything is
 *  believed. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Bank } from '../banks.ts'
import type { ReturnCode } from '../payout.ts'
import type { PayoutOrder, PayoutProvider, ProviderStatus, Verified } from '../provider.ts'
import { type Answer, basicAuth, type Call, callJson, numberText, wholeRupiah } from './call-json.ts'

export interface XenditOptions extends Call {
  readonly url: string
  readonly key: string
  readonly callbackToken: string
  readonly banks: ReadonlyMap<string, Bank>
}

const zPayout = z.object({
  id: z.string(),
  reference_id: z.string(),
  currency: z.string(),
  status: z.string(),
  failure_code: z.string().nullish(),
  connector_reference: z.string().nullish(),
})
const zNotice = z.object({
  event: z.string(),
  created: z.string().nullish(),
  data: z.object({ id: z.string(), reference_id: z.string(), status: z.string().nullish() }),
})

const zUuid = z.uuid()

/** What Xendit calls the reasons that creators can do something about. */
const codes: Readonly<Record<string, ReturnCode>> = {
  INVALID_DESTINATION: 'account_not_found',
  REJECTED_BY_CHANNEL: 'bank_refused',
  DESTINATION_MAXIMUM_LIMIT: 'over_limit',
  ACCOUNT_CLOSED: 'account_closed',
  INACTIVE_ACCOUNT: 'account_closed',
  ACCOUNT_NAME_MISMATCH: 'name_mismatch',
}

/** Answers that mean that this order was refused and will never be paid. */
const refusedForGood = new Set([400, 403, 404, 422])
/** … save those that are about the stage's own money, key or load: these end, and the order may go again. */
const passing = new Set([
  'INSUFFICIENT_BALANCE',
  'REQUEST_FORBIDDEN_ERROR',
  'INVALID_API_KEY',
  'RATE_LIMIT_EXCEEDED',
])

export function xenditProvider(options: XenditOptions): PayoutProvider {
  const { url, key, callbackToken, banks } = options
  const authorization = basicAuth(key)

  const read = (
    order: PayoutOrder,
    answer: Answer & { ok: true },
    found: unknown,
    text: string,
  ): ProviderStatus => {
    const { success, data } = zPayout.safeParse(found)
    if (!success) return { state: 'unknown', why: `an answer of status ${answer.status} that can't be read` }
    const amount = wholeRupiah(numberText(text, 'amount') ?? '')
    if (data.reference_id !== order.id || data.currency !== 'IDR' || amount !== order.amountIdr)
      return {
        state: 'contradiction',
        why: `xendit ${data.id}: ${data.reference_id} ${data.currency} ${amount ?? 'no amount'}`,
      }
    const providerRef = data.id
    switch (data.status) {
      case 'SUCCEEDED':
        return { state: 'paid', providerRef, reference: data.connector_reference ?? providerRef }
      case 'FAILED':
      case 'CANCELLED':
      case 'COMPLIANCE_REJECTED':
      case 'REVERSED': {
        const said = data.failure_code ?? data.status
        return {
          state: data.status === 'REVERSED' ? 'returned' : 'failed',
          providerRef,
          code: codes[said] ?? (data.status === 'REVERSED' ? 'account_closed' : 'bank_refused'),
          reason: `Xendit: ${said}`,
        }
      }
      default:
        return { state: 'accepted', providerRef }
    }
  }

  return {
    id: 'xendit',
    kind: 'api',
    async send(order) {
      const bank = banks.get(order.bankCode)
      if (!bank)
        return {
          state: 'failed',
          providerRef: null,
          code: 'bank_refused',
          reason: `no channel for ${order.bankCode}`,
        }
      const rest = JSON.stringify({
        reference_id: order.id,
        channel_code: bank.xendit,
        channel_properties: { account_number: order.accountNumber, account_holder_name: order.holderName },
        description: order.description,
        currency: 'IDR',
      })
      const answer = await callJson(options, `${url}/v2/payouts`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'Idempotency-key': order.id },
        // By hand: a JSON number of this code would lose digits above 2^53.
        body: `${rest.slice(0, -1)},"amount":${order.amountIdr}}`,
      })
      if (!answer.ok) return { state: 'unknown', why: answer.why }
      if (answer.status < 300) return read(order, answer, answer.body, answer.text)
      const { success, data } = z.object({ error_code: z.string() }).safeParse(answer.body)
      const said = success ? data.error_code : `status ${answer.status}`
      if (!refusedForGood.has(answer.status) || !success || passing.has(said))
        return { state: 'unknown', why: said }
      return {
        state: 'failed',
        providerRef: null,
        code: codes[said] ?? 'bank_refused',
        reason: `Xendit: ${said}`,
      }
    },
    async fetchStatus(order) {
      const where = order.providerRef
        ? `/v2/payouts/${encodeURIComponent(order.providerRef)}`
        : `/v2/payouts?reference_id=${encodeURIComponent(order.id)}`
      const answer = await callJson(options, url + where, { method: 'GET', headers: { authorization } })
      if (!answer.ok) return { state: 'unknown', why: answer.why }
      if (answer.status === 404 && order.providerRef === null) return { state: 'missing' }
      if (answer.status >= 300) return { state: 'unknown', why: `status ${answer.status}` }
      if (order.providerRef) return read(order, answer, answer.body, answer.text)
      const list = z.object({ data: z.array(z.unknown()) }).safeParse(answer.body)
      if (!list.success) return { state: 'unknown', why: 'a list that can’t be read' }
      const [found, second] = list.data.data
      if (found === undefined) return { state: 'missing' }
      if (second !== undefined) return { state: 'contradiction', why: `xendit knows ${order.id} twice` }
      return read(order, answer, found, answer.text)
    },
    readWebhook(headers, rawBody): Verified {
      const given = headers['x-callback-token']
      if (typeof given !== 'string' || !sameText(given, callbackToken)) return { ok: false, why: 'token' }
      const { success, data } = zNotice.safeParse(parse(rawBody))
      if (!success) return { ok: false, why: 'unreadable' }
      const payoutId = zUuid.safeParse(data.data.reference_id).success
        ? data.data.reference_id.toLowerCase()
        : null
      const named = headers['webhook-id']
      const eventId = typeof named === 'string' ? named : rawBody.toString('base64')
      return { ok: true, eventId, payoutId, providerRef: data.data.id }
    },
  }
}

/** In a time that tells nothing. */
export const sameText = (one: string, other: string): boolean =>
  timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest())

export function parse(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'))
  } catch {
    return undefined
  }
}
