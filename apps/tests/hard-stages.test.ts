/** Stages and viewers at the edges: nobody has posted, one clip is all there is, a player's clock is wrong, nobody is wanted;
 *  and two nodes that agree. Through the whole stage. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { silentLog } from '../../platform/testing/index.ts'
import { compose } from '../compose.ts'
import { openSecrets } from '../secrets.ts'
import { readConfig } from '../sections.ts'
import { type Client, openHouse } from '../testing/house.ts'

interface Slot {
  readonly ticket: string
  readonly source: string
  readonly video: { readonly id: string; readonly durationMs: number }
}

async function pageOf(client: Client): Promise<Slot[]> {
  const { status, body } = await client.call<{ slots: Slot[] }>('GET', '/v1/feed')
  assert.equal(status, 200)
  return body.slots
}
const uuid = (kind: string, n: number): string =>
  `019aaaaa-0000-7000-8000-${kind}${n.toString(16).padStart(11, '0')}`

test('an empty stage answers with an empty page, to a visitor and to an account', async (t) => {
  const { visitor, person } = await openHouse(t)
  const account = await person('penonton')
  for (const client of [visitor(), account]) assert.deepEqual(await pageOf(client), [])
  const following = await account.call<{ slots: Slot[] }>('GET', '/v1/feed?tab=following')
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
  const { stage, clock, visitor, person, posts } = await openHouse(t)
  const clip = await posts(await person('sari.senja'))
  const skews = [-40 * 86_400_000, 0, 3 * 86_400_000]
  for (const [n, skewMs] of skews.entries()) {
    const viewer = visitor()
    const [slot] = await pageOf(viewer)
    assert.ok(slot)
    clock.advance(slot.video.durationMs)
    const at = new Date(clock.now().getTime() + skewMs).toISOString()
    const playedMs = slot.video.durationMs
    const event = {
      eventId: uuid('e', n),
      ticket: slot.ticket,
      ranges: [[0, playedMs]],
      playedMs,
      visible: true,
      at,
    }
    const { status, body } = await viewer.call<{ accepted: string[] }>('POST', '/v1/watches', {
      batchId: uuid('b', n),
      events: [event],
    })
    assert.deepEqual([status, body.accepted], [202, [event.eventId]])
  }
  await stage.playback.judgeDue()
  assert.equal((await stage.playback.counters([clip.id])).get(clip.id)?.plays, skews.length)
  await stage.feed.rescore()
  assert.equal((await pageOf(visitor())).length, 1)
})

test('two nodes over one database agree within seconds after a publication, a removal and a wish', async (t) => {
  const house = await openHouse(t)
  const { stage } = house
  const other = await compose({
    config: readConfig({
      PANGGUNG_DATA: house.dataFolder,
      PANGGUNG_STAGE_LOG_LEVEL: 'fatal',
      PANGGUNG_FEED_REFRESH_SECONDS: '1',
    }),
    databaseUrl: stage.db.url,
    secrets: openSecrets(house.dataFolder),
    clock: stage.clock,
    ids: stage.ids,
    log: silentLog,
    random: () => 0,
    rateLimits: false,
  })
  const http = await other.serve()
  t.after(async () => {
    await http.close()
    await other.close()
  })
  const creator = await house.person('sari.senja')
  const viewer = await house.person('penonton')
  const there = async (): Promise<string[]> => {
    const answer = await http.app.inject({ url: '/v1/feed', headers: { cookie: viewer.cookie } })
    const { slots }: { slots: Slot[] } = answer.json()
    return slots.map(({ video }) => video.id).toSorted()
  }
  const here = async (): Promise<string[]> => (await pageOf(viewer)).map(({ video }) => video.id).toSorted()
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
