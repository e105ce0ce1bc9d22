/** Sound: how loud it is, and how it becomes as loud as everything else. */
import type { Loudness } from '../asset.ts'
import { input, type InputLimits, nameless, patience, picked, progress, quiet, type Track } from './fence.ts'

/** What every rung is brought to: EBU R128 integrated loudness, as the large platforms play. */
const targetLufs = -14
/** Above this the sound is limited; AAC at 64 kbit/s adds up to a decibel of its own to what it is given. */
const ceilingDb = -2.2
/** Quieter than this is a room, not a sound: lifting it would only lift its noise. */
const silenceLufs = -55
const liftMaxDb = 24

/** Points of the waveform a second. */
export const waveformRate = 50
export const listenRate = 8000

export const aacArgs = (kbit: number): string[] => [
  ...['-c:a', 'aac', '-b:a', `${kbit}k`, '-ac', '2', '-ar', '48000'],
]

const stereo = 'aformat=sample_rates=48000:channel_layouts=stereo'

/** One decode of the sound: its loudness is told on standard error, and what its waveform is drawn from comes out on
 *  standard output (mono, 8 kHz, 16 bit, little endian). */
export function listenArgs(path: string, track: Track, limits: InputLimits): string[] {
  return [
    ...['-v', 'info', '-nostats', '-nostdin', '-hide_banner', ...patience(limits)],
    ...[...input(path, limits), '-filter_complex'],
    [
      `[${picked(track, 'a')}]${stereo},asplit[loud][shape]`,
      '[loud]ebur128=peak=true:framelog=verbose,anullsink',
      `[shape]aformat=channel_layouts=mono:sample_rates=${listenRate}:sample_fmts=s16[wave]`,
    ].join(';'),
    ...['-map', '[wave]', '-f', 's16le', 'pipe:1'],
  ]
}

/** @param stderr of {@link listenArgs} @returns undefined when there is no measurement in it */
export function readLoudness(stderr: string): Loudness | undefined {
  // What the file says about itself is printed too, and earlier.
  const summary = stderr.slice(stderr.lastIndexOf('Integrated loudness:'))
  const lufs = /I:\s+(-?\d+(?:\.\d+)?) LUFS/.exec(summary)?.[1]
  const peak = /True peak:\s+Peak:\s+(-?\d+(?:\.\d+)?|-inf) dBFS/.exec(summary)?.[1]
  if (lufs === undefined || peak === undefined) return undefined
  return { lufs: Math.max(-70, Number(lufs)), peakDb: peak === '-inf' ? -99 : Number(peak) }
}

/** How many decibels bring it to {@link targetLufs}; 0 for what is silent. */
export function gainDb(loudness: Loudness): number {
  if (loudness.lufs < silenceLufs) return 0
  return Math.round(Math.min(liftMaxDb, targetLufs - loudness.lufs) * 10) / 10
}

/** The filter that levels a sound and keeps its true peak under -1 dBTP: limited at twice the rate, where most of
 *  what lies between samples can be seen (ITU-R BS.1770-4, annex 2); the ceiling leaves room for the rest.
 *  @returns undefined when it is as it should be */
export function levelled(loudness: Loudness): string | undefined {
  const gain = gainDb(loudness)
  const over = loudness.peakDb + gain - ceilingDb
  if (Math.abs(gain) < 0.5 && over <= 0) return undefined
  // Limiting takes loudness with the peaks: about a tenth of what they are too high, measured on speech and noise.
  const made = gain + Math.max(0, Math.min(1.5, over * 0.1))
  const steps = [stereo, `volume=${made.toFixed(2)}dB`]
  if (over > 0)
    steps.push(
      'aresample=96000',
      `alimiter=limit=${(10 ** (ceilingDb / 20)).toFixed(4)}:attack=5:release=50:level=false:latency=true`,
      'aresample=48000',
    )
  return steps.join(',')
}

/** A sound alone, levelled, as everything plays it. */
export function soundArgs(
  path: string,
  track: { index: number },
  loudness: Loudness | undefined,
  output: string,
  limits: InputLimits,
): string[] {
  const level = loudness ? levelled(loudness) : undefined
  return [
    ...[...quiet, ...progress, ...patience(limits), ...input(path, limits)],
    ...['-map', `0:${track.index}`, '-vn', ...(level ? ['-af', level] : []), ...aacArgs(160)],
    ...[...nameless, '-movflags', '+faststart', '-f', 'ipod', '-y', `file:${output}`],
  ]
}

/** The loudest point of each fiftieth of a second, 0 to 127. @param pcm of {@link listenArgs} */
export function drawWaveform(pcm: Buffer): Int8Array {
  const each = listenRate / waveformRate
  const samples = pcm.length >> 1
  const peaks = new Int8Array(Math.ceil(samples / each))
  for (let at = 0; at < samples; at++) {
    const point = Math.floor(at / each)
    const loud = Math.min(127, Math.abs(pcm.readInt16LE(at * 2)) >> 8)
    if (loud > (peaks[point] ?? 0)) peaks[point] = loud
  }
  return peaks
}
