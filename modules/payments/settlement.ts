/** What a settlement file says, and what it was found to differ in. */
import type { differenceKinds } from './contract.ts'

export type DifferenceKind = (typeof differenceKinds)[number]
export type LineKind = 'payment' | 'money_back'

export interface SettlementLine {
  /** Its number in the file, the header is 1. */
  readonly line: number
  /** The payment, as the provider was told it. */
  readonly reference: string
  readonly kind: LineKind
  /** Before the fee, whole rupiah, at least 1. */
  readonly grossIdr: bigint
  /** Kept by the provider, 0 to gross. */
  readonly feeIdr: bigint
}

export interface Settlement {
  readonly id: string
  readonly provider: string
  readonly fileName: string
  readonly takenInAt: Date
  readonly lines: number
  readonly matched: number
  readonly grossIdr: bigint
  readonly feeIdr: bigint
  readonly netIdr: bigint
}

export interface Difference {
  readonly id: string
  readonly provider: string
  readonly kind: DifferenceKind
  readonly paymentId: string | null
  readonly reference: string
  readonly settlementId: string | null
  readonly lineKind: LineKind | null
  readonly feeIdr: bigint | null
  readonly expectedIdr: bigint | null
  readonly foundIdr: bigint | null
  readonly foundAt: Date
  readonly resolvedAt: Date | null
  readonly note: string | null
}

export interface SettlementReport {
  readonly settlement: Settlement
  readonly differences: readonly Difference[]
}

export interface MoneyReport {
  /** Newest first. */
  readonly settlements: readonly Settlement[]
  /** Open ones first, then the newest. */
  readonly differences: readonly Difference[]
  readonly providers: readonly { provider: string; clearingIdr: bigint; hasTemplate: boolean }[]
  readonly refundsOwedIdr: bigint
  readonly feesIdr: bigint
}
