import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBook, type Entry } from './book.ts'
import { matchByWords, type Viewer } from './match.ts'
import { mulberry32 } from '../../platform/random.ts'
import { addVote, noTally } from './tally.ts'

const hour = 3_600_000
const viewer = (change: Partial<Viewer> = {}): Viewer => ({
  key: 'sari',
  lang: 'id',
  creators: new Set(),
  tags: new Set(),
  hasSeen: () => false,
  ...change,
})
const entry = (name: string, change: Partial<Entry> = {}): Entry => ({
  videoId: name,
  ownerId: `owner of ${name}`,
  tags: [],
  lang: 'id',
  begunMs: 0,
  deadlineMs: 24 * hour,
  guarantee: 30,
  served: 0,
  tally: noTally,
  ...change,
})
/** With that many votes, and that many of them finished. */
const voted = (name: string, votes: number, finished: number): Entry => {
  let tally = noTally
  for (let at = 0; at < votes; at++)
    tally = addVote(tally, { votes: 1, finished: at < finished ? 1 : 0, liked: 0 }, false, 0)
  return entry(name, { served: votes, tally })
}
const book = (entries: readonly Entry[], nowMs = 0, slotsPerMs = 1) => {
  const made = createBook({ match: matchByWords, youngVotes: 30 })
  for (const one of entries) made.put(one)
  made.settle(nowMs, slotsPerMs)
  return made
}

test('each draw tells the chance it was drawn with', () => {
  const made = book([
    ...Array.from({ length: 10 }, (_, at) => entry(`new ${at}`, { deadlineMs: (24 + at) * hour })),
    ...[20, 22, 24, 26, 28, 29].map((finished) => voted(`good ${finished}`, 40, finished)),
    ...[3, 5, 6, 7].map((finished) => voted(`poor ${finished}`, 40, finished)),
  ])
  const random = mulberry32(7)
  const drawn = new Map<string, { count: number; propensity: number }>()
  const draws = 40_000
  for (let at = 0; at < draws; at++) {
    const [one] = made.draw(viewer(), 1, 0, random)
    assert.ok(one)
    const before = drawn.get(one.videoId)
    if (before) assert.equal(one.propensity, before.propensity)
    drawn.set(one.videoId, { count: (before?.count ?? 0) + 1, propensity: one.propensity })
  }
  let sum = 0
  for (const [name, { count, propensity }] of drawn) {
    sum += propensity
    const error = 4 * Math.sqrt((propensity * (1 - propensity)) / draws)
    assert.ok(Math.abs(count / draws - propensity) < error + 1e-4, `${name}: ${count / draws}, ${propensity}`)
  }
  assert.ok(sum > 0.999 && sum < 1 + 1e-9, String(sum))
  assert.ok([...drawn.keys()].some((name) => name.startsWith('good')))
  assert.ok(![...drawn.keys()].some((name) => name.startsWith('poor')))
})

test('a page has each clip once, none of one’s own and none that was seen', () => {
  const made = book(Array.from({ length: 6 }, (_, at) => entry(`new ${at}`)))
  const draws = made.draw(
    viewer({ key: 'owner of new 1', hasSeen: (id) => id === 'new 2' }),
    10,
    0,
    mulberry32(1),
  )
  assert.deepEqual(draws.map((one) => one.videoId).toSorted(), ['new 0', 'new 3', 'new 4', 'new 5'])
})

test('who shares tags is asked first, and anyone when time is running out', () => {
  const clips = [
    entry('dance', { tags: ['tari'] }),
    entry('dance 2', { tags: ['tari'] }),
    entry('cooking', { tags: ['masak'] }),
    entry('cooking 2', { tags: ['masak'] }),
  ]
  const dancer = viewer({ tags: new Set(['tari']) })
  const early = book(clips).draw(dancer, 10, 0, mulberry32(1))
  assert.deepEqual(early.map((one) => one.videoId).toSorted(), ['dance', 'dance 2'])
  const late = book(clips, 20 * hour).draw(dancer, 10, 20 * hour, mulberry32(1))
  assert.equal(late.length, 4)
})

test('what is on its way is not offered again, until it is clear that nobody watched', () => {
  const made = book([entry('one', { served: 28 })])
  const draw = (nowMs: number) => made.draw(viewer(), 1, nowMs, mulberry32(1)).length
  made.offered('one', 0)
  assert.equal(draw(0), 1)
  made.offered('one', 1_000)
  assert.equal(draw(1_000), 0)
  assert.equal(draw(301_500), 1)
  made.offered('one', 301_500)
  made.offered('one', 301_500)
  made.put(entry('one', { served: 29 }))
  made.settle(301_600, 1)
  assert.equal(draw(301_600), 0, 'one of the offers was counted, one is on its way')
})

test('the promise that ends first is kept first, and a broken one waits', () => {
  const made = book(
    [
      entry('broken', { deadlineMs: hour }),
      entry('soon', { deadlineMs: 3 * hour, served: 29 }),
      entry('later', { deadlineMs: 20 * hour, begunMs: 2 * hour }),
    ],
    2 * hour,
  )
  const [first] = made.draw(viewer(), 1, 2 * hour, () => 0)
  assert.equal(first?.videoId, 'soon')
})
