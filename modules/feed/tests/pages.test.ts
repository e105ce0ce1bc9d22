import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { mulberry32 } from '../../../platform/random.ts'
import { fakeClock, testDatabase, testHttp } from '../../../platform/testing/index.ts'
import { noWishes, type Wishes } from '../../tastes/index.ts'
import { type AdSlot, type Clip, type ClipChange, mountFeed } from '../index.ts'
import { aClip, openFeed } from '../testing.ts'

interface Slot {
  kind: string
  ticket: string
  source: string
  liked: boolean
  following: boolean
  video: { id: string; owner: { id: string }; caption: string; posterUrl: string | null }
}

async function stage(
  t: TestContext,
  options: {
    clips?: number
    ad?: AdSlot
    hidden?: Clip
    adults?: readonly Clip[]
    random?: () => number
  } = {},
) {
  const db = await testDatabase(t, { modules: ['feed'] })
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const written: ClipChange[] = Array.from({ length: options.clips ?? 30 }, (_, n) => ({
    kind: 'put',
    clip: aClip(n),
  }))
  const asked: { position: number; organicSinceAd: number }[] = []
  const follows = new Map<string, string[]>()
  const said: { wishes: Wishes } = { wishes: noWishes }
  const seenSince: (Date | null)[] = []
  const feed = await openFeed([], {
    db,
    clock,
    random: options.random ?? (() => 0),
    wishesOf: () => said.wishes,
    changesAfter: async (cursor, limit) => {
      const from = Number(cursor || 0)
      const changes = written.slice(from, from + limit)
      return { changes, cursor: String(from + changes.length) }
    },
    issueTicket: ({ videoId, ad }) => `${ad ? 'ad' : 'clip'}.${videoId}`,
    pickAd: (viewer) => {
      asked.push(viewer)
      return options.ad && viewer.organicSinceAd >= 5 ? options.ad : undefined
    },
    findClips: async (ids, account) => {
      const { hidden, adults = [] } = options
      const some = account === null ? [] : [...adults, ...(hidden ? [hidden] : [])]
      return new Map(some.filter(({ id }) => ids.includes(id)).map((clip) => [clip.id, clip]))
    },
    following: async (account) => follows.get(account) ?? [],
    liked: async () => [aClip(0).id],
    recentlySeen: async (_, since) => {
      seenSince.push(since)
      return []
    },
  })
  const http = await testHttp(t, clock)
  mountFeed(http, feed)
  const read = async (query = ''): Promise<Slot[]> =>
    (await http.call<{ slots: Slot[] }>('GET', `/v1/feed${query}`)).body.slots
  return { db, clock, feed, http, read, written, follows, said, seenSince }
}

const ad: AdSlot = {
  campaignId: '00000000-0000-7000-a000-000000000001',
  priceMicro: 15_000_000n,
  videoId: aClip(29).id,
  merchant: 'Warung "Bu Tini"',
  title: 'Nasi uduk',
  cta: 'Pesan',
  url: 'https://example.com',
}

test('a visitor gets a full page of slots with tickets, and the next page is another', async (t) => {
  const { read } = await stage(t)
  const first = await read()
  const second = await read()
  assert.equal(first.length, 10)
  const seen = new Set([...first, ...second].map((slot) => slot.video.id))
  assert.equal(seen.size, 20)
  assert.ok(first.every((slot) => slot.ticket === `clip.${slot.video.id}`))
})

test('ads stay as rare as the policy says, across pages, and carry their label', async (t) => {
  const { read } = await stage(t, { ad })
  const slots = [...(await read()), ...(await read()), ...(await read())]
  const places = slots.flatMap((slot, at) => (slot.kind === 'ad' ? [at] : []))
  assert.ok(places.length >= 3)
  assert.ok(places.every((place, at) => at === 0 || place - (places[at - 1] ?? 0) >= 6))
  assert.ok((places[0] ?? 0) >= 5)
  assert.equal(slots[places[0] ?? 0]?.source, 'sponsored')
})

