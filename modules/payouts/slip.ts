/** A tax slip (bukti potong): what was withheld from one creator in one month under one heading. */
export interface Slip {
  readonly id: string
  readonly number: string
  readonly accountId: string
  readonly month: string
  /** pph21, pph23, pph26 */
  readonly kind: string
  readonly article: string
  readonly objectCode: string
  readonly grossIdr: bigint
  readonly baseIdr: bigint
  readonly taxIdr: bigint
  readonly payouts: number
  readonly issuedAt: Date
  readonly corrects: string | null
  readonly correctedBy: string | null
}

export interface SlipTotals {
  readonly kind: string
  readonly grossIdr: bigint
  readonly baseIdr: bigint
  readonly taxIdr: bigint
}
