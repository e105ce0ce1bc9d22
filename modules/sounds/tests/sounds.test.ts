import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { sql } from '../../../platform/db/index.ts'
import { aClip, anUpload } from '../../media/testing.ts'
import type { Account } from '../../identity/index.ts'
import { house } from './house.ts'

interface Described {
  id: string
  title: string
  state: string
  use: string
  url: string | null
  waveformUrl: string | null
  durationMs: number | null
  clips: number
  mine: boolean
  reason: { code: string; message: string } | null
  restorableUntil: string | null
}
interface Answer {
  error?: { code: string; message: string }
  sound?: Described
  sounds?: Described[]
  nextCursor?: string | null
}
type House = Awaited<ReturnType<typeof house>>
const code = (answer: { body: Answer }): string | undefined => answer.body.error?.code

async function adds(h: House, who: Account, more: object = {}) {
  const upload = await h.soundUpload(who)
  h.as(who)
  const body = { id: h.ids.uuid(), uploadId: upload.id, title: 'Ombak Losari', rights: true, ...more }
  return { body, answer: await h.http.call<Answer>('POST', '/v1/sounds', body) }
}
const idOf = ({ body }: { body: { id: string } }): string => body.id

test('an upload becomes a sound that others can hear and use, once', async (t) => {
  const h = await house(t)
  const added = await adds(h, h.sari, { artist: 'Sari' })
  assert.equal(added.answer.status, 201)
  assert.equal(added.answer.body.sound?.state, 'processing')
  const path = `/v1/sounds/${idOf(added)}`
  h.as(h.budi)
  assert.equal(code(await h.http.call<Answer>('GET', path)), 'sound_not_found', 'not before it can be heard')
  await h.jobs.drain()
  const heard = (await h.http.call<Answer>('GET', path)).body.sound
  assert.equal(heard?.state, 'ready')
  assert.match(heard?.url ?? '', /\/media\/[0-9a-f-]+\/sound\.m4a$/)
  assert.match(heard?.waveformUrl ?? '', /waveform\.json$/)
  assert.ok((heard?.durationMs ?? 0) > 900 && heard?.mine === false)
  h.as(h.sari)
  const again = await h.http.call<Answer>('POST', '/v1/sounds', added.body)
  assert.equal(again.body.sound?.id, idOf(added))
  const other = await h.http.call<Answer>('POST', '/v1/sounds', { ...added.body, id: h.ids.uuid() })
  assert.equal(code(other), 'sound_differs', 'one upload is one sound')
  h.as(h.budi)
  assert.equal(code(await h.http.call<Answer>('POST', '/v1/sounds', added.body)), 'upload_not_found')
})

test('without the confirmation, with a clip, with nothing or another’s upload there is no sound', async (t) => {
  const h = await house(t)
  assert.equal(code((await adds(h, h.sari, { rights: false })).answer), 'sound_rights')
  const clip = await anUpload(h.media, h.sari.id, (await aClip(t, { size: '180x320' })).content)
  assert.equal(code((await adds(h, h.sari, { uploadId: clip.id })).answer), 'sound_upload')
  assert.equal(code((await adds(h, h.sari, { uploadId: h.ids.uuid() })).answer), 'upload_not_found')
  const theirs = await h.soundUpload(h.budi)
  assert.equal(code((await adds(h, h.sari, { uploadId: theirs.id })).answer), 'upload_not_found')
  assert.equal((await h.sounds.listOwn(h.sari.id, undefined, 10)).length, 0)
})

test('a file without sound is told to its owner with the reason', async (t) => {
  const h = await house(t)
  const { content } = await aClip(t, { size: '180x320', sound: false })
  const mute = await anUpload(h.media, h.sari.id, content, 'bisu.mp4', 'sound')
  const added = await adds(h, h.sari, { uploadId: mute.id })
  await h.jobs.drain()
  const mine = (await h.http.call<Answer>('GET', `/v1/sounds/${idOf(added)}`)).body.sound
  assert.equal(mine?.state, 'refused')
  assert.ok(mine?.reason && mine.reason.message.length > 20)
})

test('what is for its owner alone, or taken out, is not there for others; it comes back for some days', async (t) => {
  const h = await house(t)
  const added = await adds(h, h.sari, { use: 'me' })
  await h.jobs.drain()
  const path = `/v1/sounds/${idOf(added)}`
  const may = async () => {
    h.as(h.budi)
    const answer = (await h.http.call('GET', path)).status === 200
    assert.equal(await h.sounds.mayUse(idOf(added), h.budi.id), answer)
    const found = (await h.http.call<Answer>('GET', '/v1/sounds?q=ombak')).body.sounds?.length
    assert.equal(found, answer ? 1 : 0)
    for (const method of ['PATCH', 'DELETE'] as const)
      assert.equal(
        code(await h.http.call<Answer>(method, path, method === 'PATCH' ? {} : undefined)),
        'sound_not_found',
      )
    h.as(h.sari)
    return answer
  }
  assert.equal(await may(), false)
  assert.equal(await h.sounds.mayUse(idOf(added), h.sari.id), true)
  assert.match((await h.http.call<Answer>('GET', path)).body.sound?.url ?? '', /\?e=/, 'signed')
  await h.http.call('PATCH', path, { use: 'everyone', title: 'Ombak' })
  assert.equal(await may(), true)
  await h.http.call('DELETE', path)
  await h.http.call('DELETE', path)
  assert.equal(await may(), false)
  assert.equal(await h.sounds.mayUse(idOf(added), h.sari.id), false)
  assert.equal((await h.http.call<Answer>('POST', `${path}/restore`)).body.sound?.state, 'ready')
  assert.equal(await may(), true)
  await h.http.call('DELETE', path)
  h.clock.advance(31 * 86_400_000)
  assert.equal(code(await h.http.call<Answer>('POST', `${path}/restore`)), 'sound_restore_too_late')
})

