import assert from 'node:assert/strict'
import test from 'node:test'
import { type Answer, house } from './house.ts'

type House = Awaited<ReturnType<typeof house>>
const code = (answer: { body: Answer }): string | undefined => answer.body.error?.code
const learned = async (h: House): Promise<string[]> =>
  (await h.tastes.learnable(h.wati.id, 100)).map(({ videoId }) => videoId)

async function threeClips(h: House) {
  const a = await h.posts(h.sari, 'satu #senja #pantai')
  const b = await h.posts(h.sari, 'dua #senja')
  const c = await h.posts(h.budi, 'tiga #kopi')
  return { a, b, c }
}

test('the history lists each clip once, the latest first, in pages', async (t) => {
  const h = await house(t)
  const { a, b, c } = await threeClips(h)
  for (const clip of [a, b, c, a]) await h.finishes(clip)
  assert.deepEqual((await h.history()).ids, [a.id, c.id, b.id])
  const first = await h.history('?limit=2')
  assert.deepEqual(first.ids, [a.id, c.id])
  assert.deepEqual((await h.history(`?limit=2&cursor=${first.nextCursor}`)).ids, [b.id])
  assert.equal(code(await h.http.call<Answer>('GET', '/v1/tastes/history?cursor=xx')), 'cursor_unknown')
  await h.videos.change(h.sari.id, b.id, { visibility: 'private' })
  const { clips } = await h.history()
  assert.ok(Array.isArray(clips))
  assert.deepEqual(
    clips.map(({ clip }) => clip?.caption ?? null),
    ['satu #senja #pantai', 'tiga #kopi', null],
  )
  h.as(h.budi)
  assert.deepEqual((await h.history()).ids, [], 'it is nobody else’s')
})

test('what is deleted is neither shown nor learned from; what creators are paid by stays', async (t) => {
  const h = await house(t)
  const { a, b, c } = await threeClips(h)
  await h.finishes(a)
  const between = h.clock.now().toISOString()
  for (const clip of [b, c]) await h.finishes(clip)
  await h.http.call('DELETE', `/v1/tastes/history/${c.id}`)
  assert.deepEqual(
    [(await h.history()).ids, await learned(h)],
    [
      [b.id, a.id],
      [b.id, a.id],
    ],
  )
  await h.finishes(c)
  assert.deepEqual((await h.history()).ids, [c.id, b.id, a.id], 'what is watched again is there again')
  await h.http.call('DELETE', `/v1/tastes/history?to=${between}`)
  assert.deepEqual(
    [(await h.history()).ids, await learned(h)],
    [
      [c.id, b.id],
      [c.id, b.id],
    ],
  )
  const soon = h.clock.now().toISOString()
  await h.finishes(a)
  await h.http.call('DELETE', `/v1/tastes/history?from=${soon}`)
  assert.deepEqual((await h.history()).ids, [c.id, b.id])
  await h.http.call('DELETE', '/v1/tastes/history')
  assert.deepEqual([(await h.history()).ids, await learned(h)], [[], []])
  await h.finishes(b)
  assert.deepEqual((await h.history()).ids, [b.id])
  const counters = await h.playback.counters([a.id, b.id, c.id])
  assert.deepEqual(
    [a, b, c].map(({ id }) => counters.get(id)?.views),
    [2, 2, 2],
  )
})

test('overlapping stretches of a history are one', async (t) => {
  const h = await house(t)
  const { a, b, c } = await threeClips(h)
  const at: string[] = []
  for (const clip of [a, b, c]) {
    at.push(h.clock.now().toISOString())
    await h.finishes(clip)
  }
  const [first = '', second = '', third = ''] = at
  const before = (iso: string) => new Date(Date.parse(iso) - 1).toISOString()
  await h.http.call('DELETE', `/v1/tastes/history?from=${first}&to=${before(second)}`)
  assert.deepEqual((await h.history()).ids, [c.id, b.id])
  await h.http.call('DELETE', `/v1/tastes/history?from=${second}&to=${before(third)}`)
  await h.http.call('DELETE', `/v1/tastes/history?from=${first}&to=${second}`)
  await h.http.call('DELETE', `/v1/tastes/history?from=${third}&to=${first}`)
  assert.deepEqual((await h.history()).ids, [c.id])
})

