/** What phones, cameras, screens and browsers really send. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import type { Asset } from '../asset.ts'
import { aClip, anUpload } from '../testing.ts'
import { house, type House, names, sari } from './house.ts'

const run = promisify(execFile)
const small = { size: '320x180' }
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']

async function make(t: TestContext, name: string, args: readonly string[]): Promise<Buffer> {
  const path = join(temporaryFolder(t), name)
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, path])
  return readFile(path)
}

/** @returns what ffmpeg prints of that rendition */
async function look(home: House, asset: Asset, name: string, args: readonly string[]): Promise<string> {
  const one = asset.renditions.find((found) => found.name === name) ?? assert.fail(`there is no ${name}`)
  return home.storage.withLocalFile(one.storageKey, async (path) => {
    const { stdout, stderr } = await run('ffmpeg', [
      '-v',
      'info',
      '-hide_banner',
      '-i',
      path,
      ...args,
      '-f',
      'null',
      '-',
    ])
    return stdout + stderr
  })
}

test('what a browser recorded keeps its picture and gets a sound that every browser plays', async (t) => {
  const home = await house(t)
  // Chromium's MediaRecorder: H.264 and Opus in fragments, without a length.
  const { content } = await aClip(t, {
    ...small,
    args: [...x264, '-c:a', 'libopus', '-movflags', 'frag_keyframe+empty_moov+default_base_moof'],
  })
  const asset = await home.process(content)
  assert.deepEqual(names(asset), ['poster', 'source'])
  const seen = await look(home, asset, 'source', [])
  assert.match(seen, /Video: h264/)
  assert.match(seen, /Audio: aac/)
})

test('of several sounds the one marked as default is heard', async (t) => {
  const home = await house(t)
  const content = await make(t, 'two.mkv', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=2', '-f', 'lavfi', '-i', 'sine=f=200:d=2'],
    ...['-f', 'lavfi', '-i', 'sine=f=3000:d=2', '-map', '0', '-map', '1', '-map', '2', '-c:v', 'mpeg4'],
    ...['-c:a', 'aac', '-disposition:a:0', '0', '-disposition:a:1', 'default'],
  ])
  const asset = await home.process(content)
  const loud = await look(home, asset, '360', ['-vn', '-af', 'lowpass=f=800,volumedetect'])
  assert.ok(Number(/max_volume: (-?[\d.]+)/.exec(loud)?.[1]) < -18, 'the low tone is not in it')
})

test('a variable frame rate keeps its times', async (t) => {
  const home = await house(t)
  // One picture in three for the first second, then all of them.
  const content = await make(t, 'vfr.mkv', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30:d=3', '-f', 'lavfi', '-i', 'sine=d=3'],
    ...['-vf', "select='gt(t,1)+not(mod(n,3))'", '-fps_mode', 'vfr', '-c:v', 'mpeg4', '-c:a', 'aac'],
  ])
  const asset = await home.process(content)
  assert.ok(Math.abs((asset.durationMs ?? 0) - 3000) < 150)
  const seen = await look(home, asset, '360', [])
  assert.equal(Number([...seen.matchAll(/frame= *(\d+)/g)].at(-1)?.[1]), 70)
  assert.match(seen, /Duration: 00:00:0(2\.9|3\.0)/)
})

