/** What an account is, apart from how it is stored. */
import { assert } from '../../platform/errors.ts'

export interface NewAccount {
  /** A uuid that the caller makes, usually `uuidFrom('ads.prepaid', merchantId)`. */
  readonly id: string
  /** Which unit it counts in; see {@link LedgerUnits}. */
  readonly ledger: number
  /** The caller's own number for the kind of account. */
  readonly code: number
  /** Posted and pending debits may never exceed posted credits: the balance of a purse. */
  readonly debitsMustNotExceedCredits?: boolean | undefined
  /** The reverse: the balance of an asset. */
  readonly creditsMustNotExceedDebits?: boolean | undefined
}

export type AccountStatus =
  | 'created'
  | 'exists'
  | 'exists_with_different_ledger'
  | 'exists_with_different_code'
  | 'exists_with_different_limits'

/** Sums since the account was opened, in its ledger's smallest unit. They only grow, save that pending is released. */
export interface Balances {
  readonly debitsPosted: bigint
  readonly creditsPosted: bigint
  readonly debitsPending: bigint
  readonly creditsPending: bigint
}

export interface AccountBalance extends Balances {
  readonly id: string
  readonly ledger: number
  readonly code: number
  readonly debitsMustNotExceedCredits: boolean
  readonly creditsMustNotExceedDebits: boolean
  readonly closed: boolean
}

/** Ledger number → what one unit of it is: `scale` decimal places of `currency`. */
export type LedgerUnits = Readonly<Record<number, { readonly currency: string; readonly scale: number }>>

/** Rupiah, millionths of one, and coins. */
export const idrLedgers: LedgerUnits = {
  1: { currency: 'IDR', scale: 0 },
  2: { currency: 'IDR', scale: 6 },
  3: { currency: 'COIN', scale: 0 },
}

export const debitsLimited = 1
export const creditsLimited = 2

export function flagsOf(account: NewAccount): number {
  const both = account.debitsMustNotExceedCredits === true && account.creditsMustNotExceedDebits === true
  assert(!both, 'an account limited both ways could only ever stay at zero')
  if (account.debitsMustNotExceedCredits === true) return debitsLimited
  return account.creditsMustNotExceedDebits === true ? creditsLimited : 0
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Ids are compared as text, so one uuid has one spelling here. */
export function canonicalUuid(text: string, what: string): string {
  if (uuid.test(text)) return text
  const lower = text.toLowerCase()
  assert(uuid.test(lower), `${what} is not a uuid`)
  return lower
}

export function checkedAccount(account: NewAccount, units: LedgerUnits): NewAccount {
  assert(units[account.ledger] !== undefined, `there is no ledger ${account.ledger}`)
  assert(
    Number.isInteger(account.code) && account.code >= 0 && account.code <= 0x7fffffff,
    'an account code is a number of 31 bits',
  )
  flagsOf(account)
  return { ...account, id: canonicalUuid(account.id, 'the account id') }
}
