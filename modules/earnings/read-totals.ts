import type { Db } from '../../platform/db/index.ts'
import type { EarningTotals } from './face.ts'
import * as store from './store-totals.ts'

export async function readTotals(db: Db, from: Date, to: Date): Promise<EarningTotals> {
  const moved = await store.movedIn(db, from, to)
  return {
    credited: (await store.creditedBySource(db, from, to)).map(({ amount, ...row }) => ({
      ...row,
      amountIdr: BigInt(amount),
    })),
    creators: moved.creators,
    reversedIdr: BigInt(moved.reversed),
    releasedIdr: BigInt(moved.released),
    deducted: (await store.deductedByReason(db, from, to)).map(({ amount, collected, ...row }) => ({
      ...row,
      amountIdr: BigInt(amount),
      collectedIdr: BigInt(collected),
    })),
    appeals: await store.appealsIn(db, from, to),
  }
}

export async function* creditedByCreator(db: Db, from: Date, to: Date) {
  for await (const rows of store.creditedByCreator(db, from, to))
    yield rows.map((row) => ({ creatorId: row.creatorId, amountIdr: BigInt(row.amount) }))
}
