/** One payout, from the request to the bank. */
import type { TaxLine } from '../tax/index.ts'
import type { payoutStates, returnCodes } from './contract.ts'

export type PayoutState = (typeof payoutStates)[number]
export type ReturnCode = (typeof returnCodes)[number]
export type Trigger = 'request' | 'schedule'

export interface Amounts {
  /** What leaves the available balance: net + tax + fee. */
  readonly grossIdr: bigint
  readonly taxIdr: bigint
  readonly feeIdr: bigint
  /** What reaches the bank account. */
  readonly netIdr: bigint
  readonly taxLines: readonly TaxLine[]
}

export interface Quote extends Amounts {
  readonly availableIdr: bigint
  /** The refusal that asking now would meet. */
  readonly obstacle: { readonly code: string; readonly text: (lang: 'en' | 'id') => string } | null
  readonly nextOnDemandAt: Date | null
}

export interface Payout extends Amounts {
  readonly id: string
  readonly accountId: string
  readonly state: PayoutState
  readonly trigger: Trigger
  readonly provider: string
  readonly bankAccountId: string
  readonly bankName: string
  /** Masked. */
  readonly accountNumber: string
  readonly holderName: string
  readonly batchId: string | null
  readonly heldBy: 'cooling' | 'not_verified' | 'bank_account' | null
  readonly requestedAt: Date
  readonly approvedAt: Date | null
  readonly sentAt: Date | null
  readonly endedAt: Date | null
  readonly bankReference: string | null
  readonly reasonCode: ReturnCode | null
  readonly reason: string | null
}
