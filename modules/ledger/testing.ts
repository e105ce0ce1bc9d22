/** Builders for the tests of this module and of those after it. */
import type { Db } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Ledger, NewAccount, NewTransfer } from './index.ts'

/** A stable account id from a name. */
export const accountNamed = (name: string): string => uuidFrom('test.account', name)
export const transferNamed = (name: string): string => uuidFrom('test.transfer', name)

/** An unlimited account of ledger 1 unless told. */
export const anAccount = (name: string, more: Partial<NewAccount> = {}): NewAccount => ({
  id: accountNamed(name),
  ledger: 1,
  code: 1,
  ...more,
})

/** A single transfer of ledger 1 between two accounts named by {@link accountNamed} unless told. */
export const aTransfer = (
  name: string,
  debit: string,
  credit: string,
  amount: bigint,
  more: Partial<NewTransfer> = {},
): NewTransfer => ({
  id: transferNamed(name),
  debit: accountNamed(debit),
  credit: accountNamed(credit),
  ledger: 1,
  amount,
  code: 1,
  ...more,
})

let funds = 0

/** Puts money on an account from an unlimited test account of the same ledger, opened when missing. */
export async function fund(db: Db, ledger: Ledger, account: NewAccount, amount: bigint): Promise<void> {
  const source = anAccount(`source of ledger ${account.ledger}`, { ledger: account.ledger })
  await ledger.openAccounts(db, [source, account])
  const [result] = await ledger.submit([
    {
      id: transferNamed(`fund ${++funds} ${account.id}`),
      debit: source.id,
      credit: account.id,
      ledger: account.ledger,
      amount,
      code: 1,
    },
  ])
  assert(result?.status === 'created', `funding was refused: ${result?.status}`)
}

/** Holds the three proofs. @throws AssertionFailed with the first thing that is wrong */
export async function assertSound(ledger: Ledger): Promise<void> {
  const trial = await ledger.trialBalance()
  assert(trial.balanced, `debits and credits differ: ${trial.ledgers.map((l) => l.ledger).join(', ')}`)
  const { drift, pendingDrift } = await ledger.rederive()
  assert(drift.length === 0, `cached balances drifted: ${JSON.stringify(drift)}`)
  assert(pendingDrift.length === 0, `open pendings drifted: ${JSON.stringify(pendingDrift)}`)
  const chain = await ledger.verifyChain()
  assert(chain.ok, `the chain breaks at batch ${chain.fault?.batch}: ${chain.fault?.code}`)
}
