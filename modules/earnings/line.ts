/** A line: one amount that a creator earned, and how it came. */
import type { lineStates, sources } from './contract.ts'

export type Source = (typeof sources)[number]
export type LineState = (typeof lineStates)[number]

export interface NewEarning {
  /** Made by the source from what it is for: a retry is the same line. */
  readonly id: string
  readonly creatorId: string
  readonly source: Source
  /** For source `split`: what the shared income was. */
  readonly of?: Source
  /** Whole rupiah, at least 1. */
  readonly amountIdr: bigint
  /** The ledger account that pays. */
  readonly from: string
  /** Named: the video's split applies, if its owner is the creator. */
  readonly videoId?: string
  readonly fanId?: string
  readonly about?: Readonly<Record<string, string>>
  readonly earnedAt: Date
}

export interface EarningLine {
  readonly id: string
  readonly creatorId: string
  readonly source: Source
  readonly of: Source
  readonly amountIdr: bigint
  /** Taken back of it while it was on hold. */
  readonly takenIdr: bigint
  readonly state: LineState
  readonly videoId: string | null
  readonly fanId: string | null
  readonly about: Readonly<Record<string, string>>
  readonly earnedAt: Date
  /** When the hold is over. */
  readonly payableAt: Date
}

export interface Balances {
  readonly pendingIdr: bigint
  readonly availableIdr: bigint
  readonly reserveIdr: bigint
  readonly disputedIdr: bigint
  /** Reserved by payouts that are under way. */
  readonly inPayoutIdr: bigint
  readonly paidIdr: bigint
  /** Of deductions, still to be collected from later earnings. */
  readonly owedIdr: bigint
}
