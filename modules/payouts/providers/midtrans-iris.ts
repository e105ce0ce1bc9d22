/** Midtrans Payouts (Iris): a creator key asks, an approver key approves, so its own maker and checker stand behind
 *  ours. A notice is signed: `Iris-Signature` = hex SHA-512 of the raw body followed by the merchant key. It is asked
 *  for again all the same. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Bank } from '../banks.ts'
import type { ReturnCode } from '../payout.ts'
import type { PayoutOrder, PayoutProvider, ProviderStatus, Verified } from '../provider.ts'
import { basicAuth, type Call, callJson, wholeRupiah } from './call-json.ts'
import { parse, sameText } from './xendit.ts'

export interface IrisOptions extends Call {
  readonly url: string
  readonly creatorKey: string
  readonly approverKey: string
  readonly merchantKey: string
  readonly banks: ReadonlyMap<string, Bank>
}

const zCreated = z.object({
  payouts: z.array(z.object({ status: z.string(), reference_no: z.string() })).length(1),
})
const zAmount = z.union([z.string(), z.number()]).transform(String)
const zDetails = z.object({
  amount: zAmount,
  beneficiary_account: z.string(),
  reference_no: z.string(),
  status: z.string(),
  error_code: z.string().nullish(),
  error_message: z.string().nullish(),
})
const zNotice = z.object({ reference_no: z.string(), status: z.string(), updated_at: z.string().nullish() })

const codes: Readonly<Record<string, ReturnCode>> = {
  '001': 'bank_refused',
  '002': 'account_not_found',
  '003': 'account_closed',
  '012': 'over_limit',
}

/** Iris takes letters, digits and spaces in these. */
const plainText = (text: string, max: number): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 ]/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, max)

export function irisProvider(options: IrisOptions): PayoutProvider {
  const { url, banks } = options
  const [creator, approver] = [basicAuth(options.creatorKey), basicAuth(options.approverKey)]
  const json = { accept: 'application/json', 'content-type': 'application/json' }

  const fetchStatus = async (order: PayoutOrder): Promise<ProviderStatus> => {
    // Iris can't be asked by our own number: it is sent again, and the idempotency key makes that the same payout.
    if (order.providerRef === null) return { state: 'missing' }
    const answer = await callJson(options, `${url}/api/v1/payouts/${encodeURIComponent(order.providerRef)}`, {
      method: 'GET',
      headers: { ...json, authorization: creator },
    })
    if (!answer.ok) return { state: 'unknown', why: answer.why }
    const { success, data } = zDetails.safeParse(answer.body)
    if (answer.status >= 300 || !success) return { state: 'unknown', why: `status ${answer.status}` }
    const providerRef = data.reference_no
    if (
      providerRef !== order.providerRef ||
      wholeRupiah(data.amount) !== order.amountIdr ||
      data.beneficiary_account !== order.accountNumber
    )
      return { state: 'contradiction', why: `iris ${providerRef}: another amount or account` }
    switch (data.status) {
      case 'completed':
        return { state: 'paid', providerRef, reference: providerRef }
      case 'failed':
      case 'rejected':
        return {
          state: 'failed',
          providerRef,
          code: codes[data.error_code ?? ''] ?? 'bank_refused',
          reason: `Midtrans: ${data.error_message ?? data.error_code ?? data.status}`,
        }
      case 'queued':
        return approve(order.providerRef)
      default:
        return { state: 'accepted', providerRef }
    }
  }

  const approve = async (reference: string): Promise<ProviderStatus> => {
    await callJson(options, `${url}/api/v1/payouts/approve`, {
      method: 'POST',
      headers: { ...json, authorization: approver },
      body: JSON.stringify({ reference_nos: [reference] }),
    })
    // Approved or not, it is there: what became of it the next look tells, and approves again what still waits.
    return { state: 'accepted', providerRef: reference }
  }

  return {
    id: 'midtrans-iris',
    kind: 'api',
    async send(order) {
      const bank = banks.get(order.bankCode)
      if (!bank)
        return {
          state: 'failed',
          providerRef: null,
          code: 'bank_refused',
          reason: `no bank ${order.bankCode}`,
        }
      const answer = await callJson(options, `${url}/api/v1/payouts`, {
        method: 'POST',
        headers: { ...json, authorization: creator, 'X-Idempotency-Key': order.id },
        body: JSON.stringify({
          payouts: [
            {
              beneficiary_name: plainText(order.holderName, 100),
              beneficiary_account: order.accountNumber,
              beneficiary_bank: bank.iris,
              amount: `${order.amountIdr}.00`,
              notes: plainText(order.description, 100),
            },
          ],
        }),
      })
      if (!answer.ok) return { state: 'unknown', why: answer.why }
      const { success, data } = zCreated.safeParse(answer.body)
      if (answer.status < 300 && success && data.payouts[0]) return approve(data.payouts[0].reference_no)
      // 400 names what is wrong with the order; everything else is about the stage or passes.
      const refused = z.object({ errors: z.unknown() }).safeParse(answer.body)
      if (answer.status !== 400 || !refused.success)
        return { state: 'unknown', why: `status ${answer.status}` }
      return {
        state: 'failed',
        providerRef: null,
        code: /account/i.test(answer.text) ? 'account_not_found' : 'bank_refused',
        reason: `Midtrans: ${answer.text.slice(0, 200)}`,
      }
    },
    fetchStatus,
    readWebhook(headers, rawBody): Verified {
      const given = headers['iris-signature']
      const signature = createHash('sha512').update(rawBody).update(options.merchantKey).digest('hex')
      if (typeof given !== 'string' || !sameText(given.toLowerCase(), signature))
        return { ok: false, why: 'signature' }
      const { success, data } = zNotice.safeParse(parse(rawBody))
      if (!success) return { ok: false, why: 'unreadable' }
      const { reference_no, status, updated_at } = data
      return {
        ok: true,
        eventId: [reference_no, status, updated_at ?? ''].join(' '),
        payoutId: null,
        providerRef: reference_no,
      }
    },
  }
}
