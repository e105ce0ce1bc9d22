/** The sound of a project, window by window: the same for listening and for the finished clip. */
import { type AudioSample, AudioSampleSink } from 'mediabunny'
import type { Project } from '../project/project.ts'
import { type Heard, heardOf } from './heard.ts'
import { add, type Pcm, PEAKS_PER_SECOND, peaksInto, RATE, silence, soften, type Stereo } from './mix.ts'
import type { OpenPart } from './open-part.ts'
import type { PartShelf } from './shows.ts'
import { stretched } from './stretch.ts'

/** Codecs with overlapping blocks need what came before to give the first values right. */
const RUN_UP_SECONDS = 0.12
const MARGIN_SECONDS = 0.01
/** Sounds at another speed are worked out as a whole; so much of them is kept. */
const MOST_STRETCHED_BYTES = 160 * 1024 * 1024

export class SoundMixer {
  readonly #shelf: PartShelf
  readonly #stretched = new Map<string, Promise<Pcm | undefined>>()
  #stretchedBytes = 0

  constructor(shelf: PartShelf) {
    this.#shelf = shelf
  }

  async isSilent(project: Project): Promise<boolean> {
    for (const { part } of heardOf(project)) if (isHeard(await this.#shelf.get(part))) return false
    return true
  }

  /** Stereo at 48 kHz. */
  async window(project: Project, fromMs: number, toMs: number): Promise<Stereo> {
    const outSecond = fromMs / 1000
    const out = silence(Math.max(0, Math.round(((toMs - fromMs) / 1000) * RATE)))
    for (const heard of heardOf(project)) {
      if (heard.startMs >= toMs || heard.endMs <= fromMs) continue
      const part = await this.#shelf.get(heard.part)
      if (!part || !isHeard(part)) continue
      const base = {
        outSecond,
        startSecond: heard.startMs / 1000,
        endSecond: heard.endMs / 1000,
        gain: heard.gain,
        fadeIn: heard.isCutIn,
        fadeOut: heard.isCutOut,
      }
      if (heard.speed === 1) {
        const from = heard.fromMs / 1000 + Math.max(0, outSecond - base.startSecond)
        const until = heard.fromMs / 1000 + Math.min(toMs / 1000, base.endSecond) - base.startSecond
        const pcm = await readPcm(part, from, until)
        if (pcm) add(out, pcm, { ...base, partSecond: heard.fromMs / 1000 })
      } else {
        const pcm = await this.#stretch(part, heard)
        if (pcm) add(out, pcm, { ...base, partSecond: 0 })
      }
    }
    soften(out)
    return out
  }

  #stretch(part: OpenPart, heard: Heard): Promise<Pcm | undefined> {
    const key = `${heard.part} ${heard.fromMs} ${heard.endMs - heard.startMs} ${heard.speed}`
    const known = this.#stretched.get(key)
    if (known) return known
    const making = (async () => {
      const from = heard.fromMs / 1000
      const seconds = ((heard.endMs - heard.startMs) / 1000) * heard.speed
      const read = await readPcm(part, from, from + seconds)
      if (!read) return undefined
      const even = silence(Math.round(seconds * RATE))
      const all = { outSecond: 0, startSecond: 0, endSecond: seconds, gain: 1, fadeIn: false, fadeOut: false }
      add(even, read, { ...all, partSecond: from })
      const [left, right] = stretched([even.left, even.right], heard.speed, RATE)
      if (!left || !right) return undefined
      this.#stretchedBytes += left.byteLength * 2
      for (const [old] of this.#stretched) {
        if (this.#stretchedBytes <= MOST_STRETCHED_BYTES || old === key) break
        const gone = await this.#stretched.get(old)
        this.#stretched.delete(old)
        this.#stretchedBytes -= (gone?.left.byteLength ?? 0) * 2
      }
      return { left, right, rate: RATE, at: 0 }
    })()
    this.#stretched.set(key, making)
    making.catch(() => this.#stretched.delete(key))
    return making
  }
}

const isHeard = (part: OpenPart | undefined): boolean =>
  part?.audio !== undefined || part?.wholeSound !== undefined

/** Seconds of the part, a little more on both sides. Undefined when nothing is there. */
async function readPcm(part: OpenPart, from: number, until: number): Promise<Pcm | undefined> {
  if (until <= from) return undefined
  if (!part.audio) return part.wholeSound?.()
  const start = Math.max(0, part.firstSecond + from - RUN_UP_SECONDS)
  const end = part.firstSecond + until + MARGIN_SECONDS
  const pieces: { at: number; left: Float32Array; right: Float32Array }[] = []
  let rate = 0
  for await (const sample of new AudioSampleSink(part.audio).samples(start, end)) {
    rate = rate || sample.sampleRate
    // A stream that changes its rate in the middle is not joined with itself.
    if (sample.sampleRate === rate)
      pieces.push({ at: sample.timestamp - part.firstSecond, ...channelsOf(sample) })
    sample.close()
  }
  const first = pieces[0]
  const last = pieces.at(-1)
  if (!first || !last) return undefined
  const length = Math.round((last.at - first.at) * rate) + last.left.length
  const pcm = { left: new Float32Array(length), right: new Float32Array(length), rate, at: first.at }
  for (const { at, left, right } of pieces) {
    const offset = Math.round((at - first.at) * rate)
    if (offset < 0) continue
    const room = Math.min(left.length, length - offset)
    pcm.left.set(left.subarray(0, room), offset)
    pcm.right.set(right.subarray(0, room), offset)
  }
  return pcm
}

/** One channel is heard on both sides; of more than two, front left and right with half of the middle. */
function channelsOf(sample: AudioSample): { left: Float32Array; right: Float32Array } {
  const read = (planeIndex: number): Float32Array => {
    const plane = new Float32Array(sample.numberOfFrames)
    sample.copyTo(plane, { planeIndex, format: 'f32-planar' })
    return plane
  }
  const left = read(0)
  if (sample.numberOfChannels === 1) return { left, right: left }
  const right = read(1)
  if (sample.numberOfChannels >= 5) {
    const middle = read(2)
    for (let i = 0; i < left.length; i++) {
      const half = (middle[i] ?? 0) * 0.7
      left[i] = ((left[i] ?? 0) + half) * 0.6
      right[i] = ((right[i] ?? 0) + half) * 0.6
    }
  }
  return { left, right }
}

export async function waveformOf(part: OpenPart): Promise<Float32Array> {
  if (!isHeard(part)) return new Float32Array(0)
  const peaks = new Float32Array(Math.ceil((part.durationMs / 1000) * PEAKS_PER_SECOND))
  if (!part.audio) {
    const whole = await part.wholeSound?.()
    if (whole) peaksInto(peaks, whole)
    return peaks
  }
  for await (const sample of new AudioSampleSink(part.audio).samples()) {
    const channels = channelsOf(sample)
    const at = sample.timestamp - part.firstSecond
    const pcm = {
      left: Float32Array.from(channels.left),
      right: Float32Array.from(channels.right),
      rate: sample.sampleRate,
      at,
    }
    peaksInto(peaks, pcm)
    sample.close()
  }
  return peaks
}
