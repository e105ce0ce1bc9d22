/** The server's clip, measured: real material in, colours, tones and lengths of what comes out. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { anUpload } from '../../media/testing.ts'
import { aSmallClip } from '../../videos/testing.ts'
import { sql } from '../../../platform/db/index.ts'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import type { Project } from '../project.ts'
import { house } from './house.ts'
import {
  aFile,
  aLayer,
  aPart,
  aProject,
  aShot,
  aTrack,
  colourAt,
  picture,
  streamsOf,
  toneAt,
} from './material.ts'

interface Render {
  id: string
  state: string
  percent: number | null
  uploadId: string | null
  reason: { code: string; message: string } | null
}
interface Answer {
  error?: { code: string }
  render?: Render | null
}
type House = Awaited<ReturnType<typeof house>>

const near = (found: readonly number[], wanted: readonly number[], what: string): void =>
  assert.ok(
    found.every((value, at) => Math.abs(value - (wanted[at] ?? 0)) <= 22),
    `${what}: ${found} is not ${wanted}`,
  )
const red = [255, 0, 0]
const blue = [0, 0, 255]
const lime = [0, 255, 0]
const back = [16, 32, 48]

async function keeps(h: House, project: Project, id = h.ids.uuid(), revision = 0): Promise<string> {
  h.as(h.sari)
  const answer = await h.http.call('PUT', `/v1/drafts/${id}`, { revision, title: 'Uji', project })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return id
}
const asks = (h: House, id: string, revision = 1) =>
  h.http.call<Answer>('POST', `/v1/drafts/${id}/render`, { revision })

/** @returns the file that was made */
async function made(h: House, project: Project): Promise<string> {
  const id = await keeps(h, project)
  assert.equal((await asks(h, id)).status, 202)
  await h.jobs.drain()
  const { render } = (await h.http.call<Answer>('GET', `/v1/drafts/${id}/render`)).body
  assert.equal(render?.state, 'done', JSON.stringify(render))
  return h.fileOf(render?.uploadId ?? '')
}

let files: { red: Buffer; blue: Buffer; lime: Buffer; tone: Buffer; corner: Buffer; layer: Buffer }
before(async () => {
  const scope = { after }
  files = {
    red: await aFile(scope, { picture: 'color=red:s=320x240:r=25:d=3', tone: 440 }),
    blue: await aFile(scope, { picture: 'color=blue:s=640x360:r=50:d=3' }),
    lime: await picture(scope, 'color=lime:s=100x100'),
    tone: await aFile(scope, { tone: 1000, args: ['-c:a', 'aac'] }),
    // Red in the upper left quarter, blue elsewhere.
    corner: await aFile(scope, {
      picture: 'color=blue:s=180x320:r=30:d=2,drawbox=x=0:y=0:w=90:h=160:color=red:t=fill',
    }),
    layer: await picture(scope, 'color=white:s=60x60,format=rgba,pad=180:320:60:130:color=black@0.0'),
  }
})

test('shots of every kind, one after the other: length, colours, tones, and a file that is published as it is', async (t) => {
  const h = await house(t)
  const parts = [
    aPart('r', 'video', { uploadId: await h.sends(h.sari, files.red) }),
    aPart('b', 'video', { uploadId: await h.sends(h.sari, files.blue) }),
    aPart('p', 'picture', { uploadId: await h.sends(h.sari, files.lime) }),
  ]
  const swap = { name: 'swap', matrix: [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0] }
  const file = await made(
    h,
    aProject({
      parts,
      shots: [
        aShot('1', 'r', 500, 1500),
        aShot('2', 'b', 0, 2000, { speed: 2, fit: 'fit' }),
        aShot('3', 'p', 0, 1000),
        aShot('4', 'r', 1000, 1500, { speed: 0.5, volume: 0.5, filter: swap }),
      ],
    }),
  )
  const { video, audio } = await streamsOf(file)
  assert.partialDeepStrictEqual(video, { codec_name: 'h264', profile: 'High', width: 180, height: 320 })
  assert.equal(video.nb_frames, '120', 'four seconds, to the picture')
  assert.equal(audio?.codec_name, 'aac')
  near(await colourAt(file, 0.5, 90, 160), red, 'the first shot')
  near(await colourAt(file, 1.5, 90, 160), blue, 'the second')
  near(await colourAt(file, 1.5, 90, 10), back, 'what a fitted picture leaves')
  near(await colourAt(file, 2.5, 90, 10), lime, 'a picture fills')
  near(await colourAt(file, 3.5, 90, 160), blue, 'red and blue exchanged')
  assert.ok((await toneAt(file, 0.1, 0.8, 440)) > 0.09, 'the first sounds')
  assert.ok((await toneAt(file, 1.2, 1.6, 440)) < 0.005, 'what has no sound is silent')
  const [loud, half] = [await toneAt(file, 0.2, 0.6, 440), await toneAt(file, 3.2, 0.6, 440)]
  assert.ok(Math.abs(half / loud - 0.5) < 0.1, `slower at the same pitch, at half the volume: ${half / loud}`)
})

