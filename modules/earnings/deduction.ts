/** A deduction: money taken back from a creator, with its reason, its evidence and the way to appeal. */
import type { deductionReasons, deductionStates } from './contract.ts'

export type DeductionReason = (typeof deductionReasons)[number]
export type DeductionState = (typeof deductionStates)[number]

export interface Evidence {
  readonly summary: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
}

export interface NewDeduction {
  /** The caller's: the same again takes nothing twice. */
  readonly id: string
  readonly creatorId: string
  readonly amountIdr: bigint
  readonly reason: DeductionReason
  readonly evidence: Evidence
  /** Fraud is confirmed: later earnings pay all that is missing. */
  readonly fraud?: boolean
  /** The line (as it was credited) that is taken back first, where it is still on hold. */
  readonly lineId?: string
  /** Whose money it is: the advertiser, the holder of the rights. The stage knows the way (`EarningsDeps.handOn`). */
  readonly owedTo?: string
  /** A ledger account in whole rupiah that gets the money once the deduction is final; unless told, the stage's for that
   *  reason (`EarningsDeps.toAccounts`). Money that goes nowhere stays on the account `earnings.deducted` of its reason. */
  readonly to?: string
}

export interface Deduction {
  readonly id: string
  readonly creatorId: string
  readonly amountIdr: bigint
  /** Taken so far. */
  readonly collectedIdr: bigint
  /** Still to be collected from later earnings: 0 once it is appealed or returned. */
  readonly owedIdr: bigint
  readonly reason: DeductionReason
  readonly evidence: Evidence
  readonly fraud: boolean
  readonly state: DeductionState
  /** Null: the stage itself. */
  readonly deductedBy: string | null
  readonly owedTo: string | null
  readonly deductedAt: Date
  readonly appealUntil: Date
  readonly appealedAt: Date | null
  readonly appealText: string | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly decisionNote: string | null
  /** When the creator last read of it; null while there is something unread. */
  readonly seenAt: Date | null
}
