/** Payouts as creators' statements tell them: what reached the bank, each tax, the fee, and what came back. */
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Movement } from '../revenue/index.ts'
import { eachMoved, type MovedRow } from './store-movements.ts'
import { movesOf } from './transfers.ts'

const bare = { videoId: null, split: null, tax: null, reason: null }

/** Every movement on creators' earnings that was recorded after `after` (null: ever) and up to `until`, in pages; a
 *  payout's lines come together. One that is told again has the same id. */
export async function* eachMovement(
  { db, timeZone }: { readonly db: Db; readonly timeZone: string },
  after: Date | null,
  until: Date,
): AsyncGenerator<readonly Movement[]> {
  for await (const rows of eachMoved(db, after, until))
    yield rows.flatMap((row) => movementsOf(row, timeZone, until))
}

function movementsOf(row: MovedRow, timeZone: string, until: Date): Movement[] {
  const lines = row.taxLines.map((line) => ({ ...line, taxIdr: BigInt(line.taxIdr) }))
  const about = { creatorId: row.accountId, ...bare }
  const moves = movesOf({ ...row, taxLines: lines })
  const paid = moves.map(({ part, postId, amount, taxPlace }): Movement => {
    const line = taxPlace === undefined ? undefined : lines[taxPlace]
    const same = { ...about, at: row.paidAt, id: postId, transferId: postId, amount }
    if (line === undefined)
      return part === 'fee'
        ? { ...same, kind: 'deduction', reason: 'payout_fee' }
        : { ...same, kind: 'payout' }
    return {
      ...same,
      kind: 'tax',
      // Which rule a surcharge is on top of is named by whoever has the rules.
      tax: {
        ruleId: line.ruleId,
        article: line.article,
        gross: row.grossIdr,
        day: dayOf(row.requestedAt, timeZone),
        onTopOf: null,
      },
    }
  })
  // What comes back after `until` is of a later time.
  if (row.state === 'paid' || row.endedAt > until) return paid
  const back = moves.map(
    ({ backId, amount }): Movement => ({
      ...about,
      at: row.endedAt,
      id: backId,
      transferId: backId,
      amount,
      kind: 'payout_returned',
      reason: row.reasonCode,
    }),
  )
  return [...paid, ...back]
}