test('it is found with a typing error, by artist and by handle; the most used comes first', async (t) => {
  const h = await house(t)
  const titles = ['Ombak Losari', 'Gamelan Pagi', 'Hujan di Bogor', 'Ombak Biru']
  const made = new Map<string, string>()
  for (const title of titles)
    made.set(title, idOf(await adds(h, h.sari, { title, artist: 'Kelompok Senandung' })))
  await h.jobs.drain()
  const look = async (query: string) => {
    h.as(undefined)
    return (await h.http.call<Answer>('GET', `/v1/sounds${query}`)).body
  }
  const found = async (q: string) =>
    (await look(`?q=${encodeURIComponent(q)}`)).sounds?.map((one) => one.title)
  assert.deepEqual((await found('ombak'))?.sort(), ['Ombak Biru', 'Ombak Losari'])
  assert.equal((await found('losarri'))?.[0], 'Ombak Losari')
  assert.equal((await found('gamel'))?.[0], 'Gamelan Pagi')
  assert.equal((await found('senandung'))?.length, 4)
  assert.equal((await found('sari.senja'))?.length, 4)
  assert.deepEqual(await found('zzzzqq'), [])
  for (const [title, count] of [
    ['Hujan di Bogor', 3],
    ['Ombak Biru', 1],
  ] as const)
    for (let n = 0; n < count; n++)
      await h.db.transaction((tx) =>
        h.sounds.noteUse(tx, {
          soundId: made.get(title) ?? '',
          videoId: h.ids.uuid(),
          usedAt: h.clock.now(),
        }),
      )
  const first = await look('?limit=3')
  assert.deepEqual(
    first.sounds?.slice(0, 2).map((one) => [one.title, one.clips]),
    [
      ['Hujan di Bogor', 3],
      ['Ombak Biru', 1],
    ],
  )
  const rest = await look(`?limit=3&cursor=${first.nextCursor}`)
  assert.equal(rest.sounds?.length, 1)
  assert.equal(rest.nextCursor, null)
  assert.equal((await h.http.call<Answer>('GET', '/v1/sounds?cursor=abc')).body.error?.code, 'cursor_unknown')
  assert.equal((await h.http.call<Answer>('GET', '/v1/sounds?mine=1')).body.error?.code, 'login_required')
})

test('the count beside a sound is the number of its clips, whatever is noted how often', async (t) => {
  const h = await house(t)
  const sounds = [idOf(await adds(h, h.sari)), idOf(await adds(h, h.sari))]
  const clips = Array.from({ length: 4 }, () => h.ids.uuid())
  const step = fc.record({
    notes: fc.boolean(),
    sound: fc.integer({ min: 0, max: 1 }),
    clip: fc.integer({ min: 0, max: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      for (const { notes, sound, clip } of steps) {
        const videoId = clips[clip] ?? ''
        await h.db.transaction((tx) =>
          notes
            ? h.sounds.noteUse(tx, { soundId: sounds[sound] ?? '', videoId, usedAt: h.clock.now() })
            : h.sounds.dropUse(tx, videoId),
        )
      }
      const wrong = await h.db.all(sql`
        select id from sounds.sound s where clip_count <> (select count(*) from sounds.use u where u.sound_id = s.id)`)
      assert.deepEqual(wrong, [])
    }),
    { numRuns: 30 },
  )
})

test('a clip’s own sound is taken out of it once, and follows what its owner allows', async (t) => {
  const h = await house(t)
  const clip = await anUpload(h.media, h.sari.id, (await aClip(t, { size: '180x320' })).content)
  const mute = await anUpload(h.media, h.sari.id, (await aClip(t, { size: '180x320', sound: false })).content)
  const of = (assetId: string) =>
    h.sounds.ofClip({
      videoId: assetId,
      assetId,
      ownerId: h.sari.id,
      title: 'Suara asli',
      artist: '',
      use: 'everyone',
    })
  const [first, again] = await Promise.all([of(clip.assetId), of(clip.assetId)])
  assert.equal(first.id, again.id)
  await of(mute.assetId)
  await h.jobs.drain()
  assert.equal((await of(mute.assetId)).state, 'refused', 'there is nothing to hear')
  const ready = await of(clip.assetId)
  assert.deepEqual([ready.state, await h.sounds.mayUse(ready.id, h.budi.id)], ['ready', true])
  assert.equal((await h.sounds.listOwn(h.sari.id, undefined, 10)).length, 2)
  const follow = (may: boolean) => h.db.transaction((tx) => h.sounds.followClip(tx, clip.assetId, may))
  await follow(false)
  assert.equal(await h.sounds.mayUse(ready.id, h.budi.id), false)
  await follow(true)
  assert.equal(await h.sounds.mayUse(ready.id, h.budi.id), true)
})
