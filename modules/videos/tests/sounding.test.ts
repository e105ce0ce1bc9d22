/** Clips and the sounds of the library. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { anUpload } from '../../media/testing.ts'
import { aSmallClip, aVideo } from '../testing.ts'
import { house } from './house.ts'

interface Answer {
  error?: { code: string }
  video?: { sound: { id: string; title: string; fromMs: number } | null }
  sound?: { id: string; clips: number; state: string; source: string }
  videos?: { id: string }[]
}
type House = Awaited<ReturnType<typeof house>>
const code = (answer: { body: Answer }): string | undefined => answer.body.error?.code

async function aSound(t: test.TestContext, h: House, use: 'everyone' | 'me' = 'everyone'): Promise<string> {
  const upload = await anUpload(h.media, h.sari.id, await aSmallClip(t), 'ombak.mp4', 'sound')
  const id = crypto.randomUUID()
  await h.sounds.add(h.sari.id, {
    id,
    uploadId: upload.id,
    title: 'Ombak',
    artist: 'Sari',
    use,
    rights: true,
  })
  await h.jobs.drain()
  return id
}

test('a clip names its sound, and a sound counts the public clips that use it', async (t) => {
  const h = await house(t)
  const soundId = await aSound(t, h)
  const clips = async () => {
    h.as(undefined)
    const listed = await h.http.call<Answer>('GET', `/v1/sounds/${soundId}/videos`)
    const counted = (await h.http.call<Answer>('GET', `/v1/sounds/${soundId}`)).body.sound?.clips
    assert.equal(listed.body.videos?.length, counted)
    return counted
  }
  const upload = await anUpload(h.media, h.budi.id, await aSmallClip(t))
  h.as(h.budi)
  const sound = { soundId, fromMs: 250 }
  const posted = await h.http.call<Answer>('POST', '/v1/videos', { uploadId: upload.id, sound })
  assert.deepEqual(posted.body.video?.sound, { id: soundId, title: 'Ombak', artist: 'Sari', fromMs: 250 })
  assert.equal(await clips(), 0, 'not before it is published')
  await h.jobs.drain()
  assert.equal(await clips(), 1)
  const [{ id } = { id: '' }] = await h.videos.listWithSound(soundId, undefined, 1)
  await h.videos.change(h.budi.id, id, { visibility: 'followers' })
  assert.equal(await clips(), 0)
  await h.videos.change(h.budi.id, id, { visibility: 'public' })
  await h.videos.change(h.budi.id, id, { caption: 'sama' })
  assert.equal(await clips(), 1)
  await h.videos.remove(h.budi.id, id)
  assert.equal(await clips(), 0)
  await h.videos.restore(h.budi.id, id)
  assert.equal(await clips(), 1)

  await h.sounds.remove(h.sari.id, soundId)
  const late = await anUpload(h.media, h.budi.id, await aSmallClip(t))
  h.as(h.budi)
  assert.equal(
    code(await h.http.call<Answer>('POST', '/v1/videos', { uploadId: late.id, sound })),
    'sound_not_found',
  )
  assert.equal((await h.videos.findMany([id]))[0]?.sound?.soundId, soundId, 'what has it keeps it')
  const secret = await aSound(t, h, 'me')
  const asked = { uploadId: late.id, sound: { soundId: secret } }
  h.as(h.budi)
  assert.equal(code(await h.http.call<Answer>('POST', '/v1/videos', asked)), 'sound_not_found')
})

test('a clip’s own sound is given where its owner allows remixes, from then on or no more', async (t) => {
  const h = await house(t)
  const clip = await aVideo(t, h, h.sari.id)
  const path = `/v1/videos/${clip.id}/sound`
  h.as(undefined)
  assert.equal(code(await h.http.call<Answer>('POST', path)), 'login_required')
  h.as(h.budi)
  const [one, two] = await Promise.all([h.http.call<Answer>('POST', path), h.http.call<Answer>('POST', path)])
  assert.deepEqual([one.body.sound?.id, one.body.sound?.source], [two.body.sound?.id, 'clip'])
  await h.jobs.drain()
  const soundId = one.body.sound?.id ?? ''
  assert.equal(await h.sounds.mayUse(soundId, h.budi.id), true)
  const user = await aVideo(t, h, h.budi.id, { sound: { soundId, fromMs: 0 } })
  const again = await h.http.call<Answer>('POST', `/v1/videos/${user.id}/sound`)
  assert.equal(again.body.sound?.id, soundId, 'a clip that sounds with it gives the same')
  await h.videos.change(h.sari.id, clip.id, { allow: { remix: false } })
  assert.equal(await h.sounds.mayUse(soundId, h.budi.id), false)
  assert.equal(code(await h.http.call<Answer>('POST', path)), 'remix_not_allowed')
  await h.videos.change(h.sari.id, clip.id, { allow: { remix: true } })
  assert.equal(await h.sounds.mayUse(soundId, h.budi.id), true)
  await h.videos.remove(h.sari.id, clip.id)
  assert.equal(await h.sounds.mayUse(soundId, h.budi.id), false)
  assert.equal(code(await h.http.call<Answer>('POST', path)), 'video_not_found')
})
