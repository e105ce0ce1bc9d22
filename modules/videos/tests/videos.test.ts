import assert from 'node:assert/strict'
import test from 'node:test'
import { anUpload } from '../../media/testing.ts'
import type { Visibility } from '../index.ts'
import { aSmallClip, aVideo } from '../testing.ts'
import { house } from './house.ts'

interface Answer {
  error?: { code: string; message: string }
  video?: {
    id: string
    state: string
    tags: string[]
    reason: { code: string; message: string } | null
    restorableUntil: string | null
  }
  card?: { id: string; posterUrl: string; renditions: { url: string }[] } | null
  own?: object | null
  videos?: { id: string; caption: string }[]
  nextCursor?: string | null
}

test('posted while it is processed, published when it plays', async (t) => {
  const h = await house(t)
  const upload = await anUpload(h.media, h.sari.id, await aSmallClip(t))
  h.as(h.sari)
  const posted = await h.http.call<Answer>('POST', '/v1/videos', {
    uploadId: upload.id,
    caption: 'Senja #Losari @budi.99',
  })
  assert.equal(posted.status, 201)
  assert.partialDeepStrictEqual(posted.body.video, { state: 'processing', tags: ['losari'], reason: null })
  const path = `/v1/videos/${posted.body.video?.id}`
  h.as(undefined)
  assert.equal((await h.http.call('GET', path)).status, 404)
  await h.jobs.drain()
  const seen = await h.http.call<Answer>('GET', path)
  assert.equal(seen.status, 200)
  assert.equal(seen.body.own, null)
  assert.equal(seen.body.card?.renditions.length, 1)
  assert.doesNotMatch(seen.body.card?.renditions[0]?.url ?? '', /\?/)
  assert.deepEqual(h.heard, ['published public'])
})

test('posted after it was read, it is published at once; a second submit is the first again', async (t) => {
  const h = await house(t)
  const upload = await anUpload(h.media, h.sari.id, await aSmallClip(t))
  await h.jobs.drain()
  const post = (caption: string) =>
    h.videos.post(h.sari.id, { uploadId: upload.id, caption, visibility: 'public' })
  const [first, again] = await Promise.all([post('satu'), post('satu')])
  assert.equal(first.id, again.id)
  assert.equal(first.state, 'published')
  assert.equal((await post('dua')).caption, 'satu')
  await h.jobs.drain()
  assert.deepEqual(h.heard, ['published public'])
})

test('a file that is refused becomes a notice to its creator, before or after posting', async (t) => {
  const h = await house(t)
  h.as(h.sari)
  for (const order of ['before', 'after'] as const) {
    const upload = await anUpload(h.media, h.sari.id, Buffer.from('no video at all'))
    if (order === 'before') await h.jobs.drain()
    const posted = await h.http.call<Answer>('POST', '/v1/videos', { uploadId: upload.id })
    await h.jobs.drain()
    const seen = await h.http.call<{ own: Answer['video'] }>('GET', `/v1/videos/${posted.body.video?.id}`)
    assert.equal(seen.body.own?.state, 'refused')
    assert.equal(seen.body.own?.reason?.code, 'media_unreadable')
    assert.match(seen.body.own?.reason?.message ?? '', /kept/)
  }
  assert.equal((await h.videos.listOwn(h.sari.id, undefined, 10)).length, 2)
})

test('an upload that is missing, unfinished or someone else’s can not be posted', async (t) => {
  const h = await house(t)
  const theirs = await anUpload(h.media, h.budi.id, await aSmallClip(t))
  const unfinished = await h.media.uploads.announce(h.sari.id, { lengthBytes: 9, name: 'a', type: '' })
  h.as(h.sari)
  const codeOf = async (uploadId: string) =>
    (await h.http.call<Answer>('POST', '/v1/videos', { uploadId })).body.error?.code
  assert.equal(await codeOf(theirs.id), 'upload_not_found')
  assert.equal(await codeOf('019aaaaa-0000-7000-8000-000000000001'), 'upload_not_found')
  assert.equal(await codeOf(unfinished.id), 'upload_incomplete')
  h.as(undefined)
  assert.equal(await codeOf(theirs.id), 'login_required')
})

test('captions have their limits, and too long a one is told', async (t) => {
  const h = await house(t)
  const upload = await anUpload(h.media, h.sari.id, await aSmallClip(t))
  h.as(h.sari)
  const post = (caption: unknown) =>
    h.http.call<Answer>('POST', '/v1/videos', { uploadId: upload.id, caption })
  const many = Array.from({ length: 31 }, (_, at) => `#tag${at}`).join(' ')
  assert.equal((await post('x'.repeat(2201))).body.error?.code, 'caption_too_long')
  assert.equal((await post(many)).body.error?.code, 'caption_too_many_tags')
  assert.equal((await post(7)).body.error?.code, 'bad_request')
  assert.equal(
    (await h.http.call<Answer>('POST', '/v1/videos', { uploadId: upload.id, extra: 1 })).body.error?.code,
    'bad_request',
  )
  assert.equal((await post('👍'.repeat(2200))).status, 201)
})