test('cropped, turned and mirrored: each corner lands where the browser puts it', async (t) => {
  const h = await house(t)
  const part = aPart('c', 'video', { uploadId: await h.sends(h.sari, files.corner), durationMs: 2000 })
  const looks = [
    { mirror: true },
    { turn: 90 as const, fit: 'fit' as const },
    { turn: 180 as const },
    { crop: { x: 0, y: 0, width: 0.5, height: 0.5 } },
    { turn: 90 as const, mirror: true, fit: 'fit' as const },
  ]
  const shots = looks.map((look, at) => aShot(String(at), 'c', 0, 500, look))
  const file = await made(h, aProject({ parts: [part], shots }))
  const corners = [
    [170, 10],
    [170, 115],
    [170, 310],
    [170, 310],
    [10, 115],
  ] as const
  for (const [at, [x, y]] of corners.entries())
    near(await colourAt(file, at * 0.5 + 0.25, x, y), red, `look ${at}`)
  near(await colourAt(file, 0.25, 10, 10), blue, 'where red was before it was mirrored')
  near(await colourAt(file, 0.75, 10, 115), blue, 'turned clockwise')
})

test('layers come and go at their times, faded or rising; tracks sound where they are put', async (t) => {
  const h = await house(t)
  const layer = await h.sends(h.sari, files.layer)
  const parts = [
    aPart('b', 'video', { uploadId: await h.sends(h.sari, files.blue) }),
    aPart('s', 'sound', { uploadId: await h.sends(h.sari, files.tone) }),
    aPart('l', 'picture', { uploadId: layer }),
    aPart('m', 'picture', { uploadId: layer }),
  ]
  const file = await made(
    h,
    aProject({
      parts,
      shots: [aShot('1', 'b', 0, 3000)],
      layers: [aLayer('l', 1000, 2000, 'fade'), aLayer('m', 2200, 2600, 'rise')],
      tracks: [aTrack('t', 's', 1000, 500, 1500, 0.5), aTrack('u', 's', 2500, 0, 3000, 1)],
    }),
  )
  near(await colourAt(file, 0.9, 90, 160), blue, 'before')
  const faint = await colourAt(file, 1.15, 90, 160)
  assert.ok(faint[0] > 70 && faint[0] < 190, `half way in: ${faint}`)
  near(await colourAt(file, 1.5, 90, 160), [255, 255, 255], 'there')
  near(await colourAt(file, 2.1, 90, 160), blue, 'gone')
  near(await colourAt(file, 2.24, 90, 133), blue, 'the rising one has not reached its place')
  near(await colourAt(file, 2.55, 90, 135), [255, 255, 255], 'and has now')
  assert.ok((await toneAt(file, 0.1, 0.8, 1000)) < 0.005)
  const [quiet, loud] = [await toneAt(file, 1.2, 0.6, 1000), await toneAt(file, 2.6, 0.35, 1000)]
  assert.ok(Math.abs(quiet / loud - 0.5) < 0.1, `${quiet} is half of ${loud}`)
  assert.ok((await toneAt(file, 2.1, 0.3, 1000)) < 0.01)
  assert.equal((await streamsOf(file)).video.nb_frames, '90', 'a track makes no clip longer')
})

