import type { Clock } from '../../platform/clock.ts'
import type { Queryable, Tx } from '../../platform/db/index.ts'
import { type AccountStatus, checkedAccount, flagsOf, type LedgerUnits, type NewAccount } from './account.ts'
import { findDefinitions, insertAccounts, lockLedger, type StoredDefinition } from './store.ts'

/** Opens those that are not there. Accounts are opened under the ledger's lock, and only when one is missing: two
 *  transactions that both open and then transfer can so never wait for each other. */
export async function openAccounts(
  on: Queryable,
  inTransaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  clock: Clock,
  units: LedgerUnits,
  asked: readonly NewAccount[],
): Promise<AccountStatus[]> {
  const accounts = asked.map((account) => checkedAccount(account, units))
  const ids = [...new Set(accounts.map((account) => account.id))]
  if (ids.length === 0) return []
  let kept = byId(await findDefinitions(on, ids))
  if (ids.every((id) => kept.has(id)))
    return accounts.map((account) => compare(account, kept.get(account.id)))
  return inTransaction(async (tx) => {
    await lockLedger(tx)
    kept = byId(await findDefinitions(tx, ids))
    const missing = new Map<string, NewAccount>()
    const statuses = accounts.map((account): AccountStatus => {
      const before = kept.get(account.id)
      if (before) return compare(account, before)
      missing.set(account.id, account)
      kept.set(account.id, { ...account, flags: flagsOf(account) })
      return 'created'
    })
    await insertAccounts(tx, [...missing.values()], clock.now())
    return statuses
  })
}

const byId = (rows: readonly StoredDefinition[]): Map<string, StoredDefinition> =>
  new Map(rows.map((row) => [row.id, row]))

function compare(account: NewAccount, kept: StoredDefinition | undefined): AccountStatus {
  if (!kept) return 'created'
  if (account.ledger !== kept.ledger) return 'exists_with_different_ledger'
  if (account.code !== kept.code) return 'exists_with_different_code'
  return flagsOf(account) === kept.flags ? 'exists' : 'exists_with_different_limits'
}
