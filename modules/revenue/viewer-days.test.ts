import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { uuidFrom } from '../../platform/ids.ts'
import {
  eachViewerDay,
  type PaidView,
  shareViewerDay,
  type ViewerDayFacts,
  type ViewerSpend,
} from './viewer-days.ts'

async function* stream<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list
}

async function collect(
  spends: readonly ViewerSpend[],
  views: readonly PaidView[],
): Promise<ViewerDayFacts[]> {
  const found: ViewerDayFacts[] = []
  for await (const facts of eachViewerDay(stream(spends), stream(views), 60_000n)) found.push(facts)
  return found
}

const view = (viewerKey: string, videoId: string, validMs: number): PaidView => ({
  viewerKey,
  videoId,
  creatorId: `creator of ${videoId}`,
  validMs,
})

test('viewers with ads meet what they watched; watching without ads and ads of nothing are passed over', async () => {
  const found = await collect(
    [
      { viewerKey: 'b', micro: 10n },
      { viewerKey: 'c', micro: 0n },
      { viewerKey: 'd', micro: 7n },
    ],
    [
      view('a', 'v1', 9),
      view('b', 'v1', 5_000),
      view('b', 'v2', 90_000),
      view('c', 'v1', 1),
      view('e', 'v1', 1),
    ],
  )
  assert.deepEqual(
    found.map(({ viewerKey, adMicro, watchMs, watched }) => [viewerKey, adMicro, watchMs, watched.length]),
    [
      ['b', 10n, 65_000n, 2],
      ['d', 7n, 0n, 0],
    ],
  )
})

test('two views of one video count together, at most the cap', async () => {
  const [facts] = await collect(
    [{ viewerKey: 'a', micro: 1n }],
    [view('a', 'v1', 40_000), view('a', 'v1', 40_000), view('a', 'v2', 1_000)],
  )
  assert.deepEqual(
    facts?.watched.map((one) => one.weight),
    [60_000n, 1_000n],
  )
})

test('a stream out of order is refused: a viewer met twice would be paid out twice', async () => {
  const one = { viewerKey: 'a', micro: 1n }
  await assert.rejects(collect([one, one], []), /each once/)
  await assert.rejects(
    collect([{ viewerKey: 'b', micro: 1n }], [view('b', 'v', 1), view('a', 'v', 1)]),
    /by viewer/,
  )
})

test('a viewer’s day is shared exactly: creators + platform = ad money', () => {
  const watched = fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 20 })
  const share = fc.integer({ min: 0, max: 100 })
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), watched, share, (adMicro, list, percent) => {
      const facts = {
        viewerKey: 'v',
        adMicro,
        watchMs: BigInt(list.reduce((a, b) => a + b, 0)),
        watched: list.map((ms, i) => ({ videoId: uuidFrom(String(i)), creatorId: 'c', weight: BigInt(ms) })),
      }
      const shared = shareViewerDay('2026-11-22', Buffer.alloc(16), facts, {
        num: BigInt(percent),
        den: 100n,
      })
      assert.equal(shared.creatorsMicro + shared.platformMicro, adMicro)
      const paid = shared.amounts.reduce((a, b) => a + b, 0n)
      assert.equal(paid, list.length > 0 ? shared.creatorsMicro : 0n)
    }),
  )
})

test('the example of money.md §1.6: who watched only you gives you everything', () => {
  const share = { num: 55n, den: 100n }
  const [x, y] = [uuidFrom('x'), uuidFrom('y')]
  const day = (watched: [string, number][]) =>
    shareViewerDay(
      '2026-11-22',
      Buffer.alloc(16),
      {
        viewerKey: 'v',
        adMicro: 1_000_000_000n,
        watchMs: watched.reduce((sum, [, ms]) => sum + BigInt(ms), 0n),
        watched: watched.map(([videoId, ms]) => ({ videoId, creatorId: 'c', weight: BigInt(ms) })),
      },
      share,
    ).amounts
  const [fromA, restOfA] = day([
    [x, 54_000],
    [y, 6_000],
  ])
  const [fromB] = day([[y, 10_000]])
  assert.equal(fromA, 495_000_000n)
  assert.equal((restOfA ?? 0n) + (fromB ?? 0n), 605_000_000n)
})
