/** Captions through the front door: writing, reading, losing nothing, and who may. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertTables } from '../../../platform/testing/index.ts'
import { tables } from '../tables.ts'
import { type ErrorReply, house, type TrackReply, two } from './house.ts'

interface List {
  tracks: { lang: string; url: string; published: boolean; revision: number }[]
  own: {
    durationMs: number | null
    removed: { lang: string; restorableUntil: string }[]
    auto: unknown
  } | null
}

test('a creator writes captions; whoever may see the clip reads them as WebVTT and SRT', async (t) => {
  const { http, posts, put, as, budi, captions } = await house(t)
  const clip = await posts()
  const saved = await put(clip.id, 'ID-id', { revision: 0, cues: [two[1], two[0]] })
  assert.equal(saved.status, 200, JSON.stringify(saved.body))
  const { track } = saved.body
  assert.deepEqual(
    [track.lang, track.revision, track.kind, track.published, track.saidCount],
    ['id-ID', 1, 'written', true, 2],
  )
  assert.deepEqual(track.cues, two, 'in the order of their times')

  as(undefined)
  const vtt = await http.call<Buffer>('GET', track.url)
  assert.equal(vtt.status, 200)
  assert.equal(
    vtt.body.toString(),
    'WEBVTT\n\n00:00:00.000 --> 00:00:00.400\nSelamat pagi,\n\n00:00:00.400 --> 00:00:01.000\nLosari!\n',
  )
  assert.equal(vtt.headers['content-type'], 'text/vtt; charset=utf-8')
  assert.equal(vtt.headers['cache-control'], 'public, max-age=3600, immutable')
  assert.equal(vtt.headers['access-control-allow-origin'], '*')
  const etag = String(vtt.headers.etag)
  assert.match(etag, /^"[0-9a-f]{32}"$/)
  const again = await http.call<Buffer>('GET', track.url, undefined, { 'if-none-match': etag })
  assert.deepEqual([again.status, again.body.length], [304, 0])
  const bare = await http.call('GET', `/v1/videos/${clip.id}/captions/id-ID/file`)
  assert.equal(
    bare.headers['cache-control'],
    'public, no-cache',
    'an address without its revision is asked for again',
  )
  const srt = await http.call<Buffer>(
    'GET',
    `/v1/videos/${clip.id}/captions/id-id/file?format=srt&download=1`,
  )
  assert.match(srt.body.toString(), /^1\n00:00:00,000 --> 00:00:00,400\nSelamat pagi,\n\n2\n/)
  assert.equal(srt.headers['content-disposition'], 'attachment; filename="captions.id-ID.srt"')

  as(budi)
  const list = await http.call<List>('GET', `/v1/videos/${clip.id}/captions`)
  assert.deepEqual(
    list.body.tracks.map((one) => [one.lang, one.url]),
    [['id-ID', track.url]],
  )
  assert.equal(list.body.own, null)
  assert.deepEqual(
    await captions.captionsOf([clip.id]),
    new Map([[clip.id, [{ lang: 'id-ID', url: track.url }]]]),
  )
})

test('a save from an old page overwrites nothing; the same save twice is one', async (t) => {
  const { posts, put, http } = await house(t)
  const clip = await posts()
  await put(clip.id, 'id', { revision: 0, cues: two })
  const twice = await put(clip.id, 'id', { revision: 0, cues: two })
  assert.deepEqual([twice.status, twice.body.track.revision], [200, 1], 'a lost answer is asked for again')
  const other = [{ startMs: 0, endMs: 900, text: 'Lain.' }]
  const here = await put(clip.id, 'id', { revision: 1, cues: other })
  assert.equal(here.body.track.revision, 2)
  const late = await put(clip.id, 'id', { revision: 1, cues: [] })
  assert.deepEqual([late.status, late.body.error.code], [409, 'captions_changed'])
  const kept = await http.call<TrackReply>('GET', `/v1/videos/${clip.id}/captions/id`)
  assert.deepEqual(kept.body.track.cues, other)
  assert.notEqual(here.body.track.url, twice.body.track.url, 'another revision has another address')
  const results = await Promise.all(
    [1, 2, 3, 4].map((n) =>
      put(clip.id, 'id', { revision: 2, cues: [{ startMs: n, endMs: 900, text: 'x' }] }),
    ),
  )
  assert.deepEqual(results.map(({ status }) => status).toSorted(), [200, 409, 409, 409])
})

test('a file is taken or refused with its line, and what was there is kept', async (t) => {
  const { posts, put, upload, http, as, sari } = await house(t, { config: { MAX_CUES: 10, MAX_BYTES: 2000 } })
  const clip = await posts()
  await put(clip.id, 'id', { revision: 0, cues: two })
  const bad = '1\n00:00:00,100 --> 00:00:00,200\nsatu\n\n2\n00:00:00,900 --> 00:00:00,300\ndua\n'
  const refused = await upload(clip.id, 'id', bad, 1)
  assert.deepEqual([refused.status, refused.body.error.code], [422, 'captions_file_line'])
  assert.match(refused.body.error.message, /^Line 6: it ends before it has begun\./)
  as(sari, 'id')
  const diIndonesia = await upload(clip.id, 'id', bad, 1)
  assert.match(diIndonesia.body.error.message, /^Baris 6: selesainya sebelum mulainya\./)
  as(sari)
  for (const [content, code] of [
    ['', 'captions_file_empty'],
    ['x'.repeat(2001), 'captions_file_too_large'],
    ['1\n00:00:09,000 --> 00:00:10,000\nya\n', 'captions_file_beyond_end'],
    [
      Array.from({ length: 11 }, (_, at) => `${at}\n00:00,${100 + at} --> 00:00,900\nya\n`).join('\n'),
      'captions_too_many_cues',
    ],
    [Uint8Array.of(0x31, 0x0a, 0xe9, 0x0a), 'captions_file_line'],
  ] as const)
    assert.equal((await upload(clip.id, 'id', content, 1)).body.error.code, code)
  assert.equal((await upload(clip.id, 'id', 'WEBVTT\n\n00:00.000 --> 00:00.500\nya', 0)).status, 409)
  const before = await http.call<TrackReply>('GET', `/v1/videos/${clip.id}/captions/id`)
  assert.deepEqual([before.body.track.revision, before.body.track.cues], [1, two])

  const wide = Buffer.from(
    '\ufeffWEBVTT\r\n\r\n00:00.100 --> 00:00.500\r\n<i>Pagi</i>\r\n\r\n00:00.600 --> 00:09.000\r\nLama\r\n\r\n00:08.000 --> 00:09.000\r\nNanti',
    'utf16le',
  )
  const taken = await upload(clip.id, 'id', wide, 1)
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  assert.deepEqual([taken.body.cutAtEnd, taken.body.beyondEnd, taken.body.track.revision], [1, 1, 2])
  assert.equal(taken.body.track.cues[0]?.text, 'Pagi')
  assert.equal(taken.body.track.cues[1]?.endMs, clip.durationMs)
})

test('limits of what is written by hand, told with the cue', async (t) => {
  const { posts, put, http } = await house(t, { config: { MAX_TRACKS: 2, MAX_CUES: 10 } })
  const clip = await posts()
  const cases: [object, string, RegExp?][] = [
    [{ startMs: 0, endMs: clip.durationMs + 1, text: 'a' }, 'captions_bad_cue', /Cue 1: it goes beyond/],
    [{ startMs: 500, endMs: 400, text: 'a' }, 'captions_bad_cue', /ends before/],
    [{ startMs: -5, endMs: 400, text: 'a' }, 'captions_bad_cue', /below zero/],
    [{ startMs: 0, endMs: 400, text: 'x'.repeat(501) }, 'captions_bad_cue', /500/],
    [{ startMs: 0, endMs: 400, text: `${'x'.repeat(400)}\n`.repeat(3) }, 'captions_bad_cue', /1000/],
    [{ startMs: 0.5, endMs: 400, text: 'a' }, 'bad_request'],
    [{ startMs: 0, endMs: 400, text: 'a\0b' }, 'bad_request'],
  ]
  for (const [cue, code, says] of cases) {
    const answer = await put(clip.id, 'id', { revision: 0, cues: [cue] })
    assert.equal(answer.body.error.code, code, JSON.stringify(cue))
    if (says) assert.match(answer.body.error.message, says)
  }
  const many = Array.from({ length: 11 }, (_, at) => ({ startMs: at, endMs: at + 1, text: 'a' }))
  assert.equal(
    (await put(clip.id, 'id', { revision: 0, cues: many })).body.error.code,
    'captions_too_many_cues',
  )
  for (const lang of ['klingon', 'i-klingon', 'x', 'id_ID', '..%2f', 'en-US-x-private'])
    assert.equal(
      (await put(clip.id, lang, { revision: 0, cues: two })).body.error.code,
      'captions_lang_unknown',
      lang,
    )
  for (const lang of ['id', 'en'])
    assert.equal((await put(clip.id, lang, { revision: 0, cues: two })).status, 200)
  assert.equal(
    (await put(clip.id, 'jv', { revision: 0, cues: two })).body.error.code,
    'captions_too_many_tracks',
  )
  const spelt = await put(clip.id, 'in', { revision: 1, cues: [] })
  assert.equal(spelt.body.track.lang, 'id', 'the old code of Indonesian is Indonesian')
  const list = await http.call<List>('GET', `/v1/videos/${clip.id}/captions`)
  assert.equal(list.body.tracks.length, 2)
})

test('removed captions are gone for viewers, and come back for some days', async (t) => {
  const { posts, put, http, clock, captions, as, sari } = await house(t)
  const clip = await posts()
  const at = `/v1/videos/${clip.id}/captions/id`
  const { track } = (await put(clip.id, 'id', { revision: 0, cues: two })).body
  for (let twice = 0; twice < 2; twice++) {
    const gone = await http.call<{ removed: { restorableUntil: string } }>('DELETE', at)
    assert.deepEqual([gone.status, gone.body.removed.restorableUntil], [200, '2026-12-23T03:00:00.000Z'])
  }
  assert.equal((await http.call('GET', track.url)).status, 404)
  const list = await http.call<List>('GET', `/v1/videos/${clip.id}/captions`)
  assert.deepEqual(
    [list.body.tracks, list.body.own?.removed],
    [[], [{ lang: 'id', restorableUntil: '2026-12-23T03:00:00.000Z' }]],
  )
  assert.equal((await captions.captionsOf([clip.id])).size, 0)
  const back = await http.call<TrackReply>('POST', `${at}/restore`)
  assert.deepEqual([back.status, back.body.track.cues, back.body.track.revision], [200, two, 3])

  await http.call('DELETE', at)
  clock.advance(31 * 86_400_000)
  as(sari)
  const late = await http.call<ErrorReply>('POST', `${at}/restore`)
  assert.deepEqual([late.status, late.body.error.code], [410, 'captions_restore_too_late'])
  assert.equal(await captions.forgetRemoved(), 1)
  assert.equal(await captions.forgetRemoved(), 0)
  const fresh = await put(clip.id, 'id', { revision: 0, cues: two })
  assert.equal(fresh.body.track.revision, 5, 'an address with a revision never names two texts')
  assert.equal((await http.call('DELETE', `/v1/videos/${clip.id}/captions/en`)).status, 404)
})

test('a translation begins with the same times and is seen once its creator says so', async (t) => {
  const { posts, put, http, as, budi, sari, captions } = await house(t)
  const clip = await posts()
  await put(clip.id, 'id', { revision: 0, cues: two })
  const at = `/v1/videos/${clip.id}/captions/en`
  const begun = await http.call<TrackReply>('POST', `${at}/copy`, { from: 'id' })
  assert.equal(begun.status, 201)
  const { track } = begun.body
  assert.deepEqual(
    [track.kind, track.sourceLang, track.published, track.saidCount],
    ['translated', 'id', false, 0],
  )
  assert.deepEqual(
    track.cues,
    two.map((cue) => ({ ...cue, text: '' })),
  )
  assert.equal((await http.call('POST', `${at}/copy`, { from: 'id' })).status, 201, 'asked twice, begun once')
  as(budi)
  assert.equal((await http.call('GET', track.url)).status, 404, 'a draft is its creator’s alone')
  as(sari)
  assert.equal((await http.call('GET', track.url)).status, 200)
  const half = [
    { ...two[0], text: 'Good morning,' },
    { ...two[1], text: '' },
  ]
  const saved = await put(clip.id, 'en', { revision: 1, cues: half, published: true })
  assert.deepEqual([saved.body.track.kind, saved.body.track.sourceLang], ['translated', 'id'])
  as(budi)
  const seen = await http.call<Buffer>('GET', saved.body.track.url)
  assert.equal(seen.body.toString(), 'WEBVTT\n\n00:00:00.000 --> 00:00:00.400\nGood morning,\n')
  assert.equal((await captions.captionsOf([clip.id])).get(clip.id)?.length, 2)
  as(sari)
  const exists = await http.call<ErrorReply>('POST', `${at}/copy`, { from: 'id' })
  assert.equal(exists.body.error.code, 'captions_exist')
  const nothing = await http.call<ErrorReply>('POST', `/v1/videos/${clip.id}/captions/jv/copy`, {
    from: 'su',
  })
  assert.equal(nothing.body.error.code, 'captions_not_found')
})

test('captions are as closed as their clip', async (t) => {
  const { posts, put, http, as, budi, sari, videos, follow } = await house(t)
  const clip = await posts({ visibility: 'followers' })
  const { url } = (await put(clip.id, 'id', { revision: 0, cues: two })).body.track
  const look = async () => {
    const [list, file] = [
      await http.call('GET', `/v1/videos/${clip.id}/captions`),
      await http.call('GET', url),
    ]
    return [list.status, file.status, file.headers['cache-control']]
  }
  assert.deepEqual(await look(), [200, 200, 'private, no-cache'])
  for (const who of [undefined, budi]) {
    as(who)
    assert.deepEqual(await look(), [404, 404, 'no-store'], 'a stranger learns nothing')
  }
  follow(budi, sari)
  assert.deepEqual(await look(), [200, 200, 'private, no-cache'])
  await videos.change(sari.id, clip.id, { visibility: 'private' })
  assert.deepEqual(await look(), [404, 404, 'no-store'])
  await videos.change(sari.id, clip.id, { visibility: 'public' })
  assert.deepEqual(await look(), [200, 200, 'public, max-age=3600, immutable'])
  await videos.remove(sari.id, clip.id)
  assert.deepEqual(await look(), [404, 404, 'no-store'], 'a removed clip takes its captions along')
  as(sari)
  assert.equal((await put(clip.id, 'id', { revision: 1, cues: [] })).status, 404)
  await videos.restore(sari.id, clip.id)
  as(undefined)
  assert.deepEqual(await look(), [200, 200, 'public, max-age=3600, immutable'], 'and brings them back')
})

test('only its creator changes a clip’s captions', async (t) => {
  const { posts, put, upload, http, as, budi } = await house(t)
  const clip = await posts()
  await put(clip.id, 'id', { revision: 0, cues: two })
  const at = `/v1/videos/${clip.id}/captions/id`
  const attempts = async () => [
    await put(clip.id, 'id', { revision: 1, cues: [] }),
    await upload(clip.id, 'id', 'WEBVTT', 1),
    await http.call<ErrorReply>('GET', at),
    await http.call<ErrorReply>('DELETE', at),
    await http.call<ErrorReply>('POST', `${at}/restore`),
    await http.call<ErrorReply>('POST', `/v1/videos/${clip.id}/captions/en/copy`, { from: 'id' }),
    await http.call<ErrorReply>('POST', `/v1/videos/${clip.id}/auto-captions`, { lang: 'id' }),
  ]
  as(budi)
  for (const { status, body } of await attempts())
    assert.deepEqual([status, body.error.code], [404, 'video_not_found'])
  as(undefined)
  for (const { status, body } of await attempts())
    assert.deepEqual([status, body.error.code], [401, 'login_required'])
})

test('a change of captions tells those who keep cards', async (t) => {
  const { posts, put, http, videos, clock } = await house(t)
  const clip = await posts()
  const changed = async () => {
    const [video] = await videos.findMany([clip.id])
    return video?.updatedAt.toISOString()
  }
  for (const change of [
    () => put(clip.id, 'id', { revision: 0, cues: two }),
    () => http.call('DELETE', `/v1/videos/${clip.id}/captions/id`),
    () => http.call('POST', `/v1/videos/${clip.id}/captions/id/restore`),
  ]) {
    clock.advance(1000)
    await change()
    assert.equal(await changed(), clock.now().toISOString())
  }
})

test('tables.ts is what the database holds', async (t) => {
  const { db } = await house(t)
  await assertTables(db, 'captions', tables)
})
