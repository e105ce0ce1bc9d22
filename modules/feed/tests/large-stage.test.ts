import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock, testDatabase } from '../../../platform/testing/index.ts'
import { aClip, openFeed, readSlots } from '../testing.ts'

const size = 100_000

test('a hundred thousand clips that nobody has watched: every page is whole, and none comes twice', async (t) => {
  const db = await testDatabase(t, { modules: ['feed'] })
  const clock = fakeClock('2026-08-22T03:00:00Z')
  // The oldest first, as they were written; many of few creators.
  const clips = Array.from({ length: size }, (_, at) =>
    aClip(size - 1 - at, { owner: aClip(at % 5_000).owner }),
  )
  const feed = await openFeed(clips, { db, clock })
  assert.equal(feed.size(), size)
  const seen = new Set<string>()
  for (let page = 0; page < 30; page++) {
    const slots = await readSlots(feed, 'someone')
    assert.equal(slots.length, 10)
    for (const [at, { video }] of slots.entries()) {
      assert.notEqual(video.owner.id, slots[at - 1]?.video.owner.id)
      seen.add(video.id)
    }
  }
  assert.equal(seen.size, 300)
})
