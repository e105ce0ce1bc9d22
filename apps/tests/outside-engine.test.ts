/** An engine outside of the stage, wired as an operator does it: by the environment. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { smallGorse } from '../../modules/feed/tests/small-gorse.ts'
import { openHouse } from '../testing/house.ts'
import { pageOf, watchToTheEnd } from './watch.ts'

test('it hears what was judged, of a viewer under another name, and deletes them when they pause learning', async (t) => {
  const gorse = await smallGorse(t)
  const house = await openHouse(t, {
    env: { PANGGUNG_FEED_EXTERNAL_URL: gorse.url, PANGGUNG_FEED_EXTERNAL_TIMEOUT_MS: '10000' },
  })
  const { stage, clock, visitor, person, posts } = house
  const until = async (isSo: () => boolean, what: string): Promise<void> => {
    for (let tries = 0; tries < 200 && !isSo(); tries++) await pause(50)
    assert.ok(isSo(), what)
  }
  const clip = await posts(await person('sari.senja'))
  const viewer = visitor()
  const [slot] = await pageOf(viewer)
  assert.ok(slot)
  await watchToTheEnd(house, viewer, slot)
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
