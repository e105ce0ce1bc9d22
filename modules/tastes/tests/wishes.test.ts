import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type Answer, house } from './house.ts'

const code = (answer: { body: Answer }): string | undefined => answer.body.error?.code
const told = (answer: Answer): string[] =>
  (answer.wishes ?? []).map(({ kind, subject }) => `${kind} ${subject}`).sort()

test('what is said holds at once, twice is once, and it can be taken back', async (t) => {
  const h = await house(t)
  const sound = h.ids.uuid()
  const before = await h.tastes.wishes(h.wati.id)
  for (let round = 0; round < 2; round++) {
    assert.equal((await h.say('creator', h.sari.id)).status, 200)
    await h.say('sound', sound.toUpperCase())
    assert.deepEqual((await h.say('word', '  Kopi-SÚSU! ')).body.wish, { kind: 'word', subject: 'kopi susu' })
    assert.deepEqual((await h.say('tag', '#Senja')).body.wish, { kind: 'tag', subject: 'senja' })
  }
  const wishes = await h.tastes.wishes(h.wati.id)
  assert.deepEqual([...wishes.creators], [h.sari.id])
  assert.deepEqual([...wishes.sounds], [sound])
  assert.deepEqual([...wishes.tags], ['senja'])
  assert.deepEqual(wishes.words, ['kopi susu'])
  assert.ok(wishes.version > before.version)
  // The notice of one's own change may cross the first reading.
  let known = h.tastes.wishes(h.wati.id)
  for (let tries = 0; known instanceof Promise && tries < 20; tries++) {
    await known
    known = h.tastes.wishes(h.wati.id)
  }
  assert.ok(!(known instanceof Promise), 'known: at once, without a promise')
  const { wishes: rows } = await h.read()
  assert.equal(rows?.length, 4)
  assert.equal(rows?.find(({ kind }) => kind === 'creator')?.handle, 'sari.senja')
  assert.equal((await h.takeBack('word', 'KOPI susu')).body.removed, true)
  assert.equal((await h.takeBack('word', 'KOPI susu')).body.removed, false)
  await h.takeBack('creator', h.sari.id)
  const after = await h.tastes.wishes(h.wati.id)
  assert.deepEqual([after.words, [...after.creators], after.tags.size], [[], [], 1])
  h.as(h.budi)
  assert.deepEqual(told(await h.read()), [], 'it is nobody else’s')
  assert.equal((await h.tastes.wishes(h.budi.id)).version, 0)
})

test('of one tag only the last word counts, whatever was said before', async (t) => {
  const h = await house(t)
  const tags = ['senja', 'kopi']
  const step = fc.record({
    kind: fc.constantFrom('tag', 'more', 'less'),
    subject: fc.constantFrom(...tags),
    back: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const viewer = h.ids.uuid()
      const model = new Map<string, string>()
      for (const { kind, subject, back } of steps) {
        const wish = {
          kind: kind === 'tag' ? ('tag' as const) : kind === 'more' ? ('more' as const) : ('less' as const),
          subject,
        }
        if (!back) await h.tastes.say(viewer, wish)
        else await h.tastes.takeBack(viewer, wish)
        if (!back) model.set(subject, kind)
        else if (model.get(subject) === kind) model.delete(subject)
      }
      const wishes = await h.tastes.wishes(viewer)
      for (const tag of tags)
        assert.deepEqual(
          [wishes.tags.has(tag), wishes.more.has(tag), wishes.less.has(tag)],
          ['tag', 'more', 'less'].map((kind) => model.get(tag) === kind),
        )
    }),
    { numRuns: 30 },
  )
})

test('what nobody could mean is refused, and so is more than can be kept', async (t) => {
  const h = await house(t)
  for (const [kind, subject] of [
    ['creator', 'sari'],
    ['video', h.ids.uuid().slice(1)],
    ['tag', 'dua kata'],
    ['more', '123'],
    ['word', '!?…'],
    ['word', 'a'.repeat(61)],
  ] as const)
    assert.equal(code(await h.say(kind, subject)), 'wish_unclear', `${kind} ${subject}`)
  assert.equal((await h.say('video', '')).status, 400)
  assert.equal((await h.say('nobody', 'x')).status, 400)
  const before = (await h.tastes.wishes(h.wati.id)).version
  assert.equal(before, 0, 'nothing was kept')
  for (let n = 0; n < 100; n++) await h.tastes.say(h.wati.id, { kind: 'less', subject: `t${n}` })
  assert.equal(code(await h.say('less', 'penuh')), 'too_many_wishes')
  assert.equal((await h.say('less', 't7')).status, 200, 'what is there can be said again')
  assert.equal((await h.tastes.wishes(h.wati.id)).less.size, 100)
})