test('another’s clip beside and inside, with its sound, while it is allowed', async (t) => {
  const h = await house(t)
  const upload = await anUpload(h.media, h.budi.id, files.red)
  const posted = await h.videos.post(h.budi.id, { uploadId: upload.id, caption: '', visibility: 'public' })
  await h.jobs.drain()
  const parts = [
    aPart('b', 'video', { uploadId: await h.sends(h.sari, files.blue) }),
    aPart('o', 'video', { videoId: posted.id }),
  ]
  const project = aProject({ parts, shots: [aShot('1', 'b', 0, 2000)] })
  const side = { kind: 'side', other: 'o', otherVolume: 1, own: 'left' } as const
  const file = await made(h, { ...project, frame: side })
  near(await colourAt(file, 1, 20, 160), blue, 'own on the left')
  near(await colourAt(file, 1, 160, 160), red, 'the other on the right')
  assert.ok((await toneAt(file, 0.5, 1, 440)) > 0.09)
  const inset = { kind: 'inset', other: 'o', otherVolume: 0, small: 'own', corner: 'bottom-right' } as const
  const small = await made(h, { ...project, frame: inset })
  near(await colourAt(small, 1, 20, 20), red, 'the other is the whole')
  near(await colourAt(small, 1, 150, 280), blue, 'own in the corner')
  assert.equal((await streamsOf(small)).audio, undefined, 'nothing is heard: no sound')
  const below = await made(h, { ...project, frame: { ...side, own: 'bottom' } })
  near(await colourAt(below, 1, 90, 40), red, 'the other above')
  near(await colourAt(below, 1, 90, 280), blue, 'own below')

  await h.videos.change(h.budi.id, posted.id, { allow: { duet: false } })
  const refused = await asks(h, await keeps(h, { ...project, frame: side }))
  assert.equal(refused.body.error?.code, 'render_not_allowed')
  const stitch = aProject({
    parts: [parts[1] ?? aPart('o', 'video')],
    shots: [aShot('1', 'o', 0, 1000)],
    credit: { kind: 'stitch', videoId: posted.id },
  })
  assert.equal((await asks(h, await keeps(h, stitch))).status, 202, 'a stitch is another question')
  await h.videos.change(h.budi.id, posted.id, { allow: { stitch: false } })
  await h.jobs.drain()
  const states = await h.db.all(
    sql<{ state: string }>`select state from drafts.render where state = 'failed'`,
  )
  assert.equal(states.length, 1, 'asked once more when it is made')
})

test('asked twice it is made once; given up it is not made; what a dead worker left is finished', async (t) => {
  const h = await house(t)
  const part = aPart('r', 'video', { uploadId: await h.sends(h.sari, files.red) })
  const project = aProject({ parts: [part], shots: [aShot('1', 'r', 0, 500)] })
  const id = await keeps(h, project)
  const both = await Promise.all([asks(h, id), asks(h, id)])
  assert.equal(both[0].body.render?.id, both[1].body.render?.id)
  const cancelled = await h.http.call<Answer>('DELETE', `/v1/drafts/${id}/render`)
  assert.equal(cancelled.body.render?.state, 'cancelled')
  await h.jobs.drain()
  const uploads = () => h.db.all(sql`select id from media.upload where purpose = 'clip'`)
  assert.equal((await uploads()).length, 0)

  const again = (await asks(h, id)).body.render
  assert.equal(again?.state, 'waiting')
  await keeps(h, { ...project, coverMs: 100 }, id, 1)
  assert.equal((await asks(h, id, 1)).body.error?.code, 'draft_changed')
  const newer = (await asks(h, id, 2)).body.render
  assert.notEqual(newer?.id, again?.id)
  await h.jobs.drain()
  assert.equal((await uploads()).length, 1, 'the older one was given up')
  assert.equal((await asks(h, id, 2)).body.render?.uploadId, newer?.id, 'done is done')

  // As if the worker had died after the upload and before its mark.
  await h.db.transaction((tx) =>
    tx.run(sql`update drafts.render set state = 'working', upload_id = null where id = ${newer?.id ?? ''}`),
  )
  h.clock.advance(20 * 60_000)
  await h.drafts.sweep()
  await h.jobs.drain()
  assert.equal((await asks(h, id, 2)).body.render?.state, 'done')
  assert.equal((await uploads()).length, 1)
})

test('empty, too long, and files that lie: told before, or in words after', async (t) => {
  const h = await house(t, { media: { MAX_SECONDS: 5 } })
  assert.equal((await asks(h, await keeps(h, aProject()))).body.error?.code, 'render_empty')
  const still = aPart('p', 'picture', { uploadId: await h.sends(h.sari, files.lime) })
  const long = aProject({ parts: [still], shots: [aShot('1', 'p', 0, 5001)] })
  assert.equal((await asks(h, await keeps(h, long))).body.error?.code, 'render_too_long')
  const local = aProject({ parts: [aPart('v', 'video')], shots: [aShot('1', 'v', 0, 500)] })
  assert.equal((await asks(h, await keeps(h, local))).body.error?.code, 'render_part_missing')

  const lies = [
    aPart('v', 'video', { uploadId: await h.sends(h.sari, files.tone) }),
    aPart('w', 'video', { uploadId: still.uploadId }),
    aPart('x', 'picture', { uploadId: await h.sends(h.sari, files.red) }),
  ]
  for (const part of lies) {
    const id = await keeps(h, aProject({ parts: [part], shots: [aShot('1', part.id, 0, 500)] }))
    await asks(h, id)
    await h.jobs.drain()
    const { render } = (await h.http.call<Answer>('GET', `/v1/drafts/${id}/render`)).body
    if (part.id === 'x') continue
    assert.equal(render?.reason?.code, 'render_failed', part.id)
    assert.match(render?.reason?.message ?? '', /draft is kept/)
  }
})

