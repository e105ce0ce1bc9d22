/** What is made beside a clip: loudness, sprite, covers, waveform, playlists, AV1. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import { promisify } from 'node:util'
import sharp from 'sharp'
import type { Asset } from '../asset.ts'
import { readLoudness } from '../probe/sound-args.ts'
import { aClip, anUpload } from '../testing.ts'
import { house, type House, sari } from './house.ts'

const run = promisify(execFile)
const encode = [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-pix_fmt',
  'yuv420p',
  '-c:a',
  'aac',
  '-b:a',
  '192k',
]

async function loudnessOf(home: House, asset: Asset, name: string) {
  const one = asset.renditions.find((found) => found.name === name) ?? assert.fail(`there is no ${name}`)
  return home.storage.withLocalFile(one.storageKey, async (path) => {
    const { stderr } = await run('ffmpeg', [
      ...['-v', 'info', '-nostats', '-hide_banner', '-i', path, '-vn'],
      ...['-af', 'aformat=channel_layouts=stereo,ebur128=peak=true:framelog=verbose', '-f', 'null', '-'],
    ])
    return readLoudness(stderr) ?? assert.fail('it was measured')
  })
}

test('rungs are as loud as everything else, the file as it came is not touched', async (t) => {
  const home = await house(t)
  const kinds: [string, string][] = [
    ['loud', 'sine=f=330:d=6,volume=14dB,aformat=channel_layouts=stereo'],
    ['quiet', 'sine=f=220:d=6,volume=-12dB'],
    [
      'peaky',
      "aevalsrc='0.12*sin(660*t)+0.4*(random(0)-0.5)*gt(sin(2*PI*1.3*t)\\,0.9)':s=48000:d=6,lowpass=f=3000,volume=6dB",
    ],
  ]
  for (const [what, sound] of kinds) {
    const { content } = await aClip(t, {
      size: '720x480',
      sound: false,
      seconds: 6,
      args: ['-f', 'lavfi', '-i', sound, ...encode],
    })
    const asset = await home.process(content)
    const came = asset.loudness ?? assert.fail('it was measured')
    const rung = await loudnessOf(home, asset, '360')
    assert.ok(Math.abs(rung.lufs + 14) <= 1, `${what}: ${rung.lufs} LUFS, it came with ${came.lufs}`)
    assert.ok(rung.peakDb <= -1, `${what}: ${rung.peakDb} dBTP`)
    const source = await loudnessOf(home, asset, 'source')
    assert.ok(Math.abs(source.lufs - came.lufs) < 0.2, `${what} is untouched`)
    const [offered] = home.media
      .urls(asset, { signed: false })
      .renditions.filter((one) => one.name === 'source')
    const gain = offered?.gainDb ?? 0
    if (came.lufs > -14) assert.ok(Math.abs(came.lufs + gain + 14) < 0.2, `${what}: ${gain} dB`)
    else assert.ok(gain > 0 && came.peakDb + gain <= -0.9, `${what}: ${gain} dB`)
  }
})

test('sprite, covers and waveform show the clip', async (t) => {
  const home = await house(t)
  const asset = await home.process((await aClip(t, { size: '360x640', seconds: 9 })).content)
  const looks = home.media.looks(asset, { signed: false })
  const { sprite, covers, waveformUrl } = looks
  assert.ok(sprite && waveformUrl)
  assert.deepEqual([sprite.columns, sprite.rows, sprite.count, sprite.everyMs], [9, 1, 9, 1000])
  const stored = (file: string) => asset.renditions.find((one) => one.file === file) ?? assert.fail(file)
  const picture = await home.storage.withLocalFile(stored('sprite.webp').storageKey, (path) => readFile(path))
  const { width, height } = await sharp(picture).metadata()
  assert.deepEqual([width, height], [9 * sprite.width, sprite.height])
  assert.equal(covers.length, 6)
  assert.ok(covers.every(({ atMs }, at) => at === 0 || atMs > (covers[at - 1]?.atMs ?? 0)))
  const json: unknown = JSON.parse(
    (
      await home.storage.withLocalFile(stored('waveform.json').storageKey, (path) => readFile(path))
    ).toString(),
  )
  assert.ok(json && typeof json === 'object' && 'peaks' in json && typeof json.peaks === 'string')
  const peaks = Buffer.from(json.peaks, 'base64')
  assert.ok(Math.abs(peaks.length - 450) < 10 && Math.max(...peaks) > 5 && Math.max(...peaks) <= 127)
})

test('a creator picks the cover, before or after the clip plays', async (t) => {
  const home = await house(t)
  const content = (await aClip(t, { size: '320x180', seconds: 4, rate: 10 })).content
  const asset = await home.process(content)
  const first = home.media.urls(asset, { signed: false }).posterUrl
  for (const atMs of [2500, 2500, 90_000])
    await home.db.transaction((tx) => home.media.setCover(tx, asset.id, atMs))
  await home.jobs.drain()
  const after = await home.assetOf({ assetId: asset.id })
  const chosen = home.media.urls(after, { signed: false }).posterUrl
  assert.notEqual(chosen, first)
  assert.match(chosen ?? '', /poster-90000\.webp$/)
  assert.notEqual(after.blurhash, asset.blurhash)
})

test('what has to be encoded leaves the picture of its poster on the way', async (t) => {
  const home = await house(t)
  const [white, black] = ["c=white:t=fill:enable='lt(t,2)'", "c=black:t=fill:enable='gte(t,2)'"]
  const args = ['-vf', `drawbox=${white},drawbox=${black}`, '-c:v', 'mpeg4']
  const whole = { size: '320x180', seconds: 4, rate: 1, sound: false }
  const { content } = await aClip(t, { ...whole, args, name: 'halves.avi' })
  const brightness = async (chosen?: number): Promise<number> => {
    const upload = await anUpload(home.media, sari, content)
    if (chosen !== undefined)
      await home.db.transaction((tx) => home.media.setCover(tx, upload.assetId, chosen))
    await home.jobs.drain()
    const asset = await home.assetOf(upload)
    assert.ok(asset.blurhash)
    const [poster] = asset.renditions.filter((one) => one.kind === 'poster')
    const bytes = await home.storage.withLocalFile(poster?.storageKey ?? '', (path) => readFile(path))
    const { channels } = await sharp(bytes).stats()
    return channels[0]?.mean ?? -1
  }
  assert.ok((await brightness()) > 230)
  assert.ok((await brightness(3000)) < 30)
  // No picture is at the moment that was chosen: it is looked for once more.
  assert.ok((await brightness(90_000)) >= 0)
})

test('a clip over a minute gets playlists whose files play, with measured rates', async (t) => {
  const home = await house(t)
  const { content } = await aClip(t, { size: '640x360', seconds: 62, rate: 10 })
  const asset = await home.process(content)
  const files = asset.renditions.filter((one) => one.kind === 'hls').map((one) => one.file)
  assert.deepEqual(files.sort(), ['360.cmaf.mp4', '360.m3u8', 'master.m3u8'])
  const read = async (file: string) => {
    const one = asset.renditions.find((found) => found.file === file) ?? assert.fail(file)
    return home.storage.withLocalFile(one.storageKey, (path) => readFile(path))
  }
  const master = (await read('master.m3u8')).toString()
  assert.match(
    master,
    /BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="avc1\.64[0-9a-f]{4},mp4a\.40\.2",RESOLUTION=640x360\n360\.m3u8/,
  )
  const list = (await read('360.m3u8')).toString()
  assert.match(list, /#EXT-X-MAP:URI="360\.cmaf\.mp4",BYTERANGE="\d+@0"/)
  const seconds = [...list.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, one) => sum + Number(one[1]), 0)
  assert.ok(Math.abs(seconds - 62) < 0.5 && list.includes('#EXT-X-ENDLIST'), `${seconds} s`)
  assert.ok(home.media.looks(asset, { signed: true }).hlsUrl?.includes('master.m3u8?'))
})

test('AV1 rungs come when they are wanted, once', async (t) => {
  const home = await house(t)
  const asset = await home.process((await aClip(t, { size: '640x360', seconds: 2 })).content)
  await home.media.wantBetter([asset.id, asset.id])
  assert.equal(await home.jobs.drain(), 1)
  await home.media.wantBetter([asset.id])
  assert.equal(await home.jobs.drain(), 0)
  const after = await home.assetOf({ assetId: asset.id })
  const { renditions } = home.media.urls(after, { signed: false })
  assert.deepEqual(
    renditions.filter((one) => one.codec === 'av1').map((one) => one.name),
    ['360-av1'],
  )
  const one = after.renditions.find((found) => found.name === '360-av1') ?? assert.fail()
  await home.storage.withLocalFile(one.storageKey, async (path) => {
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'stream=codec_name,nb_frames',
      '-of',
      'csv',
      path,
    ])
    assert.match(stdout, /av1,50/)
  })
})
