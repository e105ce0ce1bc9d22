/** Who carries money to a bank account. A provider is one file behind this interface; it decides nothing about money:
 *  it answers what became of an order, and the order's state says what that means. */
import type { ReturnCode } from './payout.ts'

/** What is to be paid. The id is the payout's: a provider is asked with it as idempotency key, however often. */
export interface PayoutOrder {
  readonly id: string
  /** Whole rupiah. */
  readonly amountIdr: bigint
  readonly bankCode: string
  readonly accountNumber: string
  readonly holderName: string
  readonly description: string
  /** What the provider called it, once it has answered. */
  readonly providerRef: string | null
}

export type ProviderStatus =
  /** On its way, or not yet decided. */
  | { readonly state: 'accepted'; readonly providerRef: string }
  | { readonly state: 'paid'; readonly providerRef: string; readonly reference: string }
  /** Certainly not paid, now and later: the money may be given back. `returned`: it was paid and came back. */
  | {
      readonly state: 'failed' | 'returned'
      readonly providerRef: string | null
      readonly code: ReturnCode
      readonly reason: string
    }
  /** Nobody knows: it timed out, the connection broke, the provider is down. Ask again. */
  | { readonly state: 'unknown'; readonly why: string }
  /** The provider certainly never heard of it. */
  | { readonly state: 'missing' }
  /** It answered about another amount, currency or addressee: a person must look. */
  | { readonly state: 'contradiction'; readonly why: string }

export type Verified =
  | {
      readonly ok: true
      readonly eventId: string
      readonly payoutId: string | null
      readonly providerRef: string | null
    }
  | { readonly ok: false; readonly why: string }

export type Headers = Readonly<Record<string, string | string[] | undefined>>

export interface PayoutProvider {
  readonly id: string
  /** `file`: operators carry a file to the bank and enter its report. `api`: the stage asks and is told. */
  readonly kind: 'file' | 'api'
  /** Safe to repeat with the same order. Never throws: what it can't know is `unknown`. */
  send?(order: PayoutOrder): Promise<ProviderStatus>
  /** What became of it. Never throws. */
  fetchStatus?(order: PayoutOrder): Promise<ProviderStatus>
  readWebhook?(headers: Headers, rawBody: Buffer): Verified
}
