/** What a payment provider must be able to do. An adapter talks to one provider and decides nothing: it says what the
 *  provider says, and the caller checks it against what it knows. */
import type { Instructions, Method, Payment } from './payment.ts'

/** Lower-case names, the last value where a name came twice. */
export type Headers = Readonly<Record<string, string>>

export type Notice =
  /** Signed by the provider: `eventId` is the same for the same notice, `reference` names the payment as the provider
   *  was told it. What else it says is not believed: the provider is asked. */
  | { readonly ok: true; readonly eventId: string; readonly reference: string }
  | { readonly ok: false; readonly why: string }

export type ProviderState =
  | 'waiting'
  | 'paid'
  | 'expired'
  | 'cancelled'
  | 'declined'
  | 'refunded'
  | 'charged_back'
  /** The provider knows nothing of it. */
  | 'unknown'

export interface ProviderStatus {
  readonly state: ProviderState
  /** Undefined when the provider names none that is in whole rupiah. */
  readonly amountIdr: bigint | undefined
  readonly currency: string | undefined
  /** The provider's own number. */
  readonly providerReference: string | undefined
  /** What it can still say of how to pay. */
  readonly instructions?: Instructions | undefined
}

export interface Started {
  readonly instructions: Instructions | null
  readonly providerReference: string
}

export interface PaymentProvider {
  readonly id: string
  readonly methods: readonly Method[]
  /** Asks the provider for a charge. Again with the same payment is the same charge.
   *  @throws ProviderAway when it does not answer; ProviderRefused when it will not */
  start(payment: Payment, method: Method): Promise<Started>
  /** Verifies the signature over the raw bytes. Never throws, whatever the bytes are. */
  readWebhook(headers: Headers, raw: Uint8Array): Notice
  /** Asks the provider. @throws ProviderAway */
  fetchStatus(payment: Payment): Promise<ProviderStatus>
  /** Takes the charge back before it is paid; no matter if it can't. @throws ProviderAway */
  cancel(payment: Payment): Promise<void>
  /** Gives money back. Again with the same id is the same refund. @throws ProviderAway, ProviderRefused */
  refund(payment: Payment, refund: { id: string; amountIdr: bigint; reason: string }): Promise<void>
}

/** No answer, or one that says "later". Nothing is known about what it did. */
export class ProviderAway extends Error {
  override name = 'ProviderAway'
}

/** It said no, and will say so again. */
export class ProviderRefused extends Error {
  override name = 'ProviderRefused'
}
