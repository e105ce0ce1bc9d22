/** Adds stretches of sound to one another. Pure: numbers in, numbers out. */

export const RATE = 48_000
/** Sound as read from a part: `at` is the second in the part that its first value is of. */
export interface Pcm {
  readonly left: Float32Array<ArrayBuffer>
  readonly right: Float32Array<ArrayBuffer>
  readonly rate: number
  readonly at: number
}
export interface Stereo {
  readonly left: Float32Array<ArrayBuffer>
  readonly right: Float32Array<ArrayBuffer>
}

export const silence = (samples: number): Stereo => ({
  left: new Float32Array(samples),
  right: new Float32Array(samples),
})

const FADE_SECONDS = 0.004

/** `startSecond` etc. are in the same clock as `outSecond`, the time of the first value of `out`. `partSecond` is what of
 *  the sound is heard at `startSecond`. */
export interface Adding {
  readonly outSecond: number
  readonly startSecond: number
  readonly endSecond: number
  readonly partSecond: number
  readonly gain: number
  readonly fadeIn: boolean
  readonly fadeOut: boolean
}

/** Values between two are found by a cubic through four (Catmull-Rom). */
export function add(out: Stereo, pcm: Pcm, how: Adding): void {
  const first = Math.max(0, Math.ceil((how.startSecond - how.outSecond) * RATE - 1e-6))
  const last = Math.min(out.left.length, Math.ceil((how.endSecond - how.outSecond) * RATE - 1e-6))
  const step = pcm.rate / RATE
  const begin = (how.partSecond - pcm.at + how.outSecond - how.startSecond) * pcm.rate
  const isPlain = step === 1 && Math.abs(begin - Math.round(begin)) < 1e-6
  for (let i = first; i < last; i++) {
    const at = begin + i * step
    const gain = how.gain * fadeAt(how, how.outSecond + i / RATE)
    if (isPlain) {
      const k = Math.round(at)
      out.left[i] = (out.left[i] ?? 0) + gain * (pcm.left[k] ?? 0)
      out.right[i] = (out.right[i] ?? 0) + gain * (pcm.right[k] ?? 0)
    } else {
      out.left[i] = (out.left[i] ?? 0) + gain * between(pcm.left, at)
      out.right[i] = (out.right[i] ?? 0) + gain * between(pcm.right, at)
    }
  }
}

function fadeAt(how: Adding, second: number): number {
  let fade = 1
  if (how.fadeIn) fade = Math.min(fade, (second - how.startSecond) / FADE_SECONDS)
  if (how.fadeOut) fade = Math.min(fade, (how.endSecond - second) / FADE_SECONDS)
  return Math.max(0, fade)
}

function between(values: Float32Array, at: number): number {
  const i = Math.floor(at)
  const t = at - i
  const a = values[i - 1] ?? 0
  const b = values[i] ?? 0
  const c = values[i + 1] ?? 0
  const d = values[i + 2] ?? 0
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
}

/** Loud places are rounded off instead of cut: straight up to 0.9, then never above 1. */
export function soften(out: Stereo): void {
  for (const channel of [out.left, out.right])
    for (let i = 0; i < channel.length; i++) {
      const value = channel[i] ?? 0
      const loud = Math.abs(value)
      if (loud > 0.9) channel[i] = Math.sign(value) * (0.9 + 0.1 * Math.tanh((loud - 0.9) / 0.1))
    }
}

/** The loudest value of every hundredth of a second, 0 to 1. */
export const PEAKS_PER_SECOND = 100
export function peaksInto(peaks: Float32Array, pcm: Pcm): void {
  const per = pcm.rate / PEAKS_PER_SECOND
  for (let i = 0; i < pcm.left.length; i++) {
    const slot = Math.floor(pcm.at * PEAKS_PER_SECOND + i / per)
    const loud = Math.max(Math.abs(pcm.left[i] ?? 0), Math.abs(pcm.right[i] ?? 0))
    if (slot >= 0 && slot < peaks.length && loud > (peaks[slot] ?? 0)) peaks[slot] = Math.min(1, loud)
  }
}
