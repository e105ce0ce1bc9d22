import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { house, type SearchReply } from './house.ts'

const captions = ({ clips }: SearchReply): string[] => clips.map(({ caption }) => caption).sort()
const handles = ({ people }: SearchReply): string[] => people.map(({ handle }) => handle)
const tags = ({ tags: found }: SearchReply): string[] => found.map(({ tag }) => tag)

test('a fresh clip is found by its words, their stems in both languages, its tags and its creator', async (t) => {
  const { posts, search, looksFor, sari, budi } = await house(t)
  const caption = {
    food: 'Makanan pinggir jalan #kuliner_malam',
    dance: 'Tarian dari Bali',
    dogs: 'My two dogs running',
    coffee: 'Café kecil di Dago',
    fire: 'Api unggun 🔥 (50% "rasa" & asap)',
  }
  for (const one of [caption.food, caption.dance, caption.coffee, caption.fire]) await posts(sari, one)
  await posts(budi, caption.dogs)
  assert.deepEqual(captions(await looksFor('makan')), [], 'nothing has been taken in yet')
  await search.refresh()

  for (const [asked, expected] of [
    ...[
      ['makan', 'food'],
      ['makanan', 'food'],
      ['MAKANAN', 'food'],
      ['jalanan', 'food'],
      ['malam', 'food'],
    ],
    ...[
      ['kuliner_malam', 'food'],
      ['#kuliner_malam', 'food'],
      ['kulinermalam', 'food'],
    ],
    ...[
      ['menari', 'dance'],
      ['penari', 'dance'],
      ['tari', 'dance'],
      ['tarian bali', 'dance'],
    ],
    ...[
      ['dog', 'dogs'],
      ['dogs', 'dogs'],
      ['run', 'dogs'],
      ['the dog', 'dogs'],
    ],
    ...[
      ['cafe', 'coffee'],
      ['CAFÉ', 'coffee'],
      ['cafe di dago', 'coffee'],
    ],
    ...[
      ['🔥', 'fire'],
      ['"rasa" & asap', 'fire'],
      ['50%', 'fire'],
    ],
  ] as const)
    assert.deepEqual(captions(await looksFor(asked, { kind: 'clips' })), [caption[expected]], asked)
  assert.deepEqual(captions(await looksFor('budi99', { kind: 'clips' })), [caption.dogs])
})

test('a handle with dots is found whole, by its parts and without them; the exact one comes first', async (t) => {
  const { search, looksFor, person, sari, social, budi } = await house(t)
  const alike = await person('sari', 'Sari')
  const fan = await person('senja.sari.fans', 'Sari Senja Sari Senja')
  await social.follow(budi.id, fan.id)
  await social.follow(sari.id, fan.id)
  await search.refresh()
  await search.measureHeat()
  for (const asked of ['sari.senja', '@sari.senja', 'SARI.SENJA'])
    assert.equal(handles(await looksFor(asked))[0], sari.handle, asked)
  assert.deepEqual(handles(await looksFor('sarisenja', { kind: 'people' })), [sari.handle])
  assert.equal(handles(await looksFor('sari', { kind: 'people' }))[0], alike.handle)
  const begun = handles(await looksFor('sa', { kind: 'people' }))
  assert.deepEqual(
    begun.slice(0, 2).toSorted(),
    ['sari', 'sari.senja'],
    'two letters: names that begin so come first',
  )
  assert.deepEqual(handles(await looksFor('budi santoso', { kind: 'people' })), ['budi99'])
})

test('a typing error is forgiven and said; what is too far off is offered', async (t) => {
  const { posts, search, looksFor, types, sari } = await house(t)
  await posts(sari, 'Senja di pantai Losari #matahari')
  await search.refresh()
  const typo = await looksFor('pnatai losri')
  assert.deepEqual([captions(typo).length, typo.corrected], [1, 'pantai losari'])
  const far = await looksFor('mxtxhxri')
  assert.deepEqual([captions(far).length, far.corrected, far.nearest], [0, null, 'matahari'])
  const none = await looksFor('zzzzzzzz')
  assert.deepEqual([none.people, none.clips, none.tags, none.sounds, none.nearest], [[], [], [], [], null])
  const some = await looksFor('pantai qqqqqq')
  assert.deepEqual([captions(some).length, some.match], [1, 'some'])
  assert.deepEqual(
    (await types('matahri')).filter(({ kind }) => kind !== 'text').map(({ tag }) => tag),
    ['matahari'],
  )
  assert.equal((await types('pan'))[0]?.text, 'pantai')
  assert.deepEqual((await types('senja di pan'))[0], { kind: 'text', text: 'senja di pantai' })
  assert.deepEqual(await types('   '), [])
})

