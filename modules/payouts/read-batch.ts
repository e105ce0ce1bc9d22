/** Batches as they are answered. Until approval the sum follows the payouts; from then on it is fixed. */
import type { Queryable } from '../../platform/db/index.ts'
import type { Batch } from './batch.ts'
import { type BatchRow, listFiles, sumItems } from './store-batches.ts'

/** In the order of the rows. */
export async function readBatches(on: Queryable, rows: readonly BatchRow[]): Promise<Batch[]> {
  const ids = rows.map((one) => one.id)
  if (ids.length === 0) return []
  const [sums, files] = await Promise.all([sumItems(on, ids), listFiles(on, ids)])
  const sumsByBatch = Map.groupBy(sums, (one) => one.batchId)
  const filesByBatch = Map.groupBy(files, (one) => one.batchId)
  return rows.map((row) => {
    const mine = sumsByBatch.get(row.id) ?? []
    return {
      id: row.id,
      provider: row.provider,
      state: row.state,
      count: row.count ?? mine.reduce((sum, one) => sum + one.count, 0),
      ctrlSumIdr: row.ctrlSumIdr ?? mine.reduce((sum, one) => sum + one.netIdr, 0n),
      taxIdr: mine.reduce((sum, one) => sum + one.taxIdr, 0n),
      madeBy: row.madeBy,
      madeAt: row.madeAt,
      approvedBy: row.approvedBy,
      approvedAt: row.approvedAt,
      singleOperator: row.singleOperator,
      sentBy: row.sentBy,
      sentAt: row.sentAt,
      sentFormat: row.sentFormat,
      files: (filesByBatch.get(row.id) ?? []).map(({ format, sha256, madeAt }) => ({
        format,
        sha256,
        madeAt,
      })),
      states: Object.fromEntries(mine.map((one) => [one.state, one.count])),
    }
  })
}