test('what is 18+ comes to adults alone, and no ad stands beside it', async (t) => {
  const adults = Array.from({ length: 12 }, (_, n) =>
    aClip(700 + n, { isAgeRestricted: true, createdAt: aClip(2 * n).createdAt }),
  )
  const { feed, http, read, written, said } = await stage(t, { ad, adults })
  written.push(...adults.map((clip) => ({ kind: 'put', clip }) as const))
  await feed.refresh()
  await feed.rescore()
  http.as({ account: { id: '00000000-0000-7000-8000-0000000000aa', handle: 'sari', roles: new Set() } })
  const ids = new Set(adults.map(({ id }) => id))
  const isAdult = (slot: Slot | undefined): boolean => slot !== undefined && ids.has(slot.video.id)
  const pages = async () => [...(await read()), ...(await read()), ...(await read())]
  assert.equal((await pages()).some(isAdult), false)
  assert.equal((await read(`?first=${adults[0]?.id}`)).some(isAdult), true, 'findClips is the gate of a link')
  said.wishes = { ...noWishes, version: 1, isAdult: true }
  const slots = await pages()
  const theirs = slots.filter(isAdult)
  assert.ok(theirs.length > 3)
  const ads = slots.flatMap(({ kind }, at) => (kind === 'ad' ? [at] : []))
  assert.ok(ads.length > 0)
  for (const at of ads) assert.ok(!isAdult(slots[at - 1]) && !isAdult(slots[at + 1]))
  said.wishes = { ...noWishes, version: 2 }
  assert.equal((await pages()).some(isAdult), false)
})

test('a clip that was hidden is gone from the next page', async (t) => {
  const { feed, read, written } = await stage(t, { clips: 3 })
  written.push({ kind: 'gone', id: aClip(1).id })
  await feed.refresh()
  const ids = (await read()).map((slot) => slot.video.id)
  assert.deepEqual(ids.includes(aClip(1).id), false)
})

test('a page can begin with one clip; one that is not for everybody only for whom it is', async (t) => {
  const hidden = aClip(500)
  const { http, read } = await stage(t, { hidden })
  assert.equal((await read(`?first=${aClip(7).id}`))[0]?.video.id, aClip(7).id)
  assert.notEqual((await read(`?first=${hidden.id}`))[0]?.video.id, hidden.id)
  http.as({ account: { id: '00000000-0000-7000-8000-0000000000aa', handle: 'sari', roles: new Set() } })
  assert.equal((await read(`?first=${hidden.id}`))[0]?.video.id, hidden.id)
})

test('a clip for followers reaches those who follow, by an address of its own, and nobody else', async (t) => {
  const forFollowers = aClip(600, { audience: 'some' })
  const signed = { ...forFollowers, posterUrl: '/media/poster.webp?signed' }
  const { feed, http, read, written, follows } = await stage(t, { clips: 3, hidden: signed })
  written.push({ kind: 'put', clip: forFollowers })
  await feed.refresh()
  const shown = async (query = '') => (await read(query)).find((slot) => slot.video.id === forFollowers.id)
  assert.equal(await shown(), undefined)
  const id = '00000000-0000-7000-8000-0000000000aa'
  http.as({ account: { id, handle: 'sari', roles: new Set() } })
  assert.equal(await shown(), undefined)
  follows.set(id, [forFollowers.owner.id])
  feed.forget(id)
  assert.deepEqual((await shown('?tab=following'))?.video, {
    ...(await shown('?tab=following'))?.video,
    posterUrl: '/media/poster.webp?signed',
  })
  http.as({ account: null })
  assert.equal(await shown(`?first=${forFollowers.id}`), undefined)
})

test('words beyond ASCII arrive as they were written', async (t) => {
  const { read, written, feed } = await stage(t, { clips: 0 })
  written.push({ kind: 'put', clip: aClip(1, { caption: 'Nasi uduk 🍚 “hangat” di jalan Jawa: ꦗꦮ' }) })
  await feed.refresh()
  const [slot] = await read()
  assert.equal(slot?.video.caption, 'Nasi uduk 🍚 “hangat” di jalan Jawa: ꦗꦮ')
})

test('a follow is felt on the next page', async (t) => {
  const { feed, http, read, follows } = await stage(t)
  const id = '00000000-0000-7000-8000-0000000000aa'
  http.as({ account: { id, handle: 'sari', roles: new Set() } })
  assert.deepEqual(await read('?tab=following'), [])
  follows.set(id, [aClip(12).owner.id])
  feed.forget(id)
  const [slot] = await read('?tab=following')
  assert.deepEqual([slot?.video.id, slot?.following, slot?.source], [aClip(12).id, true, 'followed'])
})

