import type { Tx } from '../../platform/db/index.ts'
import { type Ledger, type NewTransfer, stands } from '../ledger/index.ts'
import { wholeLedger } from './accounts.ts'

/** The ledger did not move what was worked out: someone else moved money in between. Nothing of it happened. */
export class MoneyMoved extends Error {
  override name = 'MoneyMoved'
}

/** All transfers of a chain happen, or none. */
export const linked = (chain: readonly NewTransfer[]): NewTransfer[] =>
  chain.map((transfer, at) => (at < chain.length - 1 ? { ...transfer, linked: true } : transfer))

/** A transfer of whole rupiah between accounts of a creator; none for nothing. */
export const move = (transfer: Omit<NewTransfer, 'ledger'>): NewTransfer[] =>
  transfer.amount > 0n ? [{ ...transfer, ledger: wholeLedger }] : []

/** Submits, last of all in the transaction. @throws MoneyMoved when one does not stand */
export async function submitAll(
  ledger: Pick<Ledger, 'submitIn'>,
  tx: Tx,
  transfers: readonly NewTransfer[],
): Promise<void> {
  if (transfers.length === 0) return
  const results = await ledger.submitIn(tx, transfers)
  const at = results.findIndex((result) => !stands(result) && result.status !== 'linked_failed')
  const failed = at === -1 ? results.findIndex((result) => !stands(result)) : at
  if (failed !== -1)
    throw new MoneyMoved(`transfer ${transfers[failed]?.id} was refused: ${results[failed]?.status}`)
}

/** Payouts look at the same balance: what was worked out on one that has just changed is worked out again. */
export async function retryMoved<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 4; ; left--)
    try {
      return await work()
    } catch (thrown) {
      if (!(thrown instanceof MoneyMoved) || left === 0) throw thrown
    }
}
