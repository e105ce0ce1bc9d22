/** Captions by program: real programs, started as an operator would name them. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import { aClip } from '../../media/testing.ts'
import type { CaptionsConfig } from '../config.ts'
import { type ErrorReply, house, type TrackReply, two } from './house.ts'

interface Own {
  tracks: { lang: string; kind: string; published: boolean; url: string }[]
  own: { auto: { langs: string[]; request: Request | null } | null }
}
interface Request {
  lang: string
  state: string
  percent: number | null
  reason: string | null
}

/** A program that looks at what it is given, written in the shell's language. */
async function stageWith(t: TestContext, script: string, config: Partial<CaptionsConfig> = {}) {
  const path = join(temporaryFolder(t), 'recogniser.sh')
  await writeFile(path, script)
  const home = await house(t, {
    config: { COMMAND: `/bin/sh ${path} {lang} {wav}`, LANGS: 'id, en,in', ...config },
  })
  const ask = (videoId: string, lang = 'id') =>
    home.http.call<{ request: Request } & ErrorReply>('POST', `/v1/videos/${videoId}/auto-captions`, { lang })
  const look = async (videoId: string) =>
    (await home.http.call<Own>('GET', `/v1/videos/${videoId}/captions`)).body
  return { ...home, ask, look }
}

const speaks = `
[ "$(head -c 4 "$2")" = RIFF ] || exit 9
bytes=$(wc -c < "$2")
echo "[00:00:00.000 --> 00:00:00.500]   Bahasa $1."
[ "$bytes" -gt 30000 ] && [ "$bytes" -lt 36000 ] && echo "[00:00:00.500 --> 00:00:09.000]   Satu detik."`

test('a program listens to the clip, and its words are a draft for the creator', async (t) => {
  const { posts, ask, look, jobs, http, as, budi, sari, put } = await stageWith(t, speaks)
  const clip = await posts()
  assert.deepEqual((await look(clip.id)).own.auto, { langs: ['id', 'en'], request: null })
  const asked = await ask(clip.id)
  assert.deepEqual([asked.status, asked.body.request.state], [202, 'waiting'])
  assert.equal((await ask(clip.id)).body.request.state, 'waiting', 'a second tap finds the first')
  await jobs.drain()
  const { own, tracks } = await look(clip.id)
  assert.deepEqual([own.auto?.request?.state, own.auto?.request?.percent], ['done', 100])
  assert.deepEqual(
    tracks.map(({ lang, kind, published }) => [lang, kind, published]),
    [['id', 'auto', false]],
  )
  const { track } = (await http.call<TrackReply>('GET', `/v1/videos/${clip.id}/captions/id`)).body
  assert.deepEqual(track.cues, [
    { startMs: 0, endMs: 500, text: 'Bahasa id.' },
    { startMs: 500, endMs: clip.durationMs, text: 'Satu detik.' },
  ])
  as(budi)
  assert.equal((await http.call('GET', track.url)).status, 404, 'nobody else reads a draft')
  as(sari)
  const shown = await put(clip.id, 'id', { revision: 1, cues: track.cues, published: true })
  assert.deepEqual([shown.body.track.kind, shown.body.track.published], ['auto', true])
  assert.equal((await ask(clip.id)).body.error.code, 'captions_exist')
})

test('a stage without a program says so, and offers nothing', async (t) => {
  const { posts, ask, look } = await stageWith(t, '', { COMMAND: '' })
  const clip = await posts()
  assert.equal((await look(clip.id)).own.auto, null)
  const refused = await ask(clip.id)
  assert.deepEqual([refused.status, refused.body.error.code], [409, 'captions_auto_off'])
  assert.match(refused.body.error.message, /You can upload a file or write them here/)
})

test('what is asked for in vain is refused before anything runs', async (t) => {
  const { posts, ask, clock, jobs, put } = await stageWith(t, speaks, { AUTO_PER_DAY: 2 })
  const clip = await posts()
  const other = await ask(clip.id, 'jv')
  assert.equal(other.body.error.code, 'captions_auto_lang')
  assert.match(other.body.error.message, /id, en/)
  await put(clip.id, 'id', { revision: 0, cues: two })
  assert.equal((await ask(clip.id)).body.error.code, 'captions_exist')
  for (const one of [clip, await posts()]) {
    assert.equal((await ask(one.id, 'en')).status, 202)
    await jobs.drain()
  }
  assert.equal((await ask((await posts()).id, 'en')).body.error.code, 'captions_auto_enough')
  clock.advance(86_400_001)
  assert.equal((await ask((await posts()).id, 'en')).status, 202)
})

for (const [what, script, config, says] of [
  ['says no', 'echo "bad model" >&2; exit 3', {}, /could not write captions/],
  ['prints something else', 'echo hello', {}, /could not write captions/],
  ['hears nothing', 'true', {}, /No words were heard/],
  ['never stops printing', 'yes', {}, /more time or memory/],
  ['is not there', '', { COMMAND: '/nowhere/whisper-cli {wav}' }, /could not be started/],
  ['crashes again and again', 'kill -SEGV $$', {}, /could not write captions/],
] as const)
  test(`a program that ${what} leaves the clip as it was, with a reason`, async (t) => {
    const { posts, ask, look, jobs, clock } = await stageWith(t, script, config)
    const clip = await posts()
    await ask(clip.id)
    for (let tries = 0; tries < 4; tries++) {
      const { own } = await look(clip.id)
      if (own.auto?.request?.state === 'failed') break
      await jobs
        .drain()
        .catch((thrown: unknown) => assert.match(String(thrown), /auto captions .*: (crashed|killed)/))
      clock.advance(60_000)
      // A worker's retry, without waiting for its time.
      if ((await look(clip.id)).own.auto?.request?.state !== 'failed') {
        clock.advance(16 * 60_000)
        await ask(clip.id)
      }
    }
    const { own, tracks } = await look(clip.id)
    assert.equal(own.auto?.request?.state, 'failed')
    assert.match(own.auto?.request?.reason ?? '', says)
    assert.deepEqual(tracks, [])
  })

test('a clip without sound is told apart from a program that heard nothing', async (t) => {
  const { postsFile, ask, look, jobs } = await stageWith(t, speaks)
  const clip = await postsFile((await aClip(t, { size: '180x320', sound: false })).content)
  await ask(clip.id)
  await jobs.drain()
  assert.match((await look(clip.id)).own.auto?.request?.reason ?? '', /has no sound/)
})

test('captions written while the program listened are never replaced', async (t) => {
  const { posts, ask, look, jobs, put, http } = await stageWith(t, speaks)
  const clip = await posts()
  await ask(clip.id)
  await put(clip.id, 'id', { revision: 0, cues: two })
  await jobs.drain()
  assert.match((await look(clip.id)).own.auto?.request?.reason ?? '', /has captions in that language already/)
  const kept = await http.call<TrackReply>('GET', `/v1/videos/${clip.id}/captions/id`)
  assert.deepEqual(kept.body.track.cues, two)
})
