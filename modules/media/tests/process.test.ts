import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import type { Asset } from '../asset.ts'
import { explainReason } from '../index.ts'
import { readJob } from '../jobs.ts'
import { readProbe } from '../probe/read-probe.ts'
import { aClip, anUpload } from '../testing.ts'
import { budi, house, type House, names, sari } from './house.ts'
import { alive, until } from './processes.ts'

const run = promisify(execFile)
const small = { size: '320x180' }
const mpeg4 = ['-c:v', 'mpeg4', '-movflags', '+faststart']

async function probeOf(home: House, asset: Asset, name: string) {
  const rendition = asset.renditions.find((one) => one.name === name) ?? assert.fail(`there is no ${name}`)
  return home.storage.withLocalFile(rendition.storageKey, async (path) => {
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-of',
      'json',
      '-show_format',
      '-show_streams',
      path,
    ])
    return { ...(readProbe(stdout) ?? assert.fail()), raw: stdout, file: await readFile(path) }
  })
}

const reasonOf = (asset: Asset): string => {
  assert.equal(asset.state, 'refused', `${asset.state} instead of refused`)
  const reason = asset.reason ?? assert.fail('a refusal has a reason')
  assert.doesNotMatch(explainReason(reason, 'id') + explainReason(reason, 'en'), /[{}]|undefined/)
  return reason.code
}

test('a clip that fits plays by copy and then gets its ladder', async (t) => {
  const home = await house(t)
  const { content } = await aClip(t, { size: '404x720', seconds: 1 })
  const asset = await home.process(content)
  assert.equal(asset.state, 'ready')
  assert.deepEqual(home.heard, ['media.asset-playable', 'media.asset-ready'])
  assert.deepEqual(names(asset), ['360', 'poster', 'source'])
  assert.deepEqual([asset.width, asset.height], [404, 720])
  assert.ok(asset.blurhash && asset.durationMs && Math.abs(asset.durationMs - 1000) < 100)
  const source = await probeOf(home, asset, 'source')
  const rung = await probeOf(home, asset, '360')
  assert.deepEqual([rung.video?.width, rung.video?.height], [360, 642])
  assert.deepEqual(
    [rung.video?.codec, rung.video?.profile, rung.video?.pixelFormat, rung.audio[0]?.codec],
    ['h264', 'High', 'yuv420p', 'aac'],
  )
  // Both start at once: the index comes before the pictures.
  for (const { file } of [source, rung]) assert.ok(file.indexOf('moov') < file.indexOf('mdat'))
})

test('a rotated clip stays upright, and nobody learns where it was filmed', async (t) => {
  const home = await house(t)
  const { path } = await aClip(t, small)
  const turned = join(temporaryFolder(t), 'turned.mp4')
  await run('ffmpeg', [
    '-v',
    'error',
    '-i',
    path,
    '-c',
    'copy',
    '-metadata:s:v',
    'rotate=90',
    '-metadata',
    'location=+06.2-106.8/',
    '-metadata',
    'title=Rahasia',
    turned,
  ])
  const asset = await home.process(await readFile(turned))
  assert.deepEqual([asset.width, asset.height], [180, 320])
  const source = await probeOf(home, asset, 'source')
  assert.ok((source.video?.rotation ?? 0) % 180 === 90)
  assert.doesNotMatch(source.raw, /Rahasia|106\.8/)
  const poster = asset.renditions.find((one) => one.name === 'poster')
  assert.deepEqual([poster?.width, poster?.height], [180, 320])
})

