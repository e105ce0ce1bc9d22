/** The 18+ mark: who sets it and takes it off, who then sees the clip, and what is not made of it any more. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { anUpload } from '../../media/testing.ts'
import { aSmallClip, aVideo } from '../testing.ts'
import { house } from './house.ts'

interface Answer {
  error?: { code: string; message: string }
  video?: { id: string; ageMarks: { byOwner: boolean; stageReason: string | null } }
  card?: { posterUrl: string; renditions: { url: string }[]; deny?: string[]; isAgeRestricted?: true } | null
  locked?: { why: string } | null
  videos?: { id: string }[]
}

const operator = '019aaaaa-0000-7000-8000-00000000000f'
const both = { duet: true, stitch: true, remix: true, download: true }

test('each mark is its maker’s: the owner’s comes and goes, the stage’s stays with its reason, and every ruling is kept', async (t) => {
  const h = await house(t)
  h.as(h.sari)
  const upload = await anUpload(h.media, h.sari.id, await aSmallClip(t))
  const posted = await h.http.call<Answer>('POST', '/v1/videos', {
    uploadId: upload.id,
    isAgeRestricted: true,
  })
  const id = posted.body.video?.id ?? ''
  assert.deepEqual(posted.body.video?.ageMarks, { byOwner: true, stageReason: null })
  await h.jobs.drain()
  const change = async (isAgeRestricted: boolean) => {
    const { body } = await h.http.call<Answer>('PATCH', `/v1/videos/${id}`, { isAgeRestricted })
    return body.error?.code ?? body.video?.ageMarks
  }
  const rule = async (isAgeRestricted: boolean, reason: string) =>
    (await h.videos.ruleAge(operator, id, { isAgeRestricted, reason })).ageMarks
  assert.deepEqual(await change(false), { byOwner: false, stageReason: null })
  await assert.rejects(rule(false, 'tidak ada'), /age_not_marked/)
  h.clock.advance(1000)
  assert.deepEqual(await rule(true, 'kekerasan'), { byOwner: false, stageReason: 'kekerasan' })
  assert.equal(await change(false), 'age_mark_kept')
  assert.deepEqual(await change(true), { byOwner: true, stageReason: 'kekerasan' })
  h.clock.advance(1000)
  assert.deepEqual(await rule(false, 'keliru'), { byOwner: true, stageReason: null })
  assert.deepEqual(await change(false), { byOwner: false, stageReason: null })
  h.as(h.budi)
  assert.equal(await change(true), 'video_not_found', 'nobody marks another’s clip')
  const rulings = await h.videos.ageRulings(id, undefined, 10)
  assert.deepEqual(
    rulings.map(({ operatorId, isAgeRestricted, reason }) => [operatorId, isAgeRestricted, reason]),
    [
      [operator, false, 'keliru'],
      [operator, true, 'kekerasan'],
    ],
  )
  assert.deepEqual(await h.videos.ageRulings('019aaaaa-0000-7000-8000-000000000001', undefined, 10), [])
  await assert.rejects(
    h.videos.ruleAge(operator, '019aaaaa-0000-7000-8000-000000000001', {
      isAgeRestricted: true,
      reason: '…',
    }),
    /video_not_found/,
  )
})

test('whoever may not see it is told that it is 18+ where nothing else keeps them from it, and nothing otherwise', async (t) => {
  const h = await house(t)
  const made = new Map<string, string>()
  for (const visibility of ['public', 'unlisted', 'followers', 'subscribers', 'private'] as const)
    made.set(visibility, (await aVideo(t, h, h.sari.id, { visibility, isAgeRestricted: true })).id)
  const asked = async (who: typeof h.sari | undefined) => {
    h.as(who)
    const told: Record<string, string> = {}
    for (const [visibility, id] of made) {
      const { status } = await h.http.call('GET', `/v1/videos/${id}`)
      const { body } = await h.http.call<Answer>('GET', `/v1/videos/${id}/lock`)
      told[visibility] = status === 200 ? 'seen' : (body.locked?.why ?? 'nothing')
    }
    return told
  }
  const open = { public: 'age', unlisted: 'age' }
  const closed = { followers: 'nothing', subscribers: 'subscribers', private: 'nothing' }
  assert.deepEqual(await asked(undefined), { ...open, ...closed })
  assert.deepEqual(await asked(h.budi), { ...open, ...closed })
  h.follow(h.budi, h.sari)
  h.subscribe(h.budi, h.sari)
  assert.deepEqual(await asked(h.budi), { ...open, followers: 'age', subscribers: 'age', private: 'nothing' })
  h.adults.add(h.budi.id)
  const all = { public: 'seen', unlisted: 'seen', followers: 'seen', subscribers: 'seen' }
  assert.deepEqual(await asked(h.budi), { ...all, private: 'nothing' })
  assert.deepEqual(await asked(h.sari), { ...all, private: 'seen' })
})

test('its files are closed and lists leave it out; both open again with the mark', async (t) => {
  const h = await house(t)
  const clip = await aVideo(t, h, h.sari.id, { caption: 'senja #uji' })
  const other = await aVideo(t, h, h.sari.id, { caption: 'pagi #uji' })
  h.as(undefined)
  const before = (await h.http.call<Answer>('GET', `/v1/videos/${clip.id}`)).body.card
  const isOpen = async () => (await h.media.assetState([clip.assetId])).get(clip.assetId)?.isOpen
  const lists = async (who: typeof h.sari | undefined) => {
    h.as(who)
    const paths = ['/v1/tags/uji/videos', '/v1/profiles/sari.senja/videos']
    const pages = await Promise.all(paths.map((path) => h.http.call<Answer>('GET', path)))
    return pages.map(({ body }) => body.videos?.map(({ id }) => id))
  }
  const [one, two] = [[other.id], [other.id, clip.id]]
  await h.videos.change(h.sari.id, clip.id, { isAgeRestricted: true })
  assert.deepEqual(await lists(undefined), [one, one])
  assert.deepEqual(await lists(h.budi), [one, one])
  assert.deepEqual(await lists(h.sari), [two, two])
  h.adults.add(h.budi.id)
  assert.deepEqual(await lists(h.budi), [two, two])
  const seen = (await h.http.call<Answer>('GET', `/v1/videos/${clip.id}`)).body.card
  assert.equal(seen?.isAgeRestricted, true)
  assert.ok(
    seen.renditions.every(({ url }) => url.includes('?e=')) && !before?.renditions[0]?.url.includes('?'),
  )
  assert.equal(await h.videos.shareMeta(clip.id, 'http://localhost'), undefined)
  assert.equal(await isOpen(), false, 'its files ask for a signature')
  h.adults.clear()
  assert.deepEqual(await lists(h.budi), [one, one], 'taken back: from the next page on')
  await h.videos.change(h.sari.id, clip.id, { isAgeRestricted: false })
  assert.deepEqual(await lists(undefined), [two, two])
  assert.equal(await isOpen(), true)
})

test('nothing is made of it by others, whoever they are, and no copy is given away', async (t) => {
  const h = await house(t)
  const clip = await aVideo(t, h, h.sari.id, { allow: both })
  const lent = await h.videos.soundOf(clip.id, h.budi.id)
  await h.jobs.drain()
  assert.equal(await h.sounds.mayUse(lent.id, h.budi.id), true)
  await h.videos.ruleAge(operator, clip.id, { isAgeRestricted: true, reason: 'dewasa' })
  h.adults.add(h.budi.id)
  h.as(h.budi)
  const { card } = (await h.http.call<Answer>('GET', `/v1/videos/${clip.id}`)).body
  assert.deepEqual(card?.deny, ['duet', 'stitch', 'remix', 'download'])
  const copy = await h.http.call<Answer>('GET', `/v1/videos/${clip.id}/download`)
  assert.equal(copy.body.error?.code, 'download_not_allowed')
  assert.equal(await h.sounds.mayUse(lent.id, h.budi.id), false)
  const upload = await anUpload(h.media, h.budi.id, await aSmallClip(t))
  for (const kind of ['duet', 'stitch', 'remix'] as const) {
    const body = { uploadId: upload.id, credit: { kind, videoId: clip.id } }
    assert.equal(
      (await h.http.call<Answer>('POST', '/v1/videos', body)).body.error?.code,
      'remix_not_allowed',
    )
  }
  assert.equal((await h.http.call('GET', `/embed/${clip.id}`)).status, 404)
  assert.equal((await h.http.call('GET', `/share/${clip.id}`)).status, 404)
})
