import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { findByIds, findDuePending } from './store.ts'
import type { TransferBody, TransferResult } from './transfer.ts'

const atOnce = 1_000

/** Gives back what pending transfers hold whose time is over, by new rows of kind `expire` and nothing else. Their ids
 *  follow from the pending transfer, so two that expire at once write one row.
 *  @returns how many expired now */
export async function expireDue(
  db: Db,
  clock: Clock,
  submit: (transfers: readonly TransferBody[]) => Promise<TransferResult[]>,
): Promise<number> {
  let expired = 0
  for (;;) {
    const due = await findDuePending(db, clock.now(), atOnce)
    if (due.length === 0) return expired
    const pendings = await findByIds(
      db,
      due.map(({ id }) => id),
    )
    const results = await submit(
      pendings.map(({ id, debit, credit, ledger, amount, code }) => ({
        id: uuidFrom('ledger.expire', id),
        debit,
        credit,
        ledger,
        amount,
        code,
        kind: 'expire',
        pendingId: id,
        timeoutSeconds: null,
        linked: false,
        sourceKind: null,
        sourceId: null,
        reason: null,
      })),
    )
    const created = results.filter(({ status }) => status === 'created').length
    expired += created
    if (created === 0) return expired // others resolved them meanwhile; what is left is not ours to spin on
  }
}
