import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createMetrics,
  fakeClock,
  seededIds,
  silentLog,
  testDatabase,
} from '../../../platform/testing/index.ts'
import { noWishes } from '../../tastes/index.ts'
import { createFeed, feedConfig } from '../index.ts'
import { aClip } from '../testing.ts'

const size = 100_000

test('a hundred thousand clips that nobody has watched: every page is whole, and none comes twice', async (t) => {
  const db = await testDatabase(t, { modules: ['feed'] })
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const feed = createFeed({
    db,
    clock,
    ids: seededIds('large', clock),
    config: feedConfig.defaults(),
    log: silentLog,
    metrics: createMetrics(),
    random: Math.random,
    wishesOf: () => noWishes,
    changesAfter: async (cursor, limit) => {
      const from = Number(cursor || 0)
      const count = Math.min(limit, size - from)
      const changes = Array.from({ length: count }, (_, at) => ({
        kind: 'put' as const,
        // The oldest first, as they were written; many of few creators.
        clip: aClip(size - 1 - from - at, { owner: aClip((from + at) % 5_000).owner }),
      }))
      return { changes, cursor: String(from + count) }
    },
    countsOf: async () => new Map(),
    issueTicket: () => 'ticket',
    pickAd: () => undefined,
    findClips: async () => new Map(),
    following: async () => [],
    liked: async () => [],
    recentlySeen: async () => [],
  })
  await feed.refresh()
  await feed.rescore()
  assert.equal(feed.size(), size)
  const seen = new Set<string>()
  for (let page = 0; page < 30; page++) {
    const json = await feed.readPage({ viewerKey: 'someone', accountId: null, tab: 'for-you' })
    const { slots }: { slots: { video: { id: string; owner: { id: string } } }[] } = JSON.parse(json)
    assert.equal(slots.length, 10)
    for (const [at, { video }] of slots.entries()) {
      assert.notEqual(video.owner.id, slots[at - 1]?.video.owner.id)
      seen.add(video.id)
    }
  }
  assert.equal(seen.size, 300)
})
