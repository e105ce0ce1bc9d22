/** A new clip's way to its first audience, and what its creator reads of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../testing/house.ts'
import { pageOf, watchToTheEnd } from './watch.ts'

interface Mine {
  videos: { hearing: { step: string; served: number; goal: number } | null }[]
}

test('a new clip is offered to a first audience, and its creator reads how many have seen it', async (t) => {
  const house = await openHouse(t)
  const { stage, person, posts } = house
  const creator = await person('sari.senja')
  const viewer = await person('budi.99')
  const clip = await posts(creator, { caption: 'Ombak' })
  await stage.jobs.drain()
  await stage.hearing.refresh()
  await stage.feed.refresh()
  const standing = async () => (await creator.call<Mine>('GET', '/v1/studio/videos')).body.videos[0]?.hearing
  assert.deepEqual((await standing())?.step, 'first')

  const [slot] = await pageOf(viewer)
  assert.ok(slot)
  assert.deepEqual([slot.source, slot.video.id], ['first', clip.id])
  await watchToTheEnd(house, viewer, slot)
  await stage.playback.judgeDue()
  await stage.hearing.countDue()
  const heard = await standing()
  assert.deepEqual([heard?.served, heard?.goal], [1, 5])
})
