/** Who is paid. */
import type { bankAccountStates, maskedFields, payeeForms, payeeStates, payeeWaits } from './contract.ts'

export type PayeeForm = (typeof payeeForms)[number]
export type PayeeState = (typeof payeeStates)[number]
export type PayeeWait = (typeof payeeWaits)[number]
export type BankAccountState = (typeof bankAccountStates)[number]
export type MaskedField = (typeof maskedFields)[number]
export type Tier = 0 | 1 | 2

export interface NewPayee {
  readonly form: PayeeForm
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly name: string
  readonly birthDate?: string | undefined
  /** NIK. */
  readonly nationalId?: string | undefined
  /** NPWP; abroad, the number there. */
  readonly taxId?: string | undefined
  readonly guardianName?: string | undefined
}

export interface BankAccount {
  readonly id: string
  readonly bankCode: string
  readonly bankName: string
  /** Masked unless told. */
  readonly accountNumber: string
  readonly holderName: string
  readonly state: BankAccountState
  readonly reason: string | null
  readonly addedAt: Date
}

/** Masked. */
export interface Payee {
  readonly accountId: string
  readonly form: PayeeForm
  readonly country: string
  readonly name: string
  readonly birthDate: string | null
  readonly nationalId: string | null
  readonly taxId: string | null
  readonly guardianName: string | null
  readonly isMinor: boolean
  readonly tier: Tier
  readonly state: PayeeState
  readonly waitsFor: PayeeWait | null
  readonly reason: string | null
  readonly holdUntil: Date | null
  readonly bankAccount: BankAccount | null
  readonly changedAt: Date
}

export interface PayeeView {
  readonly at: Date
  readonly fields: readonly MaskedField[]
  readonly reason: string
}
