import type { Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import type { AccountBalance, Ledger, NewAccount } from '../ledger/index.ts'
import { float, heldId, heldOf, issued, platformIncome } from './accounts.ts'

/** What an account owes: credits less debits, what is only reserved taken off. */
export const owes = (one: AccountBalance | undefined): bigint =>
  one ? one.creditsPosted - one.debitsPosted - one.debitsPending : 0n

/** The coins that an account holds. */
export async function heldBy(ledger: Pick<Ledger, 'balances'>, accountId: string, tx?: Tx): Promise<bigint> {
  const [held] = await ledger.balances([heldId(accountId)], tx)
  return owes(held)
}

export const sharedAccounts: readonly NewAccount[] = [issued, float, platformIncome]

export async function openFor(
  ledger: Pick<Ledger, 'openAccounts'>,
  on: Parameters<Ledger['openAccounts']>[0],
  accountId: string,
): Promise<void> {
  const opened = await ledger.openAccounts(on, [...sharedAccounts, heldOf(accountId)])
  for (const status of opened)
    assert(status === 'created' || status === 'exists', `an account of another kind has this id: ${status}`)
}
