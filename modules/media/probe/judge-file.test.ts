import assert from 'node:assert/strict'
import test from 'node:test'
import { endsEarly, judgeFile, type Verdict } from './judge-file.ts'
import type { AudioTrack, Probe, VideoTrack } from './read-probe.ts'

const limits = { maxSeconds: 180 }
const sound: AudioTrack = {
  index: 1,
  isFirst: true,
  codec: 'aac',
  channels: 2,
  sampleRate: 48_000,
  isDefault: true,
}
const picture: VideoTrack = {
  index: 0,
  isFirst: true,
  codec: 'h264',
  profile: 'High',
  pixelFormat: 'yuv420p',
  width: 1280,
  height: 720,
  rotation: 0,
  pixelAspect: 1,
  frameRate: 30,
  frames: 450,
  durationMs: 15_000,
  transfer: 'bt709',
  range: 'tv',
  interlaced: false,
}
const file = (video: Partial<VideoTrack> = {}, rest: Partial<Probe> = {}): Probe => ({
  formats: ['mov', 'mp4', 'm4a', '3gp', '3g2', 'mj2'],
  durationMs: 15_000,
  streams: 2,
  video: { ...picture, ...video },
  audio: [sound],
  ...rest,
})

const codeOf = (verdict: Verdict): string => (verdict.kind === 'refused' ? verdict.spec.code : 'plan')
const copyOf = (probe: Probe): string => {
  const verdict = judgeFile(probe, limits)
  assert.equal(verdict.kind, 'plan')
  return verdict.kind === 'plan' ? verdict.plan.copy : ''
}

test('each kind of unusable file has its own reason', () => {
  const cases: [string, Probe | undefined][] = [
    ['media_unreadable', undefined],
    ['media_unreadable', file({}, { video: undefined, audio: [] })],
    ['media_unreadable', file({}, { streams: 500 })],
    ['media_no_video', file({}, { video: undefined })],
    ['media_codec', file({ codec: 'tiff' })],
    ['media_codec', file({}, { audio: [{ ...sound, codec: 'apac' }] })],
    ['media_too_small', file({ width: 10, height: 8 })],
    ['media_too_big', file({ width: 16_384, height: 1024 })],
    ['media_too_big', file({ width: 8000, height: 8000 })],
    ['media_too_big', file({ width: 4000, height: 4000, pixelAspect: 4 })],
    ['media_too_short', file({}, { streams: 0, video: undefined, audio: [] })],
    ['media_too_short', file({ frames: 1 })],
    ['media_too_short', file({ durationMs: 40 }, { durationMs: 40 })],
    ['media_too_long', file({}, { durationMs: 181_000 })],
    ['media_frame_rate', file({ frameRate: 1000 })],
    ['media_frame_rate', file({ frames: 900_000 })],
    ['media_broken', file({ width: 0, height: 0 })],
  ]
  for (const [code, probe] of cases) assert.equal(codeOf(judgeFile(probe, limits)), code)
})

test('exactly the limit, and a last audio frame beyond it, is not too long', () => {
  assert.equal(codeOf(judgeFile(file({}, { durationMs: 180_020 }), limits)), 'plan')
})

test('what browsers play is copied, with sound re-encoded where only that does not fit', () => {
  assert.equal(copyOf(file()), 'all')
  assert.equal(copyOf(file({}, { audio: [] })), 'all')
  assert.equal(copyOf(file({}, { formats: ['matroska', 'webm'] })), 'all')
  assert.equal(copyOf(file({}, { audio: [{ ...sound, codec: 'mp3' }] })), 'video')
  assert.equal(copyOf(file({}, { audio: [{ ...sound, channels: 6 }] })), 'video')
})

test('what browsers do not play everywhere is encoded', () => {
  const odd: Partial<VideoTrack>[] = [
    { codec: 'hevc', profile: 'Main' },
    { pixelFormat: 'yuv420p10le', profile: 'High 10' },
    { pixelFormat: 'yuv444p', profile: 'High 4:4:4 Predictive' },
    { width: 3840, height: 2160 },
    { frameRate: 120 },
    { interlaced: true },
    { transfer: 'arib-std-b67' },
  ]
  for (const one of odd) assert.equal(copyOf(file(one)), 'none')
  assert.equal(copyOf(file({}, { formats: ['avi'] })), 'none')
})

test('a second sound track of tomorrow does not matter, a lone one does', () => {
  const verdict = judgeFile(
    file(
      {},
      {
        audio: [
          { ...sound, index: 1, codec: 'apac' },
          { ...sound, index: 2 },
        ],
      },
    ),
    limits,
  )
  assert.equal(verdict.kind === 'plan' ? verdict.plan.audio?.index : undefined, 2)
})

test('a long clip that must be encoded gets its lowest rung first, a short one all at once', () => {
  const rungOf = (durationMs: number) => {
    const verdict = judgeFile(
      file({ codec: 'hevc', width: 1080, height: 1920, frames: 0 }, { durationMs }),
      limits,
    )
    return verdict.kind === 'plan' ? verdict.plan.firstRung : 'refused'
  }
  assert.equal(rungOf(60_000), '360')
  assert.equal(rungOf(2000), undefined)
})

test('a tenth and half a second may be missing, more means cut short', () => {
  assert.equal(endsEarly(15_000, 14_000, 30), false)
  assert.equal(endsEarly(15_000, 12_000, 30), true)
  assert.equal(endsEarly(300, 0, 30), true)
  assert.equal(endsEarly(0, 5000, 30), false)
  // A slow one: three pictures are held back.
  assert.equal(endsEarly(10_000, 7000, 1), false)
  assert.equal(endsEarly(10_000, 4000, 1), true)
  assert.equal(endsEarly(2000, 0, 1), false)
})
