/** A burst of likes by accounts that watched nothing: it is shown, it moves nothing, and the operator reads of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountId } from '../../modules/identity/index.ts'
import { openHouse } from '../testing/house.ts'
import { pageOf, watchToTheEnd } from './watch.ts'

interface LeftOut {
  clips: { videoId: string; clip: { handle: string } | null; unwatched: number; young: number }[]
}

test('what people watched is rising; what was liked unwatched is not, and is told', async (t) => {
  const house = await openHouse(t)
  const { stage, clock, person, posts } = house
  const made = await posts(await person('sari.senja'), { caption: 'asli #pagi' })
  const boosted = await posts(await person('budi.99'), { caption: 'palsu #malam' })
  await stage.search.refresh()
  const viewer = await person('penonton')
  const slot = (await pageOf(viewer)).find(({ video }) => video.id === made.id)
  assert.ok(slot)
  await watchToTheEnd(house, viewer, slot)
  await stage.playback.judgeDue()
  for (let n = 0; n < 30; n++) await stage.social.like(accountId(stage.ids.uuid()), boosted.id)
  await viewer.call('PUT', `/v1/videos/${made.id}/like`)

  clock.advance(61 * 60_000)
  await stage.likes.judgeDue()
  assert.deepEqual(
    await stage.likes.weighed([made.id, boosted.id]),
    new Map([
      [made.id, 1],
      [boosted.id, 0],
    ]),
  )
  await stage.search.measureHeat()
  const rising = await viewer.call<{ clips: { id: string }[]; tags: { tag: string }[] }>(
    'GET',
    '/v1/trending',
  )
  assert.deepEqual(
    [rising.body.clips.map(({ id }) => id), rising.body.tags.map(({ tag }) => tag)],
    [[made.id], ['pagi']],
  )
  assert.equal((await viewer.call('GET', '/v1/admin/feed/left-out')).status, 403)
  const operator = await person('penjaga', 'operator')
  const { body } = await operator.call<LeftOut>('GET', '/v1/admin/feed/left-out')
  assert.deepEqual(
    body.clips.map(({ videoId, clip, unwatched, young }) => [videoId, clip?.handle, unwatched, young]),
    [[boosted.id, 'budi.99', 30, 0]],
  )
})
