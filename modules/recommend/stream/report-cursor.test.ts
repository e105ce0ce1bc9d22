import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { advance, firstCursor, type ReportCursor } from './report-cursor.ts'

/** A database as a follower meets it: numbers are drawn in order and become visible when their transaction commits. */
function follow(
  cursor: ReportCursor,
  visible: ReadonlySet<number>,
  nowMs: number,
  limit: number,
): { cursor: ReportCursor; read: number[] } {
  const isAsked = (seq: bigint): boolean =>
    seq > cursor.max || cursor.gaps.some(({ from, to }) => seq >= from && seq <= to)
  const seqs = [...visible]
    .toSorted((a, b) => a - b)
    .map(BigInt)
    .filter(isAsked)
    .slice(0, limit)
  return { cursor: advance(cursor, seqs, nowMs, seqs.length < limit), read: seqs.map(Number) }
}

/** Drawn numbers in transactions; each commits at some step, or never. */
const history = fc.array(
  fc.record({
    rows: fc.integer({ min: 1, max: 5 }),
    commitsAfter: fc.integer({ min: 0, max: 6 }),
    isRolledBack: fc.boolean(),
  }),
  { maxLength: 40 },
)

test('whatever order transactions commit in and whenever it starts anew, each row comes once', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 7 }), fc.array(fc.boolean()), (life, limit, restarts) => {
      let next = 1
      const transactions = life.map(({ rows, commitsAfter, isRolledBack }, at) => {
        const seqs = Array.from({ length: rows }, () => next++)
        return { seqs, step: isRolledBack ? Infinity : at + commitsAfter }
      })
      const came: number[] = []
      // What a snapshot holds: the cursor and what was taken in until then, together.
      let kept = { cursor: firstCursor, count: 0 }
      let cursor = firstCursor
      const stepMs = 9_000 // seven steps fit into the minute after which a gap is given up
      for (let step = 0; step < life.length + 8; step++) {
        if (restarts[step] === true) {
          cursor = kept.cursor
          came.length = kept.count
        }
        const visible = new Set(transactions.filter((one) => one.step <= step).flatMap((one) => one.seqs))
        for (let isWhole = false; !isWhole; ) {
          const found = follow(cursor, visible, step * stepMs, limit)
          cursor = found.cursor
          came.push(...found.read)
          isWhole = found.read.length < limit
        }
        if (step % 3 === 0) kept = { cursor, count: came.length }
      }
      const committed = transactions.filter((one) => one.step < Infinity).flatMap((one) => one.seqs)
      assert.deepEqual(
        came.toSorted((a, b) => a - b),
        committed.toSorted((a, b) => a - b),
      )
    }),
    { numRuns: 500 },
  )
})

test('a gap is given up after a minute, and not while a read has not come to its end', () => {
  const missing = advance(firstCursor, [1n, 4n], 0, true)
  assert.deepEqual(missing, { max: 4n, gaps: [{ from: 2n, to: 3n, sinceMs: 0 }] })
  assert.equal(advance(missing, [], 60_000, true).gaps.length, 1)
  assert.equal(advance(missing, [], 60_001, false).gaps.length, 1)
  assert.deepEqual(advance(missing, [], 60_001, true).gaps, [])
  assert.deepEqual(advance(missing, [3n], 5, true).gaps, [{ from: 2n, to: 2n, sinceMs: 0 }])
})
