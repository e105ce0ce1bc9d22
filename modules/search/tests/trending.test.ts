import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aVisitor, watches } from '../../playback/testing.ts'
import { house } from './house.ts'

const hour = 3_600_000

test('what gains now comes before what gained more two days ago, and a withdrawn clip is not among it', async (t) => {
  const stage = await house(t)
  const { posts, search, rising, playback, clock, videos, sari, budi } = stage
  const watched = async (
    clip: { id: string; ownerId: string; durationMs: number },
    by: number,
    from: number,
  ) => {
    for (let n = 0; n < by; n++) await watches(playback, clock, aVisitor(`${from + n}`), clip, { seconds: 3 })
    await playback.judgeDue()
  }
  const old = await posts(sari, 'lama #kenangan')
  await search.refresh()
  await playback.makeDaysAhead()
  await watched(old, 12, 0)
  await search.measureHeat()
  assert.deepEqual(
    (await rising()).clips.map(({ id }) => id),
    [old.id],
  )
  clock.advance(40 * hour)
  await playback.makeDaysAhead()
  const fresh = await posts(budi, 'baru #sekarang')
  await search.refresh()
  await watched(fresh, 4, 100)
  await search.measureHeat()
  clock.advance(60_000)
  const now = await rising()
  assert.deepEqual(
    now.clips.map(({ id }) => id),
    [fresh.id, old.id],
  )
  assert.deepEqual(
    now.tags.map(({ tag }) => tag),
    ['sekarang', 'kenangan'],
  )
  assert.deepEqual(
    (await rising('en')).tags.map(({ tag }) => tag),
    ['sekarang'],
    'its creator reads English',
  )
  await videos.change(budi.id, fresh.id, { visibility: 'private' })
  assert.deepEqual(
    (await rising()).clips.map(({ id }) => id),
    [old.id],
  )
  assert.deepEqual(
    (await rising()).tags.map(({ tag }) => tag),
    ['kenangan'],
  )
})

test('an old clip is not rising because the index is new', async (t) => {
  const { posts, search, rising, playback, clock, sari, budi } = await house(t)
  const old = await posts(sari, 'dulu ramai')
  await playback.makeDaysAhead()
  for (let n = 0; n < 6; n++) await watches(playback, clock, aVisitor(`${n}`), old, { seconds: 3 })
  await playback.judgeDue()
  clock.advance(400 * hour)
  const fresh = await posts(budi, 'baru ada')
  await playback.makeDaysAhead()
  await watches(playback, clock, aVisitor('new'), fresh, { seconds: 3 })
  await playback.judgeDue()
  await search.refresh()
  await search.measureHeat()
  assert.deepEqual(
    (await rising()).clips.map(({ id }) => id),
    [fresh.id, old.id],
  )
})

test('a region has a list of its own from ten viewers of the same clip on; below, nobody is recognisable in it', async (t) => {
  const { posts, search, rising, playback, clock, inRegion, sari, budi } = await house(t)
  const [near, far] = [await posts(sari, 'dekat #pasar'), await posts(budi, 'jauh #kota')]
  await playback.makeDaysAhead()
  const people = Array.from({ length: 30 }, (_, n) => aVisitor(`${n}`))
  for (const viewer of people.slice(0, 9)) await watches(playback, clock, viewer, near, { seconds: 3 })
  for (const viewer of people.slice(9)) await watches(playback, clock, viewer, far, { seconds: 3 })
  await playback.judgeDue()
  await search.refresh()
  await search.measureHeat()
  inRegion.set(
    'ID-JB',
    people.slice(0, 10).map(({ viewerKey }) => viewerKey),
  )
  const told = async () => {
    const { region, clips, tags } = await rising(undefined, 'ID-JB')
    return { region, clips: clips.map(({ id }) => id), tags: tags.map(({ tag }) => tag) }
  }
  const stage = { region: null, clips: [far.id, near.id], tags: ['kota', 'pasar'] }
  assert.deepEqual(await told(), stage, 'nine of them watched the same')
  assert.deepEqual(search.risingIn('ID-JB'), [])
  const tenth = people[9]
  assert.ok(tenth)
  await watches(playback, clock, tenth, near, { seconds: 3 })
  await playback.judgeDue()
  assert.deepEqual(await told(), stage, 'what was worked out holds for a while')
  clock.advance(6 * 60_000)
  assert.deepEqual(await told(), { region: 'ID-JB', clips: [near.id], tags: ['pasar'] })
  search.risingIn('ID-JB')
  await rising(undefined, 'ID-JB')
  assert.deepEqual(search.risingIn('ID-JB'), [near.id])
  assert.deepEqual((await rising('en', 'ID-JB')).region, null, 'none of it is in English')
  assert.deepEqual((await rising(undefined, 'NL')).region, null)
})
