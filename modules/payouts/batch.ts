/** Payouts that are approved and sent together. */
import type { batchStates } from './contract.ts'

export type BatchState = (typeof batchStates)[number]

export interface Batch {
  readonly id: string
  readonly provider: string
  readonly state: BatchState
  readonly count: number
  /** Σ net. */
  readonly ctrlSumIdr: bigint
  readonly taxIdr: bigint
  readonly madeBy: string
  readonly madeAt: Date
  readonly approvedBy: string | null
  readonly approvedAt: Date | null
  readonly singleOperator: boolean
  readonly sentBy: string | null
  readonly sentAt: Date | null
  readonly sentFormat: string | null
  readonly files: readonly { readonly format: string; readonly sha256: string; readonly madeAt: Date }[]
  readonly states: Readonly<Record<string, number>>
}

export interface BatchFile {
  readonly name: string
  readonly contentType: string
  readonly content: Buffer
}
