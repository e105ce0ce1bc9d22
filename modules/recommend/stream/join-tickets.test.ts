import assert from 'node:assert/strict'
import { test } from 'node:test'
import { named } from '../../playback/testing.ts'
import type { ReportedRow } from '../../playback/index.ts'
import { createJoiner, emptyState } from './join-tickets.ts'

const startMs = Date.UTC(2026, 10, 23, 5)
const row = (n: number, change: Partial<ReportedRow> = {}): ReportedRow => ({
  seq: BigInt(n),
  ticketId: named(`ticket ${n}`),
  viewerKey: named('viewer'),
  deviceKey: named('device'),
  videoId: named(`clip ${n}`),
  creatorId: named('maker'),
  durationMs: 10_000,
  elapsedMs: 5_000,
  ranges: [0, 5_000],
  source: 0,
  receivedAt: new Date(startMs + n * 1_000),
  isSound: true,
  ...change,
})

test('nobody watches for longer than the ticket is old, and a clock that is ahead is not believed', () => {
  const joiner = createJoiner(emptyState(8))
  joiner.take(
    row(1, { ranges: [0, 10_000, 0, 10_000], elapsedMs: 3_000, receivedAt: new Date(startMs + 1e9) }),
    startMs,
  )
  const [closed] = joiner.closeSilent(startMs + 31_000)
  assert.deepEqual([closed?.watchedMs, closed?.lastMs], [4_000, startMs])
})

test('a burst of one viewer, or of many on one device, counts so far and no further', () => {
  for (const viewers of [1, 50]) {
    const joiner = createJoiner(emptyState(18))
    let count = 0
    for (let n = 0; n < 2_000; n++)
      if (
        joiner.take(
          row(n, { viewerKey: named(`viewer ${n % viewers}`), receivedAt: new Date(startMs + n) }),
          startMs + n,
        )
      )
        count++
    assert.equal(count, 400, `${viewers}`)
    assert.ok(joiner.aside > 1_000)
  }
})

test('what is not sound opens nothing; a straggler of a ticket that is closed changes nothing', () => {
  const joiner = createJoiner(emptyState(8))
  assert.equal(joiner.take(row(1, { isSound: false }), startMs), undefined)
  assert.deepEqual(joiner.state().open, [])
  joiner.take(row(1), startMs + 1_000)
  assert.equal(joiner.take(row(2), startMs + 2_000)?.ticketId, named('ticket 1'))
  assert.equal(joiner.take({ ...row(1), receivedAt: new Date(startMs + 3_000) }, startMs + 3_000), undefined)
  assert.deepEqual(
    joiner.state().open.map(({ ticketId, watchedMs }) => [ticketId, watchedMs]),
    [[named('ticket 2'), 5_000]],
  )
})
