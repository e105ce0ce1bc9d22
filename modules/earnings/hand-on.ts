import type { Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { NewTransfer } from '../ledger/index.ts'
import { deductedAccount, transferCodes } from './accounts.ts'
import type { EarningsDeps } from './face.ts'
import { linked, move, submitAll } from './move-money.ts'
import { lockCreators } from './store.ts'
import * as store from './store-deductions.ts'

const atOnce = 200

/** What final deductions took goes to whom it belongs: the account each names, or where the stage says. Each in its own
 *  transaction, so that one that fails holds up no other. What has nowhere to go stays on the account of its reason.
 *  @throws the first failure, once all others were tried */
export async function handOnDue(deps: EarningsDeps): Promise<void> {
  const due = await store.toHandOn(deps.db, Object.keys(deps.handOn ?? {}), atOnce)
  const failures: unknown[] = []
  for (const { id, creatorId } of due)
    try {
      await deps.db.transaction(async (tx) => {
        await lockCreators(tx, [creatorId])
        const deduction = await store.findDeduction(tx, id)
        assert(deduction?.state === 'final', 'what is final stays final')
        const transfers = await transfersOf(deps, tx, deduction)
        await submitAll(deps.ledger, tx, linked(transfers))
      })
    } catch (thrown) {
      failures.push(thrown)
    }
  if (failures.length > 0) throw failures[0]
}

async function transfersOf(
  deps: EarningsDeps,
  tx: Tx,
  deduction: store.KeptDeduction,
): Promise<readonly NewTransfer[]> {
  const amountIdr = deduction.collectedIdr - deduction.handedOnIdr
  if (amountIdr === 0n) return []
  const from = deductedAccount(deduction.reason)
  const toWhom = deps.handOn?.[deduction.reason]
  // What was handed on before makes the id: a deduction is collected in steps.
  const id = uuidFrom('earnings.hand-on', deduction.id, String(deduction.handedOnIdr))
  const transfers =
    deduction.to === null
      ? deduction.owedTo && (await toWhom?.(tx, { deduction, id, amountIdr, from, owedTo: deduction.owedTo }))
      : move({
          id,
          debit: from,
          credit: deduction.to,
          amount: amountIdr,
          code: transferCodes.handOn,
          sourceId: deduction.id,
          reason: `final: ${deduction.reason}`,
        })
  assert(transfers, 'only what has a way is handed on')
  const out = transfers.reduce((sum, one) => sum + (one.debit === from ? one.amount : 0n), 0n)
  assert(out === amountIdr, 'all of it is handed on')
  await store.addHandedOn(tx, deduction.id, amountIdr)
  return transfers
}
