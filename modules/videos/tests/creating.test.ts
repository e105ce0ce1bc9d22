/** A clip's time, what others may make of it, and what it was made with. */
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import fc from 'fast-check'
import { sql } from '../../../platform/db/index.ts'
import { anUpload } from '../../media/testing.ts'
import type { Account } from '../../identity/index.ts'
import { aSmallClip, aVideo } from '../testing.ts'
import { house } from './house.ts'

interface Own {
  id: string
  state: string
  publishAt: string | null
  publishedAt: string | null
  allow: Record<string, boolean>
  credit: { kind: string; videoId: string; handle: string | null } | null
  sound: { id: string; title: string; fromMs: number } | null
  coverMs: number | null
  card: { id: string; posterUrl: string | null; visibility: string; renditions: { url: string }[] } | null
}
interface Answer {
  error?: { code: string; message: string }
  video?: Own
  own?: Own | null
  videos?: { id: string }[]
  nextCursor?: string | null
}
type House = Awaited<ReturnType<typeof house>>

const minute = 60_000
const hour = 60 * minute
const later = (h: House, ms: number): string => new Date(h.clock.now().getTime() + ms).toISOString()
const code = (answer: { body: Answer }): string | undefined => answer.body.error?.code

async function posts(t: TestContext, h: House, who: Account, body: object = {}) {
  const upload = await anUpload(h.media, who.id, await aSmallClip(t))
  h.as(who)
  const send = () => h.http.call<Answer>('POST', '/v1/videos', { uploadId: upload.id, ...body })
  return { uploadId: upload.id, send, answer: await send() }
}
const idOf = ({ answer }: { answer: { body: Answer } }): string => answer.body.video?.id ?? ''

test('a scheduled clip is its owner’s alone until its time, and published then, however the clock jumps', async (t) => {
  const h = await house(t)
  const posted = await posts(t, h, h.sari, { publishAt: later(h, hour), caption: 'nanti #nanti' })
  assert.equal(posted.answer.body.video?.state, 'scheduled')
  const path = `/v1/videos/${idOf(posted)}`
  await h.jobs.drain()
  const mine = await h.http.call<Answer>('GET', path)
  assert.equal(mine.body.own?.state, 'scheduled')
  assert.match(mine.body.own?.card?.renditions[0]?.url ?? '', /\?e=/, 'its files are closed')
  assert.equal(mine.body.own?.card?.visibility, 'public')
  assert.deepEqual((await posted.send()).body.video?.id, idOf(posted), 'sent twice is one')

  h.as(h.budi)
  assert.equal((await h.http.call('GET', path)).status, 404)
  assert.equal((await h.http.call<Answer>('GET', '/v1/tags/nanti/videos')).body.videos?.length, 0)
  assert.equal((await h.videos.changesAfter('', 10)).videos.length, 0, 'the feed hears nothing of it')
  for (const back of [59 * minute, -3 * hour, 2 * hour]) {
    h.clock.advance(back)
    await h.jobs.tick()
  }
  assert.equal(
    (await h.http.call('GET', path)).status,
    404,
    'the clock went back and came to a minute before',
  )
  assert.deepEqual(h.heard, [])
  h.clock.advance(24 * hour)
  await Promise.all([h.videos.publishDue(), h.videos.publishDue()])
  await h.jobs.tick()
  await h.jobs.drain()
  assert.equal((await h.http.call('GET', path)).status, 200)
  assert.deepEqual(h.heard, ['published public'], 'once, whoever looks at the same time')
  const [heard] = (await h.videos.changesAfter('', 10)).videos
  assert.equal(heard?.publishedAt?.getTime(), h.clock.now().getTime(), 'it is as new as its publication')
  h.clock.advance(-48 * hour)
  await h.jobs.tick()
  assert.equal((await h.http.call('GET', path)).status, 200, 'what is published stays')
})

test('its time is changed, taken away and skipped by its owner alone', async (t) => {
  const h = await house(t)
  const posted = await posts(t, h, h.sari, { publishAt: later(h, hour) })
  const path = `/v1/videos/${idOf(posted)}`
  await h.jobs.drain()
  const change = (body: object) => h.http.call<Answer>('PATCH', path, body)
  h.as(h.budi)
  assert.equal(code(await change({ publishAt: null })), 'video_not_found')
  assert.equal(code(await h.http.call<Answer>('POST', `${path}/publish`)), 'video_not_found')
  h.as(h.sari)
  assert.equal(code(await change({ publishAt: later(h, -5 * minute) })), 'publish_at_past')
  assert.equal(code(await change({ publishAt: later(h, 31 * 24 * hour) })), 'publish_at_too_far')
  assert.equal((await change({ publishAt: later(h, 2 * hour) })).body.video?.publishAt, later(h, 2 * hour))
  h.clock.advance(90 * minute)
  await h.jobs.tick()
  assert.equal((await h.videos.findMany([idOf(posted)]))[0]?.state, 'scheduled', 'the first time is void')
  const held = await change({ publishAt: null })
  assert.deepEqual([held.body.video?.state, held.body.video?.publishAt], ['held', null])
  h.clock.advance(48 * hour)
  await h.jobs.tick()
  assert.equal((await h.videos.findMany([idOf(posted)]))[0]?.state, 'held')
  assert.equal((await h.http.call<Answer>('POST', `${path}/publish`)).body.video?.state, 'published')
  assert.equal((await h.http.call<Answer>('POST', `${path}/publish`)).body.video?.state, 'published')
  assert.equal(code(await change({ publishAt: later(h, hour) })), 'already_published')
  await h.jobs.drain()
  assert.deepEqual(h.heard, ['published public'])
})

