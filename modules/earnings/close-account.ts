import { refuse } from '../../platform/errors.ts'
import { availableAccount, disputedAccount, pendingAccount, reserveAccount } from './accounts.ts'
import { earningsRefusals } from './contract.ts'
import type { Closing, EarningsDeps } from './face.ts'
import { leaveSplits } from './splits.ts'
import * as store from './store.ts'

/** What is owed is every rupiah on the creator's four accounts, also what a payout is under way with. It stays there, in
 *  the ledger and under the account's id, as the stage's debt: releases go on, so that it can still be paid to whoever
 *  shows that it is theirs. Lines and releases stay too: books are kept. What goes is whom the account gave to. */
export async function closeFor(
  deps: EarningsDeps,
  creatorId: string,
  { keepOwed = false }: { keepOwed?: boolean } = {},
): Promise<Closing> {
  return deps.db.transaction(async (tx): Promise<Closing> => {
    await store.lockCreators(tx, [creatorId])
    const [before] = await store.findClosed(tx, [creatorId])
    if (before) return { status: 'closed before', owedIdr: before.owedIdr, closedAt: before.closedAt }
    const accounts = [pendingAccount, availableAccount, reserveAccount, disputedAccount]
    const balances = await deps.ledger.balances(
      accounts.map((account) => account(creatorId)),
      tx,
    )
    const owedIdr = balances.reduce((sum, one) => sum + one.creditsPosted - one.debitsPosted, 0n)
    if (owedIdr > 0n && !keepOwed) refuse(earningsRefusals.earnings_owed, { amount: String(owedIdr) })
    const closedAt = deps.clock.now()
    await leaveSplits(deps, tx, creatorId)
    await store.blankFan(tx, creatorId)
    await store.insertClosed(tx, creatorId, owedIdr, closedAt)
    return { status: 'closed', owedIdr, closedAt }
  })
}
