import type { Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import type { NewTransfer } from '../ledger/index.ts'
import { pendingAccount, transferCodes, wholeLedger } from './accounts.ts'
import type { EarningsDeps, Reversal } from './face.ts'
import { shareByWeight } from './share-line.ts'
import * as store from './store.ts'
import { reverseId } from './transfer-ids.ts'

/** Takes a sale's income back from everyone who had a part of it, each in proportion; of a part whose hold is over, or
 *  that a deduction took already, nothing is left to take. */
export async function reverse(
  { clock }: EarningsDeps,
  tx: Tx,
  reversal: Reversal,
): Promise<{ transfers: NewTransfer[]; takenIdr: bigint; shortIdr: bigint }> {
  const { id, lineId, amountIdr, to } = reversal
  const creators = (await store.linesOfOrigins(tx, [lineId])).map((line) => line.creatorId)
  assert(creators.length > 0, 'only what was credited is reversed')
  await store.lockCreators(tx, creators)
  const before = await store.findReversal(tx, id)
  if (before === undefined) {
    const lines = await store.linesOfOrigins(tx, [lineId])
    const whole = lines.reduce((sum, line) => sum + line.amountIdr, 0n)
    assert(amountIdr > 0n && amountIdr <= whole, 'no more is reversed than was credited')
    const shares = shareByWeight(
      amountIdr,
      lines.map((line) => ({ key: line.id, weight: line.amountIdr })),
      id,
    )
    const parts = lines.flatMap((line) => {
      const left = line.isOnHold ? line.amountIdr - line.takenIdr : 0n
      const wanted = shares.get(line.id) ?? 0n
      const part = wanted < left ? wanted : left
      return part > 0n ? [{ lineId: line.id, amountIdr: part }] : []
    })
    const taken = parts.reduce((sum, part) => sum + part.amountIdr, 0n)
    for (const part of parts) {
      const took = await store.takeFromLine(tx, part.lineId, part.amountIdr)
      assert(took === 1, 'a line on hold stays on hold while its creator is locked')
    }
    await store.insertReversal(
      tx,
      { id, originId: lineId, to, amountIdr, shortIdr: amountIdr - taken },
      parts,
      clock.now(),
    )
  }
  const kept = await store.findReversal(tx, id)
  assert(
    kept?.originId === lineId && kept.to === to && kept.amountIdr === amountIdr,
    `another reversal has the id ${id}`,
  )
  const transfers = (await store.reversalParts(tx, id)).map((part) => ({
    id: reverseId(id, part.lineId),
    debit: pendingAccount(part.creatorId),
    credit: to,
    ledger: wholeLedger,
    amount: part.amountIdr,
    code: transferCodes.reverse,
    sourceId: id,
    reason: 'the sale was undone',
  }))
  return { transfers, takenIdr: kept.amountIdr - kept.shortIdr, shortIdr: kept.shortIdr }
}