test('each audience sees its videos; to all others they do not exist', async (t) => {
  const h = await house(t)
  const made = new Map<Visibility, string>()
  for (const visibility of ['public', 'followers', 'subscribers', 'private', 'unlisted'] as const)
    made.set(visibility, (await aVideo(t, h, h.sari.id, { visibility, caption: `${visibility} #uji` })).id)
  const sees = async (who: typeof h.sari | undefined) => {
    h.as(who)
    const seen: string[] = []
    for (const [visibility, id] of made)
      if ((await h.http.call('GET', `/v1/videos/${id}`)).status === 200) seen.push(visibility)
    const listed = await h.http.call<Answer>('GET', '/v1/profiles/sari.senja/videos')
    const tagged = await h.http.call<Answer>('GET', '/v1/tags/Uji/videos')
    return { seen, listed: listed.body.videos?.length, tagged: tagged.body.videos?.length }
  }
  assert.deepEqual(await sees(undefined), { seen: ['public', 'unlisted'], listed: 1, tagged: 1 })
  assert.deepEqual(await sees(h.budi), { seen: ['public', 'unlisted'], listed: 1, tagged: 1 })
  h.follow(h.budi, h.sari)
  assert.deepEqual(await sees(h.budi), { seen: ['public', 'followers', 'unlisted'], listed: 2, tagged: 1 })
  h.subscribe(h.budi, h.sari)
  assert.deepEqual(await sees(h.budi), {
    seen: ['public', 'followers', 'subscribers', 'unlisted'],
    listed: 3,
    tagged: 1,
  })
  assert.deepEqual(await sees(h.sari), {
    seen: ['public', 'followers', 'subscribers', 'private', 'unlisted'],
    listed: 5,
    tagged: 1,
  })
  assert.deepEqual(
    (await h.videos.listPublicAfter(undefined, 10)).map((video) => video.visibility),
    ['public'],
  )

  // What is for subscribers says whose it is to those who might become one, and nothing else of it; the rest says nothing.
  const lockOf = async (who: typeof h.sari | undefined, visibility: Visibility) => {
    h.as(who)
    return (await h.http.call<{ locked: unknown }>('GET', `/v1/videos/${made.get(visibility)}/lock`)).body
      .locked
  }
  const owner = { id: h.sari.id, handle: 'sari.senja', displayName: h.sari.displayName }
  for (const who of [undefined, h.budi, h.sari])
    for (const visibility of ['public', 'followers', 'private', 'unlisted'] as const)
      assert.equal(await lockOf(who, visibility), null)
  assert.equal(await lockOf(h.budi, 'subscribers'), null, 'a subscriber')
  assert.equal(await lockOf(h.sari, 'subscribers'), null, 'its owner')
  assert.deepEqual(await lockOf(undefined, 'subscribers'), { why: 'subscribers', owner })
  h.as(h.sari)
  await h.http.call('DELETE', `/v1/videos/${made.get('subscribers')}`)
  assert.equal(await lockOf(undefined, 'subscribers'), null, 'what is removed is gone for strangers too')
  h.as(h.sari)
  await h.http.call('POST', `/v1/videos/${made.get('subscribers')}/restore`)

  // A closed one's files are addressed with a signature, and are closed without it.
  h.as(h.budi)
  for (const visibility of ['followers', 'subscribers'] as const) {
    const [closed] = await h.videos.findMany([made.get(visibility) ?? ''])
    const asset = (await h.media.assetState([closed?.assetId ?? ''])).values().next().value
    assert.equal(asset?.isOpen, false)
    const card = await h.http.call<Answer>('GET', `/v1/videos/${closed?.id}`)
    assert.match(card.body.card?.posterUrl ?? '', /\?e=\d+&s=/)
  }
  // The same words for a private video and for none.
  const none = await h.http.call<Answer>('GET', '/v1/videos/019aaaaa-0000-7000-8000-000000000001')
  const closed = await h.http.call<Answer>('GET', `/v1/videos/${made.get('private')}`)
  assert.deepEqual([closed.status, closed.body.error?.message], [none.status, none.body.error?.message])
})