test('odd sizes, 10 bits, HDR and old containers become what every phone plays', async (t) => {
  const home = await house(t)
  const hdr = ['-color_primaries', 'bt2020', '-colorspace', 'bt2020nc', '-pix_fmt', 'yuv420p10le']
  const kinds: [string, string, string[]][] = [
    [
      'odd.mkv',
      '321x241',
      ['-c:v', 'libvpx-vp9', '-pix_fmt', 'yuv444p', '-deadline', 'realtime', '-c:a', 'libopus'],
    ],
    [
      'pq.mov',
      '320x180',
      [
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-x265-params',
        'log-level=none',
        '-color_trc',
        'smpte2084',
        ...hdr,
        '-tag:v',
        'hvc1',
        '-c:a',
        'pcm_s16le',
      ],
    ],
    ['theora.ogv', '320x180', ['-c:v', 'libtheora', '-c:a', 'libvorbis']],
    ['prores.mov', '320x180', ['-c:v', 'prores_ks', '-c:a', 'pcm_s24le']],
    ['mjpeg.avi', '320x180', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-c:a', 'pcm_u8']],
    [
      'surround.mkv',
      '320x180',
      ['-c:v', 'mpeg4', '-af', 'pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0', '-c:a', 'ac3'],
    ],
  ]
  for (const [name, size, args] of kinds) {
    const { content } = await aClip(t, { size, name, args })
    const asset = await home.process(content, name)
    assert.equal(asset.state, 'ready', `${name}: ${asset.reason?.code}`)
    assert.deepEqual(asset.notices, [], name)
    const seen = await look(home, asset, '360', [])
    assert.match(seen, /Video: h264 \(High\)[^\n]*yuv420p/, name)
    assert.match(seen, /Audio: aac[^\n]*48000 Hz, stereo/, name)
    assert.doesNotMatch(seen, /smpte2084|bt2020/, `${name} is not HDR any more`)
  }
})

test('an HDR white is a white, not a grey', async (t) => {
  const home = await house(t)
  const content = await make(t, 'white.mov', [
    ...[
      '-f',
      'lavfi',
      '-i',
      'color=white:s=320x180:r=10:d=1',
      '-vf',
      'zscale=tin=bt709:min=709:pin=709:t=arib-std-b67:m=2020_ncl:p=2020,format=yuv420p10le',
    ],
    ...[
      '-c:v',
      'libx265',
      '-x265-params',
      'log-level=none',
      '-color_trc',
      'arib-std-b67',
      '-color_primaries',
      'bt2020',
      '-colorspace',
      'bt2020nc',
    ],
  ])
  const asset = await home.process(content)
  const seen = await look(home, asset, '360', [
    '-vf',
    'signalstats,metadata=print:key=lavfi.signalstats.YAVG',
  ])
  assert.ok(Number(/YAVG=([\d.]+)/.exec(seen)?.[1]) > 150, seen.slice(-300))
})

test('a sound of its own is levelled, drawn, and refused when there is none', async (t) => {
  const home = await house(t)
  const sound = async (content: Buffer, name: string) => {
    const upload = await anUpload(home.media, sari, content, name, 'sound')
    await home.jobs.drain()
    return home.assetOf(upload)
  }
  for (const [name, args] of [
    ['song.mp3', ['-c:a', 'libmp3lame']],
    ['song.wav', ['-c:a', 'pcm_s16le']],
    ['song.ogg', ['-c:a', 'libopus']],
    ['song.flac', ['-c:a', 'flac']],
  ] as const) {
    const content = await make(t, name, ['-f', 'lavfi', '-i', 'sine=f=500:d=4,volume=-6dB', ...args])
    const asset = await sound(content, name)
    assert.equal(asset.state, 'ready', `${name}: ${asset.reason?.code}`)
    assert.deepEqual(asset.renditions.map((one) => one.kind).sort(), ['sound', 'waveform'])
    assert.ok(Math.abs((asset.durationMs ?? 0) - 4000) < 150, name)
    const looks = home.media.looks(asset, { signed: false })
    assert.match(looks.soundUrl ?? '', /sound\.m4a$/)
    const level = await look(home, asset, 'sound', ['-af', 'ebur128=framelog=verbose'])
    const lufs = Number(/I:\s+(-?[\d.]+) LUFS/.exec(level)?.[1])
    assert.ok(Math.abs(lufs + 14) <= 1, `${name}: ${lufs} LUFS`)
  }
  const silent = await sound((await aClip(t, { ...small, sound: false })).content, 'silent.mp4')
  assert.deepEqual([silent.state, silent.reason?.code], ['refused', 'media_no_sound'])
})
