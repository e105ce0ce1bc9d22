/** What is kept of a payee, opened or masked. */
import { type Clock, type Day, dayOf, toDay } from '../../platform/clock.ts'
import type { Queryable } from '../../platform/db/index.ts'
import type { Bank } from './banks.ts'
import type { FieldCipher } from './encrypt-field.ts'
import { isYounger } from './identity-numbers.ts'
import { maskDate, maskName, maskNumber } from './mask.ts'
import type { BankAccount, Payee } from './payee.ts'
import { type BankAccountRow, currentBankAccounts, findPayees, type PayeeRow } from './store-payees.ts'

export interface PayeeReader {
  readonly db: Queryable
  readonly clock: Clock
  readonly timeZone: string
  readonly cipher: FieldCipher
  readonly bankByCode: ReadonlyMap<string, Bank>
}

export interface OpenPayee {
  readonly name: string
  readonly birthDate: Day | null
  readonly nationalId: string | null
  readonly taxId: string | null
  readonly guardianName: string | null
}

export interface OpenAccount {
  readonly accountNumber: string
  readonly holderName: string
}

export const adultYears = 18

export function openPayee({ cipher }: Pick<PayeeReader, 'cipher'>, row: PayeeRow): OpenPayee {
  const open = (kind: Parameters<FieldCipher['open']>[0], sealed: string | null): string | null =>
    sealed === null ? null : cipher.open(kind, row.accountId, sealed)
  const birthDate = open('birth_date', row.birthDateSealed)
  return {
    name: cipher.open('name', row.accountId, row.nameSealed),
    birthDate: birthDate === null ? null : toDay(birthDate),
    nationalId: open('national_id', row.nationalIdSealed),
    taxId: open('tax_id', row.taxIdSealed),
    guardianName: open('guardian_name', row.guardianNameSealed),
  }
}

export const openAccount = ({ cipher }: Pick<PayeeReader, 'cipher'>, row: BankAccountRow): OpenAccount => ({
  accountNumber: cipher.open('account_number', row.id, row.accountNumberSealed),
  holderName: cipher.open('account_holder', row.id, row.accountHolderSealed),
})

export const bankNameOf = ({ bankByCode }: Pick<PayeeReader, 'bankByCode'>, code: string): string =>
  bankByCode.get(code)?.name ?? code

export function maskAccount(reader: PayeeReader, row: BankAccountRow): BankAccount {
  const { accountNumber, holderName } = openAccount(reader, row)
  return {
    id: row.id,
    bankCode: row.bankCode,
    bankName: bankNameOf(reader, row.bankCode),
    accountNumber: maskNumber(accountNumber),
    holderName: maskName(holderName),
    state: row.state,
    reason: row.reason,
    addedAt: row.addedAt,
  }
}

export function maskPayee(reader: PayeeReader, row: PayeeRow, account: BankAccountRow | undefined): Payee {
  const open = openPayee(reader, row)
  const today = dayOf(reader.clock.now(), reader.timeZone)
  return {
    accountId: row.accountId,
    form: row.form,
    country: row.country,
    name: maskName(open.name),
    birthDate: open.birthDate && maskDate(open.birthDate),
    nationalId: open.nationalId && maskNumber(open.nationalId),
    taxId: open.taxId && maskNumber(open.taxId),
    guardianName: open.guardianName && maskName(open.guardianName),
    isMinor: open.birthDate !== null && isYounger(open.birthDate, adultYears, today),
    tier: row.tier,
    state: row.state,
    waitsFor: row.waitsFor,
    reason: row.reason,
    holdUntil: row.holdUntil !== null && row.holdUntil > reader.clock.now() ? row.holdUntil : null,
    bankAccount: account ? maskAccount(reader, account) : null,
    changedAt: row.changedAt,
  }
}

/** In the order of the rows. */
export async function maskPayees(reader: PayeeReader, rows: readonly PayeeRow[]): Promise<Payee[]> {
  const ids = rows.map((one) => one.accountId)
  const accounts = new Map(
    (ids.length === 0 ? [] : await currentBankAccounts(reader.db, ids)).map((one) => [one.accountId, one]),
  )
  return rows.map((row) => maskPayee(reader, row, accounts.get(row.accountId)))
}

export async function readPayee(reader: PayeeReader, accountId: string): Promise<Payee | undefined> {
  const [payee] = await maskPayees(reader, await findPayees(reader.db, [accountId]))
  return payee
}
