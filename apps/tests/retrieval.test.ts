/** From a clip watched to its end to the next page: what is by the same creator comes, with its reason, until the viewer
 *  says otherwise. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../testing/house.ts'
import { pageOf, watchToTheEnd } from './watch.ts'

test('what was watched to the end brings more like it, and a pause or a reset ends that at once', async (t) => {
  const house = await openHouse(t, {
    env: { PANGGUNG_FEED_PAGE_SLOTS: '3', PANGGUNG_FEED_TRIAL_PERCENT: '0' },
  })
  const { stage, person, posts } = house
  const makers = await Promise.all(['sari.senja', 'budi.99'].map((handle) => person(handle)))
  // Two creators, so that the rules take them in turn.
  for (const round of [1, 2, 3]) for (const maker of makers) await posts(maker, { caption: `Klip ${round}` })
  const viewer = await person('dewi')
  await stage.jobs.drain()
  await stage.feed.refresh()

  const [slot] = await pageOf(viewer)
  assert.ok(slot)
  await watchToTheEnd(house, viewer, slot)
  await stage.playback.judgeDue()
  assert.equal(await stage.retrieval.follow(), 1)

  const { id } = viewer.account ?? assert.fail('signed up')
  const mine = async (): Promise<number> => (await stage.retrieval.neighbours(id, 50, () => true)).length
  assert.ok((await mine()) >= 1)
  const slots = await pageOf(viewer)
  const near = slots.filter(({ source }) => source === 'neighbours')
  assert.ok(near.length > 0, slots.map(({ source }) => source).join(' '))
  assert.ok(near.every(({ video }) => video.owner.handle === slot.video.owner.handle))
  const why = await viewer.call<{ text: string }>('GET', `/v1/feed/why/${near[0]?.video.id}`)
  assert.match(why.body.text, /the creator or the sound/)

  await stage.tastes.reset(id)
  assert.equal(await mine(), 0)
  await stage.tastes.undoReset(id)
  assert.ok((await mine()) >= 1)
  await stage.tastes.deleteClip(id, slot.video.id)
  assert.equal(await mine(), 0)
})

test('what a clip looks and sounds like is known where it is placed, and is on no card', async (t) => {
  const house = await openHouse(t)
  const { stage, clock, person, posts } = house
  const maker = await person('sari.senja')
  const clips = [await posts(maker, { seconds: 2 }), await posts(maker, { seconds: 2 })]
  await stage.feed.refresh()
  // Its pictures are looked at when it has long been playing.
  clock.advance(1_000)
  await stage.jobs.drain()
  await stage.feed.refresh()
  for (const { id } of clips) {
    const { feel } = stage.feed.factsOf(id) ?? assert.fail('it is offered')
    assert.ok(feel?.tone && feel.width > 0, JSON.stringify(feel))
    assert.ok(
      feel.tone.red >= 0 && feel.tone.red <= 1 && feel.cutsASecond !== undefined,
      JSON.stringify(feel),
    )
    assert.notEqual(feel.lufs, undefined)
  }
  const [slot] = await pageOf(house.visitor())
  assert.ok(slot && !('feel' in slot.video))
})
