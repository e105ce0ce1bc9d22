/** What a burst of made-up likes does to the order of popular and trending clips. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { weighLikes } from '../../social/testing.ts'
import { type Catalogue, type ClipCounts, createCatalogue } from '../catalogue.ts'
import { aClip, rescore } from '../testing.ts'

const clips = 60
const target = aClip(clips - 1).id
const nowMs = Date.UTC(2026, 7, 22)
const hourMs = 3_600_000
const youngLikes = 30

interface Likes {
  readonly settled: number
  readonly young: number
}

const countsWith = (likesOf: (n: number) => Likes): ReadonlyMap<string, ClipCounts> =>
  new Map(
    Array.from({ length: clips }, (_, n) => {
      const watches = 40 * (clips - n)
      const { settled, young } = likesOf(n)
      const real = { watches, likes: weighLikes({ settled, young }, youngLikes) }
      return [aClip(n).id, { views: watches, likes: settled + young, real }]
    }),
  )
const honest = (n: number): Likes => ({ settled: 2 * (clips - n), young: 0 })

/** An hour after everyone had what is honest, with a burst at the last of all clips. */
function placesAfter(burst: number): { popular: number; trending: number } {
  const catalogue: Catalogue = createCatalogue()
  for (let n = 0; n < clips; n++)
    catalogue.put(aClip(n, { createdAt: new Date(nowMs - 48 * hourMs - n * 60_000) }))
  rescore(catalogue, countsWith(honest), new Date(nowMs))
  const counts = countsWith((n) => (aClip(n).id === target ? { ...honest(n), young: burst } : honest(n)))
  rescore(catalogue, counts, new Date(nowMs + hourMs))
  const placeIn = (list: Catalogue['popular']): number => list.findIndex(({ clip }) => clip.id === target)
  return { popular: placeIn(catalogue.popular), trending: placeIn(catalogue.trending) }
}

test('whatever the number of fake likes, a clip climbs no further than the first few of them carry it', () => {
  const most = placesAfter(1_000_000_000)
  assert.ok(most.popular < placesAfter(0).popular, 'they move something')
  assert.ok(most.popular >= clips - 5, `place ${most.popular} of ${clips} among the popular`)
  fc.assert(
    fc.property(fc.nat(1e9), (burst) => {
      const places = placesAfter(burst)
      assert.ok(places.popular >= most.popular)
      assert.ok(places.trending >= most.trending)
    }),
    { numRuns: 40 },
  )
})