test('a clip whose time comes before its file plays is published when it does; a wrong time posts nothing', async (t) => {
  const h = await house(t)
  const early = await posts(t, h, h.sari, { publishAt: later(h, minute) })
  h.clock.advance(2 * minute)
  await h.videos.publishDue()
  assert.equal((await h.videos.findMany([idOf(early)]))[0]?.state, 'processing')
  await h.jobs.drain()
  assert.equal((await h.videos.findMany([idOf(early)]))[0]?.state, 'published')

  const wrong = await posts(t, h, h.sari, { publishAt: later(h, -hour) })
  assert.equal(code(wrong.answer), 'publish_at_past')
  assert.equal(
    code((await posts(t, h, h.sari, { publishAt: later(h, 40 * 24 * hour) })).answer),
    'publish_at_too_far',
  )
  assert.equal((await h.videos.listOwn(h.sari.id, undefined, 10)).length, 1)
  const now = await posts(t, h, h.sari, { publishAt: later(h, -30_000) })
  assert.equal(now.answer.body.video?.state, 'processing', 'a clock that is a little slow means now')
})

test('removed while it waited, it comes back waiting; if its time went by it is held', async (t) => {
  const h = await house(t)
  const posted = await posts(t, h, h.sari, { publishAt: later(h, hour) })
  const path = `/v1/videos/${idOf(posted)}`
  await h.http.call('DELETE', path)
  assert.equal((await h.http.call<Answer>('POST', `${path}/restore`)).body.video?.state, 'scheduled')
  await h.http.call('DELETE', path)
  h.clock.advance(2 * hour)
  await h.jobs.tick()
  await h.jobs.drain()
  assert.equal((await h.http.call<Answer>('POST', `${path}/restore`)).body.video?.state, 'held')
  await h.jobs.tick()
  assert.ok(!h.heard.some((one) => one.startsWith('published')), 'bringing it back publishes nothing')
})

test('whatever is done to its time, it is published once at most, and never before its time', async (t) => {
  const h = await house(t)
  const upload = await anUpload(h.media, h.sari.id, await aSmallClip(t))
  await h.jobs.drain()
  const step = fc.oneof(
    fc.record({ does: fc.constant('wait' as const), ms: fc.integer({ min: -2 * hour, max: 3 * hour }) }),
    fc.record({ does: fc.constant('time' as const), ms: fc.integer({ min: minute, max: 4 * hour }) }),
    fc.constant({ does: 'hold' as const, ms: 0 }),
    fc.constant({ does: 'look' as const, ms: 0 }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      await h.db.transaction((tx) => tx.run(sql`delete from videos.video`))
      h.heard.length = 0
      let dueAt: number | undefined = h.clock.now().getTime() + hour
      const { id } = await h.videos.post(h.sari.id, {
        uploadId: upload.id,
        caption: '',
        visibility: 'private',
        publishAt: new Date(dueAt),
      })
      let out = false
      for (const { does, ms } of steps) {
        if (does === 'wait') h.clock.advance(ms)
        if (does === 'look') await h.videos.publishDue()
        if (does === 'look') out ||= dueAt !== undefined && dueAt <= h.clock.now().getTime()
        const publishAt = does === 'hold' ? null : new Date(h.clock.now().getTime() + ms)
        if ((does === 'hold' || does === 'time') && !out) {
          await h.videos.change(h.sari.id, id, { publishAt })
          dueAt = publishAt?.getTime()
        }
        const [video] = await h.videos.findMany([id])
        assert.equal(video?.state === 'published', out)
      }
      await h.jobs.drain()
      assert.equal(h.heard.filter((one) => one.startsWith('published')).length, out ? 1 : 0)
    }),
    { numRuns: 25 },
  )
})

