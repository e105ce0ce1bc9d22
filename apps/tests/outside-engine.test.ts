/** An engine outside of the stage, wired as an operator does it: by the environment. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { smallGorse } from '../../modules/feed/tests/small-gorse.ts'
import { openHouse } from '../testing/house.ts'

interface Page {
  slots: { ticket: string; video: { id: string; durationMs: number } }[]
}

test('it hears what was judged, of a viewer under another name, and deletes them when they pause learning', async (t) => {
  const gorse = await smallGorse(t)
  const { stage, clock, visitor, person, posts } = await openHouse(t, {
    env: { PANGGUNG_FEED_EXTERNAL_URL: gorse.url, PANGGUNG_FEED_EXTERNAL_TIMEOUT_MS: '10000' },
  })
  const until = async (isSo: () => boolean, what: string): Promise<void> => {
    for (let tries = 0; tries < 200 && !isSo(); tries++) await pause(50)
    assert.ok(isSo(), what)
  }
  const clip = await posts(await person('sari.senja'))
  const viewer = visitor()
  const { body } = await viewer.call<Page>('GET', '/v1/feed')
  const [slot] = body.slots
  assert.ok(slot)
  const playedMs = slot.video.durationMs
  clock.advance(playedMs)
  const event = {
    eventId: '019aaaaa-0000-7000-8000-0000000000e1',
    ticket: slot.ticket,
    ranges: [[0, playedMs]],
    playedMs,
    visible: true,
    at: clock.now().toISOString(),
  }
  await viewer.call('POST', '/v1/watches', {
    batchId: '019aaaaa-0000-7000-8000-0000000000b1',
    events: [event],
  })
  await stage.playback.judgeDue()
  clock.advance(20_000)
  await viewer.call('GET', '/v1/feed')
  await until(() => gorse.users.size === 1, 'it was told')
  const [[user, told] = ['', []]] = gorse.users
  assert.deepEqual(
    told.map(({ FeedbackType, ItemId }) => [FeedbackType, ItemId]),
    [
      ['watch', clip.id],
      ['finish', clip.id],
    ],
  )
  assert.ok(!gorse.asked.join().includes(viewer.deviceKey) && user !== viewer.deviceKey)
  assert.equal((await viewer.call('PATCH', '/v1/tastes', { learning: false })).status, 200)
  await until(() => gorse.users.size === 0, 'it was told to forget')
})
