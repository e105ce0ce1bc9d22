/** Stages and viewers at the edges: nobody has posted, one clip is all there is, a player's clock is wrong, nobody is wanted;
 *  and two nodes that agree. Through the whole stage. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openHouse } from '../testing/house.ts'
import { openAnotherNode } from './another-node.ts'
import { pageOf, type Slot, watchToTheEnd } from './watch.ts'

test('an empty stage answers with an empty page, to a visitor and to an account', async (t) => {
  const { visitor, person } = await openHouse(t)
  const account = await person('penonton')
  for (const client of [visitor(), account]) assert.deepEqual(await pageOf(client), [])
  const following = await account.call<{ slots: unknown[] }>('GET', '/v1/feed?tab=following')
  assert.deepEqual([following.status, following.body.slots], [200, []])
})

test('one viewer of one clip goes on seeing it, and hears that they had seen it; its creator is not offered it', async (t) => {
  const { visitor, person, posts } = await openHouse(t)
  const creator = await person('sari.senja')
  const clip = await posts(creator)
  const viewer = visitor()
  for (let page = 0; page < 3; page++) {
    const slots = await pageOf(viewer)
    assert.deepEqual(
      slots.map(({ video }) => video.id),
      [clip.id],
    )
    if (page > 0) assert.equal(slots[0]?.source, 'again')
  }
  assert.deepEqual(await pageOf(creator), [])
})

test('who wants nothing of anybody gets an empty page, and everyone back when they take it back', async (t) => {
  const { visitor, person, posts } = await openHouse(t)
  const creators = [await person('sari.senja'), await person('budi.99')]
  for (const creator of creators) await posts(creator)
  const viewer = visitor()
  const subjects = creators.map(({ account }) => account?.id ?? '')
  for (const subject of subjects) await viewer.call('PUT', '/v1/tastes/wishes', { kind: 'creator', subject })
  for (let page = 0; page < 2; page++) assert.deepEqual(await pageOf(viewer), [])
  for (const subject of subjects)
    await viewer.call('DELETE', `/v1/tastes/wishes?${new URLSearchParams({ kind: 'creator', subject })}`)
  assert.equal((await pageOf(viewer)).length, 2)
})

test('a player whose clock is days off is counted by the clock of the stage', async (t) => {
  const house = await openHouse(t)
  const { stage, visitor, person, posts } = house
  const clip = await posts(await person('sari.senja'))
  const skews = [-40 * 86_400_000, 0, 3 * 86_400_000]
  for (const skewMs of skews) {
    const viewer = visitor()
    const [slot] = await pageOf(viewer)
    assert.ok(slot)
    await watchToTheEnd(house, viewer, slot, skewMs)
  }
  await stage.playback.judgeDue()
  assert.equal((await stage.playback.counters([clip.id])).get(clip.id)?.plays, skews.length)
  await stage.feed.rescore()
  assert.equal((await pageOf(visitor())).length, 1)
})

test('two nodes over one database agree within seconds after a publication, a removal and a wish', async (t) => {
  const house = await openHouse(t)
  const { stage } = house
  const other = await openAnotherNode(t, house, { PANGGUNG_FEED_REFRESH_SECONDS: '1' })
  const creator = await house.person('sari.senja')
  const viewer = await house.person('penonton')
  const idsOn = async (page: Promise<readonly Slot[]>): Promise<string[]> =>
    (await page).map(({ video }) => video.id).toSorted()
  const there = () => idsOn(other.pageOf(viewer))
  const here = () => idsOn(pageOf(viewer))
  /** Nobody tells the other node anything: it follows by itself. */
  const agreeOn = async (ids: readonly string[]): Promise<void> => {
    await stage.feed.refresh()
    for (let tries = 0; tries < 300; tries++) {
      if (JSON.stringify(await there()) === JSON.stringify(ids)) break
      await pause(50)
    }
    assert.deepEqual([await here(), await there()], [ids, ids])
  }
  await agreeOn([])
  const first = await house.posts(creator)
  const second = await house.posts(creator)
  await agreeOn([first.id, second.id].toSorted())
  assert.equal((await creator.call('DELETE', `/v1/videos/${first.id}`)).status, 200)
  await agreeOn([second.id])
  await viewer.call('PUT', '/v1/tastes/wishes', { kind: 'video', subject: second.id })
  await agreeOn([])
})