test('its owner changes, removes and restores it; nobody else can', async (t) => {
  const h = await house(t)
  const video = await aVideo(t, h, h.sari.id, { caption: 'lama #lama' })
  const path = `/v1/videos/${video.id}`
  const isOpen = async () => (await h.media.assetState([video.assetId])).get(video.assetId)?.isOpen
  h.as(h.budi)
  for (const [method, at, body] of [
    ['PATCH', path, { caption: 'x' }],
    ['DELETE', path, undefined],
    ['POST', `${path}/restore`, undefined],
  ] as const)
    assert.deepEqual(
      await h.http.call<Answer>(method, at, body).then((a) => [a.status, a.body.error?.code]),
      [404, 'video_not_found'],
    )

  h.as(h.sari)
  const changed = await h.http.call<Answer>('PATCH', path, { caption: 'baru #baru', visibility: 'private' })
  assert.deepEqual(changed.body.video?.tags, ['baru'])
  assert.equal(await isOpen(), false)
  await h.http.call('PATCH', path, { visibility: 'unlisted' })
  assert.equal(await isOpen(), true)

  const removed = await h.http.call<Answer>('DELETE', path)
  assert.equal(removed.body.video?.state, 'removed')
  assert.equal(removed.body.video?.restorableUntil, '2026-12-23T03:00:00.000Z')
  assert.equal((await h.http.call('DELETE', path)).status, 200)
  assert.equal(await isOpen(), false)
  h.as(undefined)
  assert.equal((await h.http.call('GET', path)).status, 404)
  h.as(h.sari)
  assert.equal((await h.http.call<Answer>('PATCH', path, { caption: 'x' })).status, 404)
  assert.equal((await h.http.call<Answer>('POST', `${path}/restore`)).body.video?.state, 'published')
  assert.equal(await isOpen(), true)
  await h.http.call('DELETE', path)
  h.clock.advance(31 * 86_400_000)
  assert.equal((await h.http.call<Answer>('POST', `${path}/restore`)).body.error?.code, 'restore_too_late')
  await h.jobs.drain()
  assert.deepEqual(h.heard.toSorted(), [
    'changed private',
    'changed unlisted',
    'published public',
    'published unlisted',
    'removed',
    'removed',
  ])
})

test('removed while it was processed, it comes back as what it became', async (t) => {
  const h = await house(t)
  const upload = await anUpload(h.media, h.sari.id, await aSmallClip(t))
  const { id, assetId } = await h.videos.post(h.sari.id, {
    uploadId: upload.id,
    caption: '',
    visibility: 'public',
  })
  await h.videos.remove(h.sari.id, id)
  await h.jobs.drain()
  assert.equal(await h.videos.findPublished(id), undefined)
  assert.equal((await h.media.assetState([assetId])).get(assetId)?.isOpen, false)
  assert.equal((await h.videos.restore(h.sari.id, id)).state, 'published')
  assert.equal((await h.media.assetState([assetId])).get(assetId)?.isOpen, true)
})

test('lists go on where they stopped, newest first, and the index reads all of them once', async (t) => {
  const h = await house(t)
  const all: string[] = []
  for (let at = 0; at < 5; at++) {
    // Two of them in the same millisecond.
    if (at !== 3) h.clock.advance(1000)
    all.push((await aVideo(t, h, h.sari.id, { caption: `#seri ${at}` })).id)
  }
  for (const path of ['/v1/profiles/sari.senja/videos', '/v1/tags/seri/videos']) {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { body: Answer } = await h.http.call<Answer>(
        'GET',
        `${path}?limit=2${cursor && `&cursor=${cursor}`}`,
      )
      seen.push(...(page.body.videos ?? []).map((one) => one.id))
      cursor = page.body.nextCursor ?? null
    }
    assert.deepEqual(seen, all.toReversed(), path)
  }
  assert.equal(
    (await h.http.call<Answer>('GET', '/v1/tags/seri/videos?cursor=zzz')).body.error?.code,
    'cursor_unknown',
  )
  assert.equal(
    (await h.http.call<Answer>('GET', '/v1/profiles/nobody/videos')).body.error?.code,
    'profile_not_found',
  )
  const first = await h.videos.listPublicAfter(undefined, 3)
  const last = first.at(-1) ?? assert.fail()
  const rest = await h.videos.listPublicAfter({ at: last.publishedAt, id: last.id }, 3)
  assert.deepEqual(
    [...first, ...rest].map((video) => video.id),
    all,
  )
})

test('oEmbed and the share card are for those with an address, not for closed videos', async (t) => {
  const h = await house(t)
  const video = await aVideo(t, h, h.sari.id, { caption: 'Senja' })
  const ask = (query: string) =>
    h.http.call<{ error?: { code: string }; title?: string; html?: string }>('GET', `/oembed?${query}`)
  const url = encodeURIComponent(`http://localhost:80/v/${video.id}`)
  const given = await ask(`url=${url}&format=json`)
  assert.equal(given.status, 200, JSON.stringify(given.body))
  assert.equal(given.body.title, 'Senja')
  assert.equal((await ask(`url=${url}&format=xml`)).status, 501)
  assert.equal(
    (await ask(`url=${encodeURIComponent(`https://elsewhere.example/v/${video.id}`)}`)).status,
    404,
  )
  assert.equal(
    (await h.videos.shareMeta(video.id, 'https://p.example'))?.url,
    `https://p.example/v/${video.id}`,
  )
  await h.videos.change(h.sari.id, video.id, { visibility: 'private' })
  assert.equal((await ask(`url=${url}`)).status, 404)
  assert.equal(await h.videos.shareMeta(video.id, 'https://p.example'), undefined)
})