test('what is private, for some, unlisted, 18+ or removed is never found, and vanishes in the same moment', async (t) => {
  const { posts, search, looksFor, types, rising, videos, sari, as } = await house(t)
  for (const visibility of ['private', 'followers', 'subscribers', 'unlisted'] as const)
    await posts(sari, `rahasia ${visibility} #kodenama${visibility}`, { visibility })
  await posts(sari, 'rahasia dewasa #kodenamadewasa', { isAgeRestricted: true })
  const clip = await posts(sari, 'pestakejutan #kejutan')
  await search.refresh()
  for (const account of [undefined, sari]) {
    as(account)
    const found = await looksFor('rahasia')
    assert.deepEqual([found.clips, found.tags, found.corrected, found.nearest], [[], [], null, null])
    assert.deepEqual(await types('kodena'), [])
  }
  assert.equal((await looksFor('pestakejutan')).clips.length, 1)
  assert.deepEqual(tags(await looksFor('kejutan')), ['kejutan'])

  await videos.change(sari.id, clip.id, { visibility: 'private' })
  const gone = async () => {
    const found = await looksFor('pestakejutan')
    assert.deepEqual([found.clips, found.tags], [[], []])
    assert.deepEqual(tags(await looksFor('kejutan')), [])
    assert.deepEqual(
      (await types('kejut')).filter(({ kind }) => kind === 'tag'),
      [],
    )
    assert.deepEqual((await rising()).clips, [])
  }
  await gone() // before the index knows
  await search.refresh()
  await gone()
  assert.equal((await looksFor('pestakejutam')).corrected, null, 'not even its word is left')
  await videos.change(sari.id, clip.id, { visibility: 'public' })
  await search.refresh()
  assert.equal((await looksFor('pestakejutan')).clips.length, 1)
  await videos.remove(sari.id, clip.id)
  await gone()
})

test('sounds are found by title and artist, and clips by their sound; a new title counts for both', async (t) => {
  const { posts, shares, search, looksFor, sounds, sari, budi, clock } = await house(t)
  const sound = await shares(sari, 'Ombak Losari', 'Sari')
  await posts(budi, 'joget', { sound: { soundId: sound.id, fromMs: 0 } })
  await search.refresh()
  assert.deepEqual(
    (await looksFor('ombak')).sounds.map(({ title }) => title),
    ['Ombak Losari'],
  )
  assert.deepEqual(captions(await looksFor('ombak')), ['joget'])
  clock.advance(60_000)
  await sounds.change(sari.id, sound.id, { title: 'Angin Barat' })
  await search.refresh()
  assert.deepEqual((await looksFor('angin barat')).sounds.length, 1)
  assert.deepEqual(captions(await looksFor('angin barat')), ['joget'])
  assert.deepEqual((await looksFor('ombak')).sounds, [])
  await sounds.change(sari.id, sound.id, { use: 'me' })
  assert.deepEqual((await looksFor('angin barat')).sounds, [])
})

test('hostile and empty questions are plain text', async (t) => {
  const { posts, search, looksFor, types, http, sari } = await house(t)
  await posts(sari, 'biasa saja')
  await search.refresh()
  for (const q of [
    ...[
      '',
      ' ',
      '""',
      "'; drop table search.entry; --",
      '\\',
      '%',
      '_',
      'a:*',
      '!!',
      '<->',
      '&&&|||',
      '\ud800',
    ],
    ...[
      '\u202e',
      '(((',
      "biasa' & saja:*",
      '%00',
      '🏳️‍🌈',
      'ﷺ',
      'x'.repeat(200),
      'a '.repeat(100),
      '@',
      '#',
      '$1',
      '{}',
      "''",
    ],
  ]) {
    await looksFor(q)
    assert.ok(Array.isArray(await types(q)), q)
  }
  assert.equal((await looksFor("biasa' & saja:*")).clips.length, 1)
  const status = async (path: string) => (await http.call('GET', path)).status
  assert.equal(await status(`/v1/search?q=${'x'.repeat(201)}`), 400)
  assert.equal(await status('/v1/search'), 400)
  assert.equal(await status('/v1/search?q=%00'), 400)
  assert.equal(await status('/v1/search?q=a&kind=x'), 400)
  for (const cursor of [
    'x',
    Buffer.from('all 1e999 1').toString('base64url'),
    Buffer.from('all 1 -1').toString('base64url'),
  ])
    assert.equal(await status(`/v1/search?q=biasa&cursor=${cursor}`), 400)
})

test('pages hold still: each thing comes once, also when something new appears between them', async (t) => {
  const { db, search, looksFor, person } = await house(t)
  for (let n = 0; n < 30; n++) await person(`kembar.${n}`, 'Kembar')
  await search.refresh()
  const first = await looksFor('kembar', { kind: 'people' })
  assert.equal(first.people.length, 24)
  await person('kembar.baru', 'Kembar')
  await search.refresh()
  const second = await looksFor('kembar', { kind: 'people', cursor: first.nextCursor ?? '' })
  const all = [...handles(first), ...handles(second)]
  assert.equal(new Set(all).size, all.length)
  assert.ok(all.length >= 30)
  assert.equal(second.nextCursor, null)
  const { entries } = await db.one(
    sql<{ entries: number }>`select entries from search.word where word = 'kembar'`,
  )
  assert.equal(entries, 31)
})

test('the index made anew is the same index', async (t) => {
  const { db, posts, search, accounts, looksFor, sari, budi, clock } = await house(t)
  await posts(sari, 'Senja pertama #senja')
  await posts(budi, 'Senja kedua #senja #pantai')
  await search.refresh()
  clock.advance(60_000)
  await accounts.changeProfile(budi.id, { bio: 'penabuh kendang' })
  await search.refresh()
  assert.deepEqual(handles(await looksFor('kendang')), ['budi99'])
  const state = async () => ({
    entries: await db.all(
      sql`select kind, key, hash, exact, words::text, clips, steps from search.entry order by kind, key`,
    ),
    words: await db.all(sql`select * from search.word order by word`),
    grams: await db.all(sql`select * from search.gram order by gram, size, word`),
  })
  const before = await state()
  assert.ok(before.words.length > 5 && before.grams.length > 5)
  await search.rebuild()
  assert.deepEqual(await state(), before)
  assert.equal(await search.refresh(), 0, 'and nothing is written that has not changed')
})