test('what others make of a clip needs its owner’s yes when it is posted, and nothing after', async (t) => {
  const h = await house(t)
  const source = await aVideo(t, h, h.sari.id)
  const uses = (id: string, query = '') =>
    h.http.call<Answer>('GET', `/v1/videos/${id}/uses${query}`).then((answer) => answer.body.videos?.length)
  const duet = { credit: { kind: 'duet', videoId: source.id } }
  const made = await posts(t, h, h.budi, duet)
  assert.deepEqual(made.answer.body.video?.credit, { kind: 'duet', videoId: source.id, handle: 'sari.senja' })
  await h.jobs.drain()
  assert.equal(await uses(source.id), 1)
  assert.equal(await uses(source.id, '?kind=stitch'), 0)

  h.as(h.sari)
  const path = `/v1/videos/${source.id}`
  const allow = (await h.http.call<Answer>('PATCH', path, { allow: { duet: false } })).body.video?.allow
  assert.deepEqual(allow, { duet: false, stitch: true, remix: true, download: true }, 'only what was told')
  assert.equal(code((await posts(t, h, h.budi, duet)).answer), 'remix_not_allowed')
  assert.equal((await made.send()).status, 201, 'the same again is the first answer')
  const stitch = { credit: { kind: 'stitch', videoId: source.id } }
  const second = await posts(t, h, h.budi, stitch)
  assert.equal(second.answer.status, 201)
  assert.equal((await posts(t, h, h.sari, duet)).answer.status, 201, 'one’s own clip is one’s own')

  h.as(h.sari)
  for (const visibility of ['private', 'followers', 'unlisted']) {
    await h.http.call('PATCH', path, { visibility })
    h.follow(h.budi, h.sari)
    assert.equal(code((await posts(t, h, h.budi, stitch)).answer), 'remix_not_allowed', visibility)
    h.as(h.sari)
  }
  assert.equal(
    code((await posts(t, h, h.budi, { credit: { kind: 'duet', videoId: h.budi.id } })).answer),
    'remix_not_allowed',
  )

  h.as(h.sari)
  await h.http.call('DELETE', path)
  h.as(h.budi)
  const kept = await h.http.call<Answer>('GET', `/v1/videos/${idOf(made)}`)
  assert.deepEqual(
    kept.body.own?.credit,
    { kind: 'duet', videoId: source.id, handle: null },
    'no longer here',
  )
  assert.equal(code(await h.http.call<Answer>('GET', `${path}/uses`)), 'video_not_found')
})

test('a remix of a remix credits the one it was made from, and lists are told apart and paged', async (t) => {
  const h = await house(t)
  const first = await aVideo(t, h, h.sari.id)
  const second = await aVideo(t, h, h.budi.id, { credit: { kind: 'remix', videoId: first.id } })
  const third = await aVideo(t, h, h.sari.id, { credit: { kind: 'remix', videoId: second.id } })
  h.clock.advance(1000)
  const fourth = await aVideo(t, h, h.budi.id, { credit: { kind: 'remix', videoId: first.id } })
  await aVideo(t, h, h.budi.id, { credit: { kind: 'remix', videoId: first.id }, visibility: 'unlisted' })
  const named = await h.videos.creditsOf([third, second, first])
  assert.deepEqual(
    [...named.values()].map((one) => one.videoId),
    [second.id, first.id],
  )
  h.as(undefined)
  const page = await h.http.call<Answer>('GET', `/v1/videos/${first.id}/uses?limit=1`)
  assert.deepEqual(
    page.body.videos?.map((one) => one.id),
    [fourth.id],
  )
  const rest = await h.http.call<Answer>(
    'GET',
    `/v1/videos/${first.id}/uses?limit=1&cursor=${page.body.nextCursor}`,
  )
  assert.deepEqual([rest.body.videos?.map((one) => one.id), rest.body.nextCursor], [[second.id], null])
})

test('a cover is chosen at posting or later, inside the clip', async (t) => {
  const h = await house(t)
  const posted = await posts(t, h, h.sari, { coverMs: 400 })
  await h.jobs.drain()
  const path = `/v1/videos/${idOf(posted)}`
  const first = (await h.http.call<Answer>('GET', path)).body.own
  assert.equal(first?.coverMs, 400)
  assert.equal(code(await h.http.call<Answer>('PATCH', path, { coverMs: 60_000 })), 'cover_outside')
  assert.equal((await h.http.call<Answer>('PATCH', path, { coverMs: 900 })).body.video?.coverMs, 900)
  await h.jobs.drain()
  const after = (await h.http.call<Answer>('GET', path)).body.own
  assert.notEqual(after?.card?.posterUrl, first?.card?.posterUrl, 'another picture has another address')
})

test('material and sounds are not posted as clips', async (t) => {
  const h = await house(t)
  const content = await aSmallClip(t)
  const part = await anUpload(h.media, h.sari.id, content, 'bahan.mp4', 'part')
  h.as(h.sari)
  assert.equal(
    code(await h.http.call<Answer>('POST', '/v1/videos', { uploadId: part.id })),
    'upload_not_a_clip',
  )
  h.as(h.budi)
  assert.equal(
    code(await h.http.call<Answer>('POST', '/v1/videos', { uploadId: part.id })),
    'upload_not_found',
  )
})
