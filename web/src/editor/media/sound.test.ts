import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { changed } from '../project/changes.ts'
import { shotOf } from '../project/project.ts'
import { begun, PARTS, someChanges } from '../project/testing.ts'
import { durationMs } from '../project/timeline.ts'
import { heardOf } from './heard.ts'
import { add, type Pcm, peaksInto, RATE, silence, soften } from './mix.ts'
import { stretched } from './stretch.ts'

const tone = (hertz: number, seconds: number, rate = RATE): Float32Array<ArrayBuffer> =>
  Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / rate),
  )
/** Rising through zero, a second. */
const pitch = (wave: Float32Array, rate = RATE): number => {
  let rises = 0
  for (let i = 1; i < wave.length; i++) if ((wave[i - 1] ?? 0) < 0 && (wave[i] ?? 0) >= 0) rises++
  return (rises * rate) / wave.length
}
const loudness = (wave: Float32Array): number =>
  Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / Math.max(1, wave.length))
const pcm = (wave: Float32Array<ArrayBuffer>, rate = RATE, at = 0): Pcm => ({
  left: wave,
  right: wave,
  rate,
  at,
})
const all = {
  outSecond: 0,
  startSecond: 0,
  endSecond: 10,
  partSecond: 0,
  gain: 1,
  fadeIn: false,
  fadeOut: false,
}

test('at another speed the sound is as much shorter or longer, as high and as loud', () => {
  for (const speed of [0.25, 0.5, 0.8, 1.5, 2, 4])
    for (const hertz of [150, 440, 1200]) {
      const wave = tone(hertz, 1.5)
      const [fast] = stretched([wave, wave], speed, RATE)
      assert(fast)
      assert.equal(fast.length, Math.round(wave.length / speed))
      // Two waves more or less at the edges.
      const off = Math.abs(pitch(fast) - hertz)
      assert(off < 0.02 * hertz + (2 * RATE) / fast.length, `${hertz} Hz at ${speed}× became ${pitch(fast)}`)
      assert(Math.abs(loudness(fast) / loudness(wave) - 1) < 0.12, `loudness at ${speed}×`)
      assert(fast.every((value) => Number.isFinite(value)))
    }
})

test('sound of another rate keeps its pitch, wherever the window begins', () => {
  const wave = pcm(tone(440, 2, 44_100), 44_100)
  const whole = silence(RATE)
  add(whole, wave, all)
  assert(Math.abs(pitch(whole.left) - 440) < 2)
  const half = silence(RATE / 2)
  add(half, wave, { ...all, outSecond: 0.5 })
  for (let i = 100; i < half.left.length - 100; i += 97)
    assert(Math.abs((half.left[i] ?? 0) - (whole.left[RATE / 2 + i] ?? 0)) < 1e-4)
})

test('a stretch is heard from its beginning to its end and nowhere else', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 900 }), (start, length) => {
      const out = silence(RATE)
      const ones = pcm(new Float32Array(RATE).fill(1))
      const [startSecond, endSecond] = [start / 1000, (start + length) / 1000]
      add(out, ones, { ...all, startSecond, endSecond })
      const heard = out.left.reduce((sum, value) => sum + value, 0)
      const most = Math.min(1, endSecond) - startSecond
      assert(Math.abs(heard - Math.max(0, most) * RATE) <= 1.5)
    }),
  )
})

test('what is too loud is rounded off, what is not stays as it was', () => {
  const out = silence(3)
  out.left.set([0.5, 3, -7])
  soften(out)
  assert.equal(out.left[0], 0.5)
  assert((out.left[1] ?? 0) <= 1 && (out.left[1] ?? 0) > 0.95)
  assert((out.left[2] ?? 0) >= -1)
})

test('the waveform has the loudest value of each hundredth', () => {
  const peaks = new Float32Array(100)
  const wave = new Float32Array(RATE)
  wave[Math.round(0.255 * RATE)] = -0.8
  peaksInto(peaks, pcm(wave))
  assert(Math.abs((peaks[25] ?? 0) - 0.8) < 1e-6)
  assert.equal(peaks[24], 0)
})

test('nothing is heard outside the clip, and muted things not at all', () => {
  fc.assert(
    fc.property(someChanges, (changes) => {
      const project = changes.reduce(changed, begun)
      for (const heard of heardOf(project)) {
        assert(heard.startMs >= 0 && heard.endMs <= durationMs(project) + 1)
        assert(heard.gain > 0 && heard.endMs > heard.startMs)
      }
      assert.deepEqual(heardOf({ ...project, shotsVolume: 0, tracks: [], frame: { kind: 'full' } }), [])
    }),
  )
})

test('a split is not heard: neither side of it fades', () => {
  const [beach] = PARTS
  assert(beach)
  const one = changed(begun, { do: 'shot-add', shot: shotOf(beach, 'a') })
  const two = changed(one, { do: 'shot-split', atMs: 4000, newId: 'b' })
  assert.deepEqual(
    heardOf(two).map(({ isCutIn, isCutOut }) => [isCutIn, isCutOut]),
    [
      [true, false],
      [false, true],
    ],
  )
})
