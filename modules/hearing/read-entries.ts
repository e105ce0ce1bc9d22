/** Keeps the book of this process up to date with what any process has written. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Book } from './book.ts'
import * as store from './store.ts'

const pageSize = 2_000
const dayMs = 86_400_000

export function createReader(db: Db, book: Book, clock: Clock): { refresh(): Promise<number> } {
  let change = 0n
  return {
    async refresh() {
      let total = 0
      for (;;) {
        const rows = await store.entriesAfter(db, change, pageSize)
        for (const row of rows) {
          change = row.change
          if (row.closedAt === null && row.excluded === null) book.put(entryOf(row))
          else book.remove(row.videoId)
        }
        total += rows.length
        if (rows.length < pageSize) break
      }
      const day = await store.latestDay(db)
      book.settle(clock.now().getTime(), day ? (day.perMille * day.slots) / 1000 / dayMs : 0)
      return total
    },
  }
}

const entryOf = ({ begunAt, deadline, ...row }: store.EntryRow) => ({
  videoId: row.videoId,
  ownerId: row.ownerId,
  tags: row.tags,
  lang: row.lang,
  begunMs: begunAt.getTime(),
  deadlineMs: deadline.getTime(),
  guarantee: row.guarantee,
  served: row.served,
  tally: row.tally,
})