test('what was noticed can be forgotten, and stays in the history', async (t) => {
  const h = await house(t)
  const { a, b, c } = await threeClips(h)
  for (const clip of [a, b, c]) await h.finishes(clip)
  const { noticed } = await h.read()
  assert.equal(noticed?.clips, 3)
  assert.deepEqual(noticed?.tags, [
    { tag: 'senja', clips: 2 },
    { tag: 'kopi', clips: 1 },
    { tag: 'pantai', clips: 1 },
  ])
  assert.deepEqual(
    noticed?.creators.map(({ handle, clips }) => [handle, clips]),
    [
      ['sari.senja', 2],
      ['budi.99', 1],
    ],
  )
  const forgot = await h.http.call<Answer>('POST', '/v1/tastes/noticed/forget', {
    kind: 'tag',
    subject: 'senja',
  })
  assert.equal(forgot.body.clips, 2)
  const after = (await h.read()).noticed
  assert.deepEqual([after?.clips, after?.tags.map(({ tag }) => tag)], [1, ['kopi']])
  assert.deepEqual([await learned(h), (await h.history()).ids.length], [[c.id], 3])
})

test('in a pause nothing is learned, not later either', async (t) => {
  const h = await house(t)
  const { a, b, c } = await threeClips(h)
  await h.finishes(a)
  for (let round = 0; round < 2; round++) await h.http.call('PATCH', '/v1/tastes', { learning: false })
  assert.equal((await h.tastes.wishes(h.wati.id)).learning, false)
  await h.finishes(b)
  await h.http.call('PATCH', '/v1/tastes', { personalised: false })
  assert.deepEqual(await learned(h), [a.id])
  await h.http.call('PATCH', '/v1/tastes', { learning: true })
  await h.finishes(c)
  assert.deepEqual(await learned(h), [c.id, a.id])
  assert.deepEqual((await h.history()).ids, [c.id, b.id, a.id])
  const wishes = await h.tastes.wishes(h.wati.id)
  assert.deepEqual([wishes.learning, wishes.personalised], [true, false])
})

test('a reset forgets what was watched and keeps what was said; for a while it can be taken back', async (t) => {
  const h = await house(t)
  const { a, b } = await threeClips(h)
  await h.finishes(a)
  await h.say('creator', h.budi.id)
  const reset = await h.http.call<Answer>('POST', '/v1/tastes/reset')
  assert.ok(reset.body.settings?.undoUntil)
  await h.finishes(b)
  const wishes = await h.tastes.wishes(h.wati.id)
  assert.ok(wishes.epoch && wishes.creators.has(h.budi.id))
  assert.deepEqual([await learned(h), (await h.history()).ids], [[b.id], [b.id, a.id]])
  await h.http.call('POST', '/v1/tastes/reset')
  await h.http.call('DELETE', '/v1/tastes/reset')
  assert.deepEqual(await learned(h), [b.id, a.id], 'two resets in a row are taken back at once')
  assert.equal((await h.tastes.wishes(h.wati.id)).epoch, null)
  assert.equal(code(await h.http.call<Answer>('DELETE', '/v1/tastes/reset')), 'reset_undo_too_late')
  await h.http.call('POST', '/v1/tastes/reset')
  h.clock.advance(31 * 60_000)
  assert.equal(code(await h.http.call<Answer>('DELETE', '/v1/tastes/reset')), 'reset_undo_too_late')
  assert.equal((await h.read()).settings?.undoUntil, null)
  assert.deepEqual(await learned(h), [])
})

test('starting over takes back everything said and deletes the history', async (t) => {
  const h = await house(t)
  const { a, b } = await threeClips(h)
  await h.finishes(a)
  await h.say('word', 'kopi')
  await h.http.call('PATCH', '/v1/tastes', { learning: false })
  const { settings } = (await h.http.call<Answer>('DELETE', '/v1/tastes')).body
  assert.deepEqual(settings, {
    personalised: true,
    learning: true,
    resetAt: null,
    undoUntil: null,
    region: null,
    adultSince: null,
  })
  assert.deepEqual([(await h.read()).wishes, (await h.history()).ids, await learned(h)], [[], [], []])
  await h.finishes(b)
  assert.deepEqual(await learned(h), [b.id])
})