test('what browsers do not play is encoded, whatever it came in', async (t) => {
  const home = await house(t)
  const kinds: [string, string[]][] = [
    ['old.avi', ['-c:v', 'mpeg4', '-c:a', 'mp3']],
    ['ten-bit.mkv', ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-c:a', 'flac']],
    [
      'hdr.mov',
      [
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-x265-params',
        'log-level=none',
        '-pix_fmt',
        'yuv420p10le',
        '-color_trc',
        'arib-std-b67',
        '-color_primaries',
        'bt2020',
        '-colorspace',
        'bt2020nc',
        '-c:a',
        'aac',
        '-tag:v',
        'hvc1',
      ],
    ],
    ['interlaced.ts', ['-c:v', 'mpeg2video', '-flags', '+ildct+ilme', '-top', '1', '-c:a', 'mp2']],
    ['recorded.webm', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-live', '1']],
  ]
  for (const [name, args] of kinds) {
    const { content } = await aClip(t, { ...small, name, args })
    const asset = await home.process(content, name)
    assert.equal(asset.state, 'ready', `${name}: ${asset.reason?.code}`)
    assert.deepEqual(names(asset), ['360', 'poster'], name)
    const rung = await probeOf(home, asset, '360')
    assert.deepEqual(
      [rung.video?.codec, rung.video?.pixelFormat, rung.video?.height, rung.audio[0]?.codec],
      ['h264', 'yuv420p', 180, 'aac'],
      name,
    )
    assert.ok(Math.abs((asset.durationMs ?? 0) - 1000) < 200, `${name} lasts ${asset.durationMs}`)
  }
})

test('sound that does not fit is made new, the picture is still a copy', async (t) => {
  const home = await house(t)
  const { content } = await aClip(t, {
    ...small,
    name: 'a.mkv',
    args: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'libvorbis'],
  })
  const asset = await home.process(content)
  assert.deepEqual(names(asset), ['poster', 'source'])
  assert.equal((await probeOf(home, asset, 'source')).audio[0]?.codec, 'aac')
})

test('a source between rungs that must be encoded keeps its lines; a large one gets its lowest rung first', async (t) => {
  const home = await house(t)
  const between = await aClip(t, { size: '854x480', name: 'a.avi', args: ['-c:v', 'mpeg4', '-c:a', 'mp3'] })
  assert.deepEqual(names(await home.process(between.content)), ['360', '540', 'poster'])
  const large = await aClip(t, {
    size: '2160x3840',
    rate: 30,
    seconds: 2,
    sound: false,
    args: ['-c:v', 'mpeg4', '-q:v', '9'],
  })
  const upload = await anUpload(home.media, sari, large.content)
  await home.jobs.drain()
  const asset = await home.assetOf(upload)
  assert.deepEqual(names(asset), ['360', '540', '720', 'poster'])
  assert.equal(home.heard.filter((name) => name === 'media.asset-playable').length, 2)
})

test('hostile and broken files are refused, each with its reason', async (t) => {
  const home = await house(t, { MAX_SECONDS: 3 })
  const clip = await aClip(t, {
    ...small,
    seconds: 3,
    args: [
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-movflags',
      '+faststart',
    ],
  })
  const late = await aClip(t, { ...small, seconds: 1 })
  const old = await aClip(t, { ...small, seconds: 3, name: 'old.mp4', args: mpeg4 })
  const still = await aClip(t, {
    ...small,
    name: 'still.mp4',
    sound: false,
    args: ['-frames:v', '1', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
  })
  const empty = await aClip(t, {
    ...small,
    name: 'empty.mp4',
    sound: false,
    args: ['-t', '0', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
  })
  const long = await aClip(t, { ...small, seconds: 5, rate: 5 })
  // The container says nothing about its length; only reading it tells.
  const secretlyLong = await aClip(t, {
    ...small,
    seconds: 5,
    rate: 5,
    name: 'live.webm',
    sound: false,
    args: ['-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1'],
  })
  const sound = await aClip(t, { ...small, name: 'sound.m4a', args: ['-vn', '-c:a', 'aac'] })
  const huge = await aClip(t, { size: '16000x64', rate: 2, seconds: 1, sound: false })
  // A bomb: a file of some kB that unfolds to 64 megapixels a picture.
  const bomb = await aClip(t, {
    size: '8000x8000',
    rate: 2,
    seconds: 1,
    sound: false,
    args: ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '51', '-pix_fmt', 'yuv420p'],
  })
  const fast = await aClip(t, { ...small, rate: 1000, seconds: 1, sound: false })
  const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'
  const concat = "ffconcat version 1.0\nfile '/etc/passwd'\n"
  const noise = Buffer.from(clip.content)
  noise.fill(0xa5, noise.indexOf('mdat') + 8)

  const cases: [string, Uint8Array, string][] = [
    ['random', Buffer.alloc(5000, 7), 'media_unreadable'],
    ['one byte', Buffer.from([0]), 'media_unreadable'],
    ['a text called mp4', Buffer.from('just some text, many times. '.repeat(50)), 'media_unreadable'],
    ['a playlist', Buffer.from(playlist), 'media_unreadable'],
    ['a concat script', Buffer.from(concat), 'media_unreadable'],
    ['cut before its index', late.content.subarray(0, late.content.length / 2), 'media_truncated'],
    ['cut in its pictures', clip.content.subarray(0, clip.content.length / 2), 'media_truncated'],
    ['cut where it must be encoded', old.content.subarray(0, old.content.length / 2), 'media_truncated'],
    ['one picture', still.content, 'media_too_short'],
    ['zero seconds', empty.content, 'media_too_short'],
    ['too long', long.content, 'media_too_long'],
    ['longer than it says', secretlyLong.content, 'media_too_long'],
    ['sound only', sound.content, 'media_no_video'],
    ['huge', huge.content, 'media_too_big'],
    ['a bomb', bomb.content, 'media_too_big'],
    ['a thousand pictures a second', fast.content, 'media_frame_rate'],
    ['noise where the pictures were', noise, 'media_broken'],
  ]
  for (const [what, content, code] of cases) assert.equal(reasonOf(await home.process(content)), code, what)
  // Nothing that was refused can be read, and the original is kept.
  const last = await home.process(Buffer.alloc(100, 1))
  assert.equal(await home.media.files.find(last.id, 'poster.webp', {}), undefined)
  assert.deepEqual(await home.storage.stat(last.originalKey), { bytes: 100 })
})

test('an ffmpeg that is killed from outside is started again, and the ladder is finished', async (t) => {
  const home = await house(t)
  const { content } = await aClip(t, { size: '1280x720', seconds: 4, rate: 30 })
  const upload = await anUpload(home.media, sari, content)
  const working = home.jobs.drain()
  const encoders = () => alive([upload.assetId, 'libx264'], 'ffmpeg')
  await until('it encodes', () => encoders().length > 0)
  for (const pid of encoders()) process.kill(pid, 'SIGKILL')
  await working
  const asset = await home.assetOf(upload)
  assert.deepEqual(names(asset), ['360', '540', '720', 'poster', 'source'])
  assert.ok(asset.attempt > 2, 'the ladder took more than one attempt')
  const keys = await home.storage.list(`media/${asset.id}`)
  assert.deepEqual(keys, asset.renditions.map((one) => one.storageKey).sort())
})

/** An ffmpeg that dies of a segmentation fault whenever it has to encode a picture. */
async function frailFfmpeg(t: TestContext): Promise<string> {
  const path = join(temporaryFolder(t), 'ffmpeg')
  await writeFile(path, '#!/bin/sh\ncase "$*" in *libx264*) kill -SEGV $$;; esac\nexec ffmpeg "$@"\n')
  await chmod(path, 0o755)
  return path
}

test('a file that crashes the encoder again and again is set aside; what played goes on playing', async (t) => {
  const home = await house(t, { FFMPEG: await frailFfmpeg(t) })
  const plays = await aClip(t, { size: '640x360' })
  const asset = await home.process(plays.content)
  assert.deepEqual([asset.state, names(asset)], ['ready', ['poster', 'source']])
  const mustEncode = await aClip(t, { ...small, name: 'a.avi', args: ['-c:v', 'mpeg4', '-c:a', 'mp3'] })
  assert.equal(reasonOf(await home.process(mustEncode.content)), 'media_processing_failed')
  const fits = await home.process((await aClip(t, small)).content)
  assert.equal(fits.state, 'ready', 'others are not held up')
})

test('a missing ffmpeg is nobody’s fault: the job fails and the file waits', async (t) => {
  const home = await house(t, { FFPROBE: 'no-such-ffprobe' })
  const upload = await anUpload(home.media, sari, (await aClip(t, small)).content)
  await assert.rejects(home.jobs.drain(), /can not be started/)
  const asset = await home.assetOf(upload)
  assert.deepEqual([asset.state, asset.faultCount], ['probing', 0])
})

test('who brings one clip waits for one of somebody else’s ten', async (t) => {
  const order: string[] = []
  const home = await house(t, {}, (jobs) => ({
    ...jobs,
    work: (job, handler) =>
      jobs.work(job, async (payload, context) => {
        if (job.name === readJob.name && 'assetId' in payload) order.push(String(payload.assetId))
        await handler(payload, context)
      }),
  }))
  for (let at = 0; at < 10; at++) await anUpload(home.media, sari, Buffer.alloc(100, at))
  const single = await anUpload(home.media, budi, Buffer.alloc(100, 10))
  await home.jobs.drain()
  assert.equal(order.length, 11)
  assert.ok(order.indexOf(single.assetId) <= 1, `its turn came after ${order.indexOf(single.assetId)}`)
})

test('a job that was lost is given again', async (t) => {
  const home = await house(t)
  const upload = await anUpload(home.media, sari, (await aClip(t, small)).content)
  await home.db.execute('delete from jobs.job')
  assert.equal(await home.jobs.drain(), 0)
  home.clock.advance(16 * 60_000)
  await home.jobs.tick()
  await home.jobs.drain()
  assert.equal((await home.assetOf(upload)).state, 'ready')
})

test('a job that comes while another holds the asset is not lost', async (t) => {
  const home = await house(t)
  const upload = await anUpload(home.media, sari, (await aClip(t, small)).content)
  const held = Promise.withResolvers<void>()
  t.after(() => held.resolve())
  const holding = home.db.exclusively(`media.asset/${upload.assetId}`, () => held.promise)
  const working = home.jobs.drain()
  await until('it was put off', async () => {
    const found = await home.db.execute("select count(*)::int as n from jobs.job where name = 'media.read'")
    return Number(found.rows[0]?.n) > 1
  })
  assert.equal((await home.assetOf(upload)).attempt, 0)
  held.resolve()
  await Promise.all([holding, working])
  assert.equal((await home.assetOf(upload)).state, 'ready')
})

test('what a dead attempt stored is removed by the next', async (t) => {
  const home = await house(t)
  const upload = await anUpload(home.media, sari, (await aClip(t, small)).content)
  await home.db.execute(`update media.asset set attempt = 1 where id = '${upload.assetId}'`)
  await home.storage.write(`media/${upload.assetId}/1-source.mp4`, Buffer.from('half'))
  await home.jobs.drain()
  const keys = await home.storage.list(`media/${upload.assetId}`)
  const asset = await home.assetOf(upload)
  assert.deepEqual(keys, asset.renditions.map((one) => one.storageKey).sort())
})
