/** A new clip's way to its first audience, and what its creator reads of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../testing/house.ts'

interface Page {
  slots: { ticket: string; source: string; video: { id: string; durationMs: number } }[]
}
interface Mine {
  videos: { hearing: { step: string; served: number; goal: number } | null }[]
}

test('a new clip is offered to a first audience, and its creator reads how many have seen it', async (t) => {
  const { stage, clock, person, posts } = await openHouse(t)
  const creator = await person('sari.senja')
  const viewer = await person('budi.99')
  const clip = await posts(creator, { caption: 'Ombak' })
  await stage.jobs.drain()
  await stage.hearing.refresh()
  await stage.feed.refresh()
  const standing = async () => (await creator.call<Mine>('GET', '/v1/studio/videos')).body.videos[0]?.hearing
  assert.deepEqual((await standing())?.step, 'first')

  const { body } = await viewer.call<Page>('GET', '/v1/feed')
  const [slot] = body.slots
  assert.ok(slot)
  assert.deepEqual([slot.source, slot.video.id], ['first', clip.id])
  clock.advance(slot.video.durationMs)
  const watched = await viewer.call('POST', '/v1/watches', {
    batchId: '019aaaaa-0000-7000-8000-0000000000b1',
    events: [
      {
        eventId: '019aaaaa-0000-7000-8000-0000000000e1',
        ticket: slot.ticket,
        ranges: [[0, slot.video.durationMs]],
        playedMs: slot.video.durationMs,
        visible: true,
        at: clock.now().toISOString(),
      },
    ],
  })
  assert.equal(watched.status, 202)
  await stage.playback.judgeDue()
  await stage.hearing.countDue()
  const heard = await standing()
  assert.deepEqual([heard?.served, heard?.goal], [1, 5])
})
