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
  const { posts, search, rising, playback, clock, social, sari, budi } = await house(t)
  const old = await posts(sari, 'dulu ramai')
  await playback.makeDaysAhead()
  for (let n = 0; n < 6; n++) await watches(playback, clock, aVisitor(`${n}`), old, { seconds: 3 })
  await playback.judgeDue()
  clock.advance(400 * hour)
  const fresh = await posts(budi, 'baru ada')
  await social.like(sari.id, fresh.id)
  await search.refresh()
  await search.measureHeat()
  assert.deepEqual(
    (await rising()).clips.map(({ id }) => id),
    [fresh.id, old.id],
  )
})