test('a visitor has no following tab', async (t) => {
  const { http } = await stage(t)
  const answer = await http.call<{ error: { code: string } }>('GET', '/v1/feed?tab=following')
  assert.deepEqual([answer.status, answer.body.error.code], [401, 'login_required'])
})

test('what a viewer does not want is gone from the very next page', async (t) => {
  const { read, said } = await stage(t)
  const [slot] = await read()
  const next = await read()
  assert.ok(slot)
  said.wishes = {
    ...noWishes,
    version: 1,
    creators: new Set(next.map((one) => one.video.owner.id)),
    words: ['29'],
  }
  const rest = [...(await read()), ...(await read())]
  assert.ok(rest.length > 0)
  for (const { video } of rest) {
    assert.ok(!next.some((one) => one.video.owner.id === video.owner.id))
    assert.notEqual(video.caption, 'clip 29')
  }
})

test('a feed that was reset begins anew, and asks only for what was seen since', async (t) => {
  const { read, said, clock, seenSince } = await stage(t, { clips: 12 })
  await read()
  assert.ok((await read()).some(({ source }) => source === 'again'))
  said.wishes = { ...noWishes, version: 1, epoch: clock.now() }
  assert.ok((await read()).every(({ source }) => source !== 'again'))
  assert.deepEqual(seenSince, [null])
})

test('a viewer who is known costs no table', async (t) => {
  const { db, read } = await stage(t)
  await read()
  await db.close()
  assert.equal((await read()).length, 10)
})

test('an ad does not stand beside a clip of its own creator', async (t) => {
  const owner = aClip(29).owner
  const { read, written, feed } = await stage(t, { ad, clips: 0, random: mulberry32(7) })
  for (let n = 0; n < 30; n++)
    written.push({ kind: 'put', clip: aClip(n, n % 3 === 0 || n === 29 ? { owner } : {}) })
  await feed.refresh()
  await feed.rescore()
  const slots = [...(await read()), ...(await read())]
  assert.ok(slots.some(({ kind }) => kind === 'ad'))
  for (const [at, slot] of slots.entries())
    if (slot.kind === 'ad')
      for (const beside of [slots[at - 1], slots[at + 1]])
        assert.ok(beside === undefined || beside.video.owner.id !== owner.id)
})

test('a viewer reads why a clip came, in their language; of what they were not offered, that it is not known', async (t) => {
  const { http, read } = await stage(t, { random: mulberry32(7) })
  const ask = (id: string) =>
    http.call<{
      source: string
      text: string
      chance: number
      score: number
      parts: { points: number; text: string }[]
      error?: { code: string }
    }>('GET', `/v1/feed/why/${id}`)
  assert.deepEqual((await ask(aClip(3).id)).body.error?.code, 'slot_not_known')
  for (const slot of await read()) {
    const { body } = await ask(slot.video.id)
    assert.equal(body.source, slot.source)
    assert.equal(
      body.parts.reduce((sum, { points }) => sum + points, 0),
      body.score,
    )
    assert.ok(body.chance > 0 && body.chance <= 1)
    assert.match(body.text, /^It is /)
    http.as({ lang: 'id' })
    assert.notEqual((await ask(slot.video.id)).body.text, body.text)
    http.as({})
  }
})

test('two pages asked for at once hold twenty clips, also while clips for some are looked up', async (t) => {
  const forFollowers = aClip(600, { audience: 'some' })
  const { feed, http, read, written, follows } = await stage(t, {
    hidden: forFollowers,
    random: mulberry32(7),
  })
  written.push({ kind: 'put', clip: forFollowers })
  await feed.refresh()
  const id = '00000000-0000-7000-8000-0000000000aa'
  http.as({ account: { id, handle: 'sari', roles: new Set() } })
  follows.set(id, [forFollowers.owner.id])
  const slots = (await Promise.all([read(), read(), read()])).flat()
  assert.equal(new Set(slots.map((slot) => slot.video.id)).size, 30)
})
