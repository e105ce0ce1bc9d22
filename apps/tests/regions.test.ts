/** From a region that ten people chose to the next page of one more who did; everyone else goes on as before. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, openHouse } from '../testing/house.ts'
import { pageOf, watchToTheEnd } from './watch.ts'

const choose = async (client: Client, region: string | null): Promise<void> => {
  assert.equal((await client.call('PATCH', '/v1/tastes', { region })).status, 200)
}

test('what ten of a region watched is rising there, for those alone who chose it', async (t) => {
  const house = await openHouse(t, { env: { PANGGUNG_FEED_TRIAL_PERCENT: '0' } })
  const { stage, clock, visitor, person, posts } = house
  const creator = await person('sari.senja')
  const clip = await posts(creator, { caption: 'Pasar pagi #pasar' })
  await stage.search.refresh()
  // Its first hearing is over, and brings it to nobody any more.
  clock.advance(15 * 86_400_000)
  await stage.hearing.tend()
  await stage.hearing.refresh()
  await stage.playback.makeDaysAhead()
  for (let n = 0; n < 10; n++) {
    const viewer = visitor()
    await choose(viewer, 'ID-JB')
    const [slot] = await pageOf(viewer)
    assert.ok(slot)
    await watchToTheEnd(house, viewer, slot)
  }
  await stage.playback.judgeDue()
  clock.advance(6 * 60_000) // a region's list is kept for five
  const newcomer = await person('baru')
  await choose(newcomer, 'ID-JB')
  const rising = async (client: Client, region: string) =>
    (
      await client.call<{ region: string | null; clips: { id: string }[] }>(
        'GET',
        `/v1/trending?region=${region}`,
      )
    ).body
  assert.deepEqual(
    (await rising(newcomer, 'ID-JB')).clips.map(({ id }) => id),
    [clip.id],
  )
  assert.equal((await rising(newcomer, 'ID-JB')).region, 'ID-JB')
  assert.equal((await rising(newcomer, 'ID-BA')).region, null)
  assert.equal((await newcomer.call('GET', '/v1/trending?region=Jawa')).status, 400)

  stage.search.risingIn('ID-JB')
  await rising(newcomer, 'ID-JB')
  const [slot] = await pageOf(newcomer)
  assert.deepEqual([slot?.video.id, slot?.source], [clip.id, 'region'])
  const why = await newcomer.call<{ text: string }>('GET', `/v1/feed/why/${clip.id}`)
  assert.match(why.body.text, /the region that you chose/)
  const elsewhere = await person('lain')
  await choose(elsewhere, 'ID-BA')
  assert.notEqual((await pageOf(elsewhere))[0]?.source, 'region')
})
