/** I8: coins sold − spent − returned = Σ coins held, and that × price = the float. */
import type { Db } from '../../platform/db/index.ts'
import { coinPriceIdr, float, heldId, issued } from './accounts.ts'
import type { coinFaults } from './contract.ts'
import type { CoinsDeps } from './deps.ts'
import { owes } from './held.ts'
import * as store from './store.ts'
import type { Sums } from './store.ts'

export interface CoinFault {
  /** held: one account's coins differ from its history · total, issued, float: from what all hold */
  readonly what: (typeof coinFaults)[number]
  readonly accountId: string | null
  readonly expected: bigint
  readonly found: bigint
}

export interface CoinAudit extends Sums {
  readonly ok: boolean
  readonly heldCoins: bigint
  readonly floatIdr: bigint
  /** The first hundred. */
  readonly faults: readonly CoinFault[]
}

const batch = 1_000
const faultsMax = 100

/** Reads rows and ledger at one instant. */
export function auditCoins({ db, ledger }: { db: Db } & Pick<CoinsDeps, 'ledger'>): Promise<CoinAudit> {
  return db.transaction(async (tx) => {
    await store.readOneInstant(tx)
    const faults: CoinFault[] = []
    const check = (
      what: CoinFault['what'],
      accountId: string | null,
      expected: bigint,
      found: bigint,
    ): void => {
      if (expected !== found && faults.length < faultsMax) faults.push({ what, accountId, expected, found })
    }
    const sums = await store.sumAll(tx)
    let heldCoins = 0n
    for await (const holders of store.eachHolder(tx, batch)) {
      const balances = await ledger.balances(
        holders.map((one) => heldId(one.accountId)),
        tx,
      )
      const byId = new Map(balances.map((one) => [one.id, one]))
      for (const { accountId, coins } of holders) {
        const held = owes(byId.get(heldId(accountId)))
        heldCoins += held
        check('held', accountId, coins, held)
      }
    }
    const shared = new Map((await ledger.balances([issued.id, float.id], tx)).map((one) => [one.id, one]))
    const floatIdr = owes(shared.get(float.id))
    check('total', null, sums.soldCoins - sums.spentCoins - sums.returnedCoins, heldCoins)
    check('issued', null, -owes(shared.get(issued.id)), heldCoins)
    check('float', null, heldCoins * coinPriceIdr, floatIdr)
    return { ...sums, ok: faults.length === 0, heldCoins, floatIdr, faults }
  })
}
