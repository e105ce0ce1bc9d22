/** From a clip watched to its end to the next page: what is by the same creator comes, with its reason, until the viewer
 *  says otherwise. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, openHouse } from '../testing/house.ts'

interface Page {
  slots: {
    ticket: string
    source: string
    video: { id: string; durationMs: number; owner: { handle: string } }
  }[]
}

const read = async (client: Client): Promise<Page['slots']> =>
  (await client.call<Page>('GET', '/v1/feed')).body.slots

test('what was watched to the end brings more like it, and a pause or a reset ends that at once', async (t) => {
  const { stage, clock, person, posts } = await openHouse(t, {
    env: { PANGGUNG_FEED_PAGE_SLOTS: '3', PANGGUNG_FEED_TRIAL_PERCENT: '0' },
  })
  const makers = await Promise.all(['sari.senja', 'budi.99'].map((handle) => person(handle)))
  // Two creators, so that the rules take them in turn.
  for (const round of [1, 2, 3]) for (const maker of makers) await posts(maker, { caption: `Klip ${round}` })
  const viewer = await person('dewi')
  await stage.jobs.drain()
  await stage.feed.refresh()

  const [slot] = await read(viewer)
  assert.ok(slot)
  clock.advance(slot.video.durationMs)
  const { status } = await viewer.call('POST', '/v1/watches', {
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
  assert.equal(status, 202)
  await stage.playback.judgeDue()
  assert.equal(await stage.retrieval.follow(), 1)

  const { id } = viewer.account ?? assert.fail('signed up')
  const mine = async (): Promise<number> => (await stage.retrieval.neighbours(id, 50, () => true)).length
  assert.ok((await mine()) >= 1)
  const slots = await read(viewer)
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
