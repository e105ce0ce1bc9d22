import type { Db } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import type { Ledger, NewAccount, NewTransfer } from '../ledger/index.ts'

const BATCH = 2_000

/** Opens what is missing and makes the transfers, each inner list all or nothing. Their ids follow from what they
 *  are for, so a transfer that was made before answers `exists` and moves nothing.
 *  @throws AssertionFailed when one is refused: the amounts were fixed wrongly, and a person must look */
export async function postTransfers(
  ledger: Pick<Ledger, 'openAccounts' | 'submit'>,
  db: Db,
  accounts: readonly NewAccount[],
  chains: readonly (readonly NewTransfer[])[],
): Promise<void> {
  for (let at = 0; at < accounts.length; at += BATCH) {
    const opened = await ledger.openAccounts(db, accounts.slice(at, at + BATCH))
    for (const status of opened)
      assert(status === 'created' || status === 'exists', `an account of another kind has this id: ${status}`)
  }
  for (let at = 0; at < chains.length; at += BATCH) {
    const batch = chains
      .slice(at, at + BATCH)
      .flatMap((chain) => chain.map((one, i) => (i < chain.length - 1 ? { ...one, linked: true } : one)))
    const results = await ledger.submit(batch)
    results.forEach(({ status }, i) => {
      assert(status === 'created' || status === 'exists', `transfer ${batch[i]?.id} was refused: ${status}`)
    })
  }
}
