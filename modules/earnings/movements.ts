import type { Db } from '../../platform/db/index.ts'
import type { EarningMovement } from './face.ts'
import * as store from './store-movements.ts'
import { collectId, creditId, deductId, giveBackId, reverseId } from './transfer-ids.ts'

const places = ['pending', 'reserve', 'available'] as const

/** Each is one transfer onto or off a creator's accounts, and has the transfer's id or that of its line. */
export async function* eachMovement(
  db: Db,
  after: Date | null,
  until: Date,
): AsyncGenerator<readonly EarningMovement[]> {
  for await (const rows of store.lineMovements(db, after, until))
    yield rows.map(({ splitId, of, basisPoints, ...row }) => ({
      ...bare,
      ...row,
      transferId: creditId(row.id),
      split:
        splitId === null || of === null || basisPoints === null
          ? null
          : { splitId, of: BigInt(of), basisPoints: BigInt(basisPoints) },
    }))
  for await (const rows of store.reversalMovements(db, after, until))
    yield rows.map(({ sourceId, lineId, ...row }) => {
      const transferId = reverseId(sourceId, lineId)
      return { ...bare, ...row, id: transferId, transferId, kind: 'refund' }
    })
  for await (const rows of store.deductionMovements(db, after, until))
    yield rows.map(({ deductionId, creatorId, place, releaseId, at, amount, reason }) => {
      const transferId =
        place === 'release' ? collectId(releaseId ?? '', deductionId) : deductId(deductionId, place)
      return {
        ...bare,
        id: transferId,
        creatorId,
        kind: 'deduction',
        at,
        amount: BigInt(amount),
        transferId,
        reason,
      }
    })
  for await (const rows of store.returnMovements(db, after, until))
    yield rows.flatMap((row) =>
      places.flatMap((place): EarningMovement[] => {
        if (row[place] === 0n) return []
        const { creatorId, at, reason } = row
        const transferId = giveBackId(row.deductionId, place)
        return [
          {
            ...bare,
            id: transferId,
            creatorId,
            kind: 'returned',
            at,
            amount: row[place],
            transferId,
            reason,
          },
        ]
      }),
    )
}

const bare = { videoId: null, split: null, tax: null, reason: null }