test('another node knows within a second, also of what it had in memory', async (t) => {
  const h = await house(t)
  const other = h.aNode()
  const heard = new Promise<string>((resolve) => other.onChange(resolve))
  assert.equal((await other.wishes(h.wati.id)).creators.size, 0)
  // The line stands when a change is heard for the first time; until then everything it missed is forgotten.
  await h.say('tag', 'senja')
  const began = performance.now()
  assert.equal(await heard, h.wati.id)
  assert.ok(performance.now() - began < 1000)
  assert.ok((await other.wishes(h.wati.id)).tags.has('senja'))
  const again = new Promise<void>((resolve) => other.onChange(() => resolve()))
  await h.say('creator', h.budi.id)
  await again
  const there = await other.wishes(h.wati.id)
  assert.deepEqual([...there.creators], [h.budi.id])
  assert.equal(there.version, (await h.tastes.wishes(h.wati.id)).version)
})

test('a visitor’s wishes are the browser’s; an account takes them along when it asks', async (t) => {
  const h = await house(t)
  h.as(undefined)
  await h.say('creator', h.sari.id)
  await h.say('more', 'senja')
  await h.say('word', 'kopi')
  assert.ok((await h.tastes.wishes(h.browser)).creators.has(h.sari.id))
  assert.equal((await h.read()).onDevice, 0, 'they are their own')
  assert.equal(code(await h.http.call<Answer>('POST', '/v1/tastes/bring-along')), 'login_required')
  h.as(h.wati)
  await h.say('less', 'senja')
  const account = await h.read()
  assert.deepEqual(
    [account.onDevice, told(account)],
    [3, ['less senja']],
    'logging in moves nothing by itself',
  )
  assert.equal((await h.http.call<Answer>('POST', '/v1/tastes/bring-along')).body.moved, 2)
  assert.deepEqual(told(await h.read()), [`creator ${h.sari.id}`, 'less senja', 'word kopi'].sort())
  assert.equal((await h.read()).onDevice, 0)
  assert.equal((await h.http.call<Answer>('POST', '/v1/tastes/bring-along')).body.moved, 0)
  h.as(undefined)
  assert.deepEqual(told(await h.read()), [])
  assert.equal((await h.tastes.wishes(h.browser)).creators.size, 0)
})

test('names are told only of what the viewer may see', async (t) => {
  const h = await house(t)
  const open = await h.posts(h.sari, 'Senja di Losari #senja')
  const closed = await h.posts(h.sari, 'rahasia', 'private')
  await h.say('video', open.id)
  await h.say('video', closed.id)
  await h.say('creator', h.ids.uuid())
  const { wishes = [] } = await h.read()
  const one = (id: string) => wishes.find(({ subject }) => subject === id)
  assert.deepEqual([one(open.id)?.name, one(open.id)?.handle], ['Senja di Losari #senja', 'sari.senja'])
  assert.deepEqual([one(closed.id)?.name, one(closed.id)?.handle], [null, null])
  assert.equal(wishes.length, 3)
})

test('a flood is held up, and nothing that was said is lost', async (t) => {
  const h = await house(t)
  const codes = new Set<string | undefined>()
  for (let n = 0; n < 130; n++) codes.add(code(await h.say('word', `kata ${n}`)))
  assert.deepEqual([...codes], [undefined, 'too_many_requests'])
  assert.equal((await h.tastes.wishes(h.wati.id)).words.length, 120)
})

test('forgetting leaves no row, and the next version is a new one', async (t) => {
  const h = await house(t)
  await h.say('word', 'kopi')
  await h.tastes.change(h.wati.id, { learning: false, personalised: false })
  const { version } = await h.tastes.wishes(h.wati.id)
  await h.tastes.forget(h.wati.id)
  assert.equal((await h.tastes.wishes(h.wati.id)).version, 0)
  await h.say('word', 'teh')
  const fresh = await h.tastes.wishes(h.wati.id)
  assert.ok(fresh.version > version && fresh.learning && fresh.personalised)
  assert.deepEqual(fresh.words, ['teh'])
})
