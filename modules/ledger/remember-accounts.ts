/** What this process knows of accounts from the batches it wrote: a batch that follows directly on one of ours needs not
 *  read again what ours left behind.
 *
 *  The proof is the chain. The memory is labelled with the hash of the batch whose outcome it is, and the database says
 *  under the ledger's lock which batch is the last. A batch that was rolled back, a rival process's batch, a restored
 *  backup: each shows another hash, and everything is read anew. */
import type { AsOf, Hold, StoredAccount } from './store.ts'

export interface Recall {
  readonly asOf: AsOf | undefined
  readonly remembered: readonly string[]
  readonly others: readonly string[]
}

export interface AccountMemory {
  /** Which accounts need not be read if nothing has happened since. */
  recall(accountIds: readonly string[]): Recall
  /** The accounts of one batch, to be changed in place; the memory is void until {@link seal}.
   *  @returns undefined when the memory was lost after `recall`: read all of them */
  open(recall: Recall, held: Hold): ReadonlyMap<string, StoredAccount> | undefined
  /** Labels what the batch left behind. */
  seal(asOf: AsOf): void
}

/** About 35 MB. */
const accountsMax = 1 << 17

export function rememberAccounts(): AccountMemory {
  let accounts = new Map<string, StoredAccount>()
  let label: AsOf | undefined

  return {
    recall(accountIds) {
      if (accounts.size > accountsMax) accounts = new Map()
      const remembered: string[] = []
      const others: string[] = []
      for (const id of accountIds) (label && accounts.has(id) ? remembered : others).push(id)
      return { asOf: label, remembered, others }
    },
    open(recall, held) {
      const good = label && held.head?.hash.equals(label.hash) && held.closing === label.closing
      label = undefined
      if (!good) accounts = new Map()
      for (const account of held.accounts) accounts.set(account.id, account)
      return recall.remembered.every((id) => accounts.has(id)) || !held.trusted ? accounts : undefined
    },
    seal(asOf) {
      label = asOf
    },
  }
}
