import assert from 'node:assert/strict'
import type { Ledger, NewAccount } from '../index.ts'
import type { Model } from './model.ts'

/** The ledger holds what the model holds: every balance, and as many transfers. */
export async function assertModelled(
  ledger: Ledger,
  model: Model,
  accounts: readonly NewAccount[],
): Promise<void> {
  const balances = await ledger.balances(accounts.map(({ id }) => id))
  assert.equal(balances.length, accounts.length)
  for (const one of balances) {
    const purse = model.purses.get(one.id)
    assert.deepEqual(
      [one.debitsPosted, one.creditsPosted, one.debitsPending, one.creditsPending, one.closed],
      [purse?.dp, purse?.cp, purse?.dq, purse?.cq, purse?.closed],
    )
  }
  const head = await ledger.head()
  assert.equal(Number(head?.lastSeq), model.facts.size, 'as many transfers as the model has facts')
}
