/** Each account holds what its rows say, to the rupiah. */
import {
  availableAccount,
  deductedAccount,
  disputedAccount,
  pendingAccount,
  reserveAccount,
} from './accounts.ts'
import { deductionReasons } from './contract.ts'
import type { AuditFault, EarningsAudit, EarningsDeps } from './face.ts'
import { holdSnapshot } from './store.ts'
import * as store from './store-totals.ts'

const page = 500
const faultsShown = 100

/** pending = Σ (amount − taken) of lines on hold · reserve = Σ (amount − taken) of open reserves · disputed = Σ collected by
 *  deductions under appeal · available = Σ released + ended reserves + given back − taken − paid out · deducted, by reason
 *  = Σ collected − handed on. All in one snapshot. */
export function audit(
  deps: EarningsDeps,
  paidOut?: (creatorIds: readonly string[]) => Promise<ReadonlyMap<string, bigint>>,
): Promise<EarningsAudit> {
  return deps.db.transaction(async (tx) => {
    await holdSnapshot(tx)
    const faults: AuditFault[] = []
    const hold = (fault: AuditFault, ok = fault.expectedIdr === fault.foundIdr): void => {
      if (!ok && faults.length < faultsShown) faults.push(fault)
    }
    const posted = async (ids: readonly string[]) => {
      const found = await deps.ledger.balances(ids, tx)
      const balances = new Map(found.map((one) => [one.id, one.creditsPosted - one.debitsPosted]))
      return (id: string): bigint => balances.get(id) ?? 0n
    }
    let creators = 0
    for (let after: string | undefined; ; ) {
      const ids = await store.creatorsAfter(tx, after, page)
      const paid = await paidOut?.(ids)
      const balance = await posted(
        ids.flatMap((id) => [
          pendingAccount(id),
          availableAccount(id),
          reserveAccount(id),
          disputedAccount(id),
        ]),
      )
      for (const { creatorId, pending, reserve, disputed, available } of await store.dueOnAccounts(tx, ids)) {
        const check = (account: AuditFault['account'], expected: string, id: string) =>
          hold({ creatorId, account, expectedIdr: BigInt(expected), foundIdr: balance(id) })
        check('pending', pending, pendingAccount(creatorId))
        check('reserve', reserve, reserveAccount(creatorId))
        check('disputed', disputed, disputedAccount(creatorId))
        const foundIdr = balance(availableAccount(creatorId))
        const expectedIdr = BigInt(available) - (paid?.get(creatorId) ?? 0n)
        hold(
          { creatorId, account: 'available', expectedIdr, foundIdr },
          paid === undefined ? foundIdr <= expectedIdr : foundIdr === expectedIdr,
        )
      }
      creators += ids.length
      after = ids.at(-1)
      if (ids.length < page) break
    }
    const held = new Map((await store.heldByReason(tx)).map((row) => [row.reason, BigInt(row.held)]))
    const balance = await posted(deductionReasons.map(deductedAccount))
    for (const reason of deductionReasons)
      hold({
        creatorId: null,
        account: 'deducted',
        expectedIdr: held.get(reason) ?? 0n,
        foundIdr: balance(deductedAccount(reason)),
      })
    return { ok: faults.length === 0, creators, faults }
  })
}