test('what was made is published like any other upload, without being encoded again', async (t) => {
  const h = await house(t)
  await aSmallClip(t)
  const part = aPart('r', 'video', { uploadId: await h.sends(h.sari, files.red) })
  const id = await keeps(h, aProject({ parts: [part], shots: [aShot('1', 'r', 0, 1000)] }))
  await asks(h, id)
  await h.jobs.drain()
  const uploadId = (await h.http.call<Answer>('GET', `/v1/drafts/${id}/render`)).body.render?.uploadId ?? ''
  const posted = await h.videos.post(h.sari.id, { uploadId, caption: '', visibility: 'public' })
  await h.jobs.drain()
  const [video] = await h.videos.findMany([posted.id])
  assert.equal(video?.state, 'published')
  const asset = (await h.media.assetState([video?.assetId ?? ''])).get(video?.assetId ?? '')
  assert.ok(
    asset?.renditions.some((one) => one.name === 'source'),
    'by stream copy',
  )
})

test('a turned phone clip stands upright, an HDR one keeps its colours in reach, a slow one shows what is on', async (t) => {
  const h = await house(t)
  // Stored lying: red on the left, blue on the right; a player turns it, so that red is above or below.
  const lying = await aFile(t, {
    picture: 'color=blue:s=320x180:r=30:d=1,drawbox=x=0:y=0:w=160:h=180:color=red:t=fill',
    args: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  })
  const path = join(temporaryFolder(t), 'lying.mp4')
  await writeFile(path, lying)
  const turned = join(temporaryFolder(t), 'turned.mp4')
  execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned])
  const hdr = await aFile(t, {
    picture: 'color=gray:s=320x180:r=30:d=1,format=yuv420p10le',
    args: [
      ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'],
      ...['-color_primaries', 'bt2020', '-color_trc', 'arib-std-b67', '-colorspace', 'bt2020nc'],
    ],
  })
  // One picture a second: red, then lime, then blue.
  const slow = await aFile(t, {
    picture:
      'color=red:s=320x180:r=1:d=3,drawbox=enable=gte(t\\,1):color=lime:t=fill,drawbox=enable=gte(t\\,2):color=blue:t=fill',
  })
  const file = await made(
    h,
    aProject({
      parts: [
        aPart('t', 'video', { uploadId: await h.sends(h.sari, await readFile(turned)), durationMs: 1000 }),
        aPart('h', 'video', { uploadId: await h.sends(h.sari, hdr), durationMs: 1000 }),
        aPart('s', 'video', { uploadId: await h.sends(h.sari, slow) }),
      ],
      shots: [aShot('1', 't', 0, 500), aShot('2', 'h', 0, 500), aShot('3', 's', 1500, 2500)],
    }),
  )
  const [above, below] = [await colourAt(file, 0.25, 90, 40), await colourAt(file, 0.25, 90, 280)]
  assert.ok(Math.abs(above[0] - below[0]) > 180, `red and blue lie above one another: ${above} ${below}`)
  const [r, g, b] = await colourAt(file, 0.75, 90, 160)
  assert.ok(Math.max(r, g, b) - Math.min(r, g, b) < 16 && r > 20 && r < 235, `grey: ${r} ${g} ${b}`)
  near(await colourAt(file, 1.25, 90, 160), lime, 'the picture that had begun before the cut')
  near(await colourAt(file, 1.8, 90, 160), blue, 'and the next one at its time')
})

test('as many shots as a draft may have are made within the limits of one ffmpeg', async (t) => {
  const h = await house(t)
  const tall = await aFile(t, { picture: 'testsrc2=s=1080x1920:r=30:d=4', tone: 300, seconds: 4 })
  const part = aPart('v', 'video', { uploadId: await h.sends(h.sari, tall), durationMs: 4000 })
  const shots = Array.from({ length: 80 }, (_, at) =>
    aShot(String(at), 'v', (at * 37) % 3500, ((at * 37) % 3500) + 100),
  )
  const file = await made(h, aProject({ parts: [part], shots }))
  assert.equal((await streamsOf(file)).video.nb_frames, '240', 'eighty shots of three pictures')
})
