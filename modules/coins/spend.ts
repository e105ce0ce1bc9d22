import type { Tx } from '../../platform/db/index.ts'
import { assert, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { NewTransfer } from '../ledger/index.ts'
import { coinLedger, heldId, issued, transferCodes } from './accounts.ts'
import { coinsRefusals } from './contract.ts'
import type { CoinsDeps } from './deps.ts'
import { heldBy } from './held.ts'
import * as store from './store.ts'

export interface Spending {
  /** Made from what it is for: a retry spends nothing twice. */
  readonly spendId: string
  readonly accountId: string
  readonly coins: bigint
  /** In words, for the history. */
  readonly what: { readonly en: string; readonly id: string }
}

/** Writes it down and returns the transfer held → issued. The caller adds what becomes of the rupiah behind the coins,
 *  exactly coins × price out of the float, in the same linked chain.
 *  @throws Refusal not_enough_coins */
export async function spend(
  { clock, ledger }: Pick<CoinsDeps, 'clock' | 'ledger'>,
  tx: Tx,
  { spendId, accountId, coins, what }: Spending,
): Promise<NewTransfer> {
  assert(coins > 0n, 'something is spent')
  await store.lockHolder(tx, accountId, clock.now())
  if (await store.insertSpend(tx, { id: spendId, accountId, coins, what, spentAt: clock.now() })) {
    const held = await heldBy(ledger, accountId, tx)
    if (held < coins) refuse(coinsRefusals.not_enough_coins, { coins: String(coins), held: String(held) })
  }
  return {
    id: uuidFrom('coins.spend', spendId),
    debit: heldId(accountId),
    credit: issued.id,
    ledger: coinLedger,
    amount: coins,
    code: transferCodes.spent,
    sourceId: spendId,
    reason: what.en,
    linked: true,
  }
}
