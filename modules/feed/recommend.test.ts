import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCatalogue } from './catalogue.ts'
import { createMixRecommender } from './recommend.ts'
import { aClip } from './testing.ts'
import { markSeen, newMemory } from './viewers.ts'

const me = 'me'
const stage = (count: number, owners = count) => {
  const catalogue = createCatalogue()
  for (let n = 0; n < count; n++) catalogue.put(aClip(n, { owner: aClip(n % owners).owner }))
  catalogue.rescore(new Map(), new Date('2026-08-22T00:00:00Z'))
  return catalogue
}

test('nothing comes twice before everything came once, whatever the size and the dice', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1 }),
      (count, dice) => {
        const catalogue = stage(count)
        let thrown = 0
        const recommender = createMixRecommender(catalogue, () => dice[thrown++ % dice.length] ?? 0)
        const memory = newMemory()
        const shown: string[] = []
        while (shown.length < count) {
          const picks = recommender.recommend({
            viewerKey: me,
            memory,
            count: 7,
            tab: 'for-you',
            taken: new Set(),
          })
          assert.ok(picks.length > 0)
          for (const pick of picks) {
            shown.push(pick.entry.clip.id)
            markSeen(memory, pick.entry.number)
          }
        }
        assert.equal(new Set(shown.slice(0, count)).size, count)
      },
    ),
    { numRuns: 60 },
  )
})

test('when everything was seen, the longest ago comes back first', () => {
  const catalogue = stage(5)
  const memory = newMemory()
  for (const n of [3, 1, 0, 2, 4]) markSeen(memory, catalogue.get(aClip(n).id)?.number ?? 0)
  const [pick] = createMixRecommender(catalogue, () => 0).recommend({
    viewerKey: me,
    memory,
    count: 1,
    tab: 'for-you',
    taken: new Set(),
  })
  assert.deepEqual([pick?.entry.clip.id, pick?.source], [aClip(3).id, 'again'])
})

test('one creator does not follow themselves while another has something to show', () => {
  const catalogue = stage(40, 4)
  const picks = createMixRecommender(catalogue, Math.random).recommend({
    viewerKey: me,
    memory: newMemory(),
    count: 20,
    tab: 'for-you',
    taken: new Set(),
  })
  for (let at = 1; at < picks.length; at++)
    assert.notEqual(picks[at]?.entry.clip.owner.id, picks[at - 1]?.entry.clip.owner.id)
})

test("one's own clips are not offered, and an empty stage offers nothing", () => {
  const catalogue = stage(3, 1)
  const own = aClip(0).owner.id
  const ask = (viewerKey: string, on = catalogue) =>
    createMixRecommender(on, () => 0).recommend({
      viewerKey,
      memory: newMemory(),
      count: 5,
      tab: 'for-you',
      taken: new Set(),
    })
  assert.deepEqual(ask(own), [])
  assert.equal(ask(me).length, 3)
  assert.deepEqual(ask(me, createCatalogue()), [])
})

test('the following tab shows those one follows alone, newest first', () => {
  const catalogue = stage(30, 10)
  const followed = aClip(3).owner.id
  const picks = createMixRecommender(catalogue, () => 0.9).recommend({
    viewerKey: me,
    memory: newMemory([], [followed]),
    count: 10,
    tab: 'following',
    taken: new Set(),
  })
  assert.deepEqual(
    picks.map((pick) => pick.entry.clip.id),
    [3, 13, 23].map((n) => aClip(n).id),
  )
})

test('a clip that nobody knows yet is offered within its first hour of requests', () => {
  const catalogue = stage(200)
  const counts = new Map(catalogue.fresh.map((entry) => [entry.clip.id, { views: 1000, likes: 100 }]))
  catalogue.rescore(counts, new Date('2026-08-22T00:00:00Z'))
  const unknown = aClip(999, { createdAt: new Date('2026-08-22T00:00:00Z') })
  catalogue.put(unknown)
  catalogue.rescore(counts, new Date('2026-08-22T00:00:00Z'))
  let offered = 0
  for (let viewer = 0; viewer < 50; viewer++) {
    const picks = createMixRecommender(catalogue, Math.random).recommend({
      viewerKey: `v${viewer}`,
      memory: newMemory(),
      count: 10,
      tab: 'for-you',
      taken: new Set(),
    })
    if (picks.some((pick) => pick.entry.clip.id === unknown.id)) offered++
  }
  assert.ok(offered > 10, `${offered} of 50 viewers were offered it`)
})
