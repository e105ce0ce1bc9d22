import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, toDay } from '../../../platform/clock.ts'
import type { ViewerSums } from '../index.ts'
import { aVideo, aViewer, aVisitor, named, watches } from '../testing.ts'
import { stage } from './stage.ts'

const [sunset, rice] = [aVideo('sunset', 'budi'), aVideo('rice', 'tini')]
const today = toDay('2026-11-23')
const dayMs = 86_400_000

test('what was seen is summed up by viewer, before and after an instant; ads, robots and own clips are not in it', async (t) => {
  const { playback, clock } = await stage(t)
  const sari = aViewer('sari')
  await watches(playback, clock, sari, sunset, { seconds: 20 })
  clock.advance(60_000)
  const since = clock.now()
  await watches(playback, clock, sari, rice, { seconds: 19 })
  await watches(playback, clock, sari, rice, { seconds: 1 })
  await watches(playback, clock, aVisitor('tablet'), sunset, { seconds: 6 })
  await watches(playback, clock, aViewer('eko'), sunset, {
    seconds: 6,
    ad: { campaignId: named('campaign'), priceMicro: 1n },
  })
  await watches(playback, clock, { ...aViewer('crawler'), userAgent: 'Googlebot/2.1' }, rice, { seconds: 6 })
  await watches(playback, clock, aViewer('budi'), sunset, { seconds: 6 })
  await playback.judgeDue()
  const stretch = { from: new Date(since.getTime() - 7 * dayMs), to: new Date(clock.now().getTime() + 1) }
  const all = new Map<string, ViewerSums>()
  for await (const one of playback.figures.eachViewer({ ...stretch, since })) all.set(one.viewerKey, one)
  assert.equal(all.size, 2)
  assert.deepEqual(all.get(sari.viewerKey), {
    viewerKey: sari.viewerKey,
    seen: 2,
    finished: 1,
    skipped: 1,
    totalMs: 20_000,
    seenBefore: 1,
    finishedBefore: 1,
    skippedBefore: 0,
    totalMsBefore: 20_000,
  })
  assert.deepEqual(await playback.figures.sums(stretch), {
    viewers: 2,
    seen: 4,
    finished: 2,
    skipped: 1,
    totalMs: 46_000,
    repeats: 1,
  })
  assert.equal(await playback.figures.novel(stretch), 3, 'the same creator twice is new once')
  assert.equal((await playback.figures.sums({ ...stretch, from: since })).seen, 3)
  assert.equal((await playback.figures.sums({ ...stretch, to: since })).seen, 1)
  const seen = await playback.figures.seenByVideo(stretch)
  assert.deepEqual(
    new Map(seen.map((one) => [one.creatorId, one.seen])),
    new Map([
      [sunset.ownerId, 2],
      [rice.ownerId, 2],
    ]),
  )
})

test('a creator is new to a viewer who had not seen them for a week', async (t) => {
  const { playback, clock } = await stage(t)
  const from = clock.now()
  const novel = async () => {
    await playback.judgeDue()
    const at = clock.now().getTime()
    return playback.figures.novel({ from: new Date(at - dayMs / 2), to: new Date(at + 1) })
  }
  const sari = aViewer('sari')
  await watches(playback, clock, sari, sunset, { seconds: 6 })
  assert.equal(await novel(), 1)
  clock.advance(dayMs)
  await watches(playback, clock, sari, sunset, { seconds: 6 })
  assert.equal(await novel(), 0)
  clock.set(new Date(from.getTime() + 20 * dayMs))
  await watches(playback, clock, sari, sunset, { seconds: 6 })
  assert.equal(await novel(), 1)
})

test('of who watched on a day, so many are there on another', async (t) => {
  const { playback, clock } = await stage(t)
  for (const name of ['sari', 'dewi', 'eko'])
    await watches(playback, clock, aViewer(name), sunset, { seconds: 6 })
  clock.advance(dayMs)
  for (const name of ['sari', 'new']) await watches(playback, clock, aViewer(name), rice, { seconds: 6 })
  await playback.judgeDue()
  assert.deepEqual(await playback.figures.returned(today, addDays(today, 1)), { viewers: 3, returned: 1 })
  assert.deepEqual(await playback.figures.returned(addDays(today, 5), today), { viewers: 0, returned: 0 })
})
