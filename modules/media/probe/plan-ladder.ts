/** Which files will be made from a clip. Pure: a portrait stays portrait, nothing grows. */
import type { RungName } from '../asset.ts'
import type { VideoTrack } from './read-probe.ts'

export interface Rung {
  readonly name: RungName
  readonly width: number
  readonly height: number
  /** x264 constant rate factor, capped by `videoKbit`. */
  readonly crf: number
  readonly videoKbit: number
  readonly audioKbit: number
  /** SVT-AV1's constant rate factor that looks like it. */
  readonly av1Crf: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** A rung is named by its short edge. Rates measured on phone clips at x264 veryfast: research/stack.md §2. */
const steps = [
  { name: '360', short: 360, crf: 25, videoKbit: 700, audioKbit: 64, av1Crf: 40 },
  { name: '540', short: 540, crf: 24, videoKbit: 1200, audioKbit: 96, av1Crf: 39 },
  { name: '720', short: 720, crf: 23, videoKbit: 2500, audioKbit: 128, av1Crf: 38 },
] as const satisfies readonly {
  name: RungName
  short: number
  crf: number
  videoKbit: number
  audioKbit: number
  av1Crf: number
}[]

/** Wider than this, a phone's decoder gives up, however low the picture is. */
const longEdgeMax = 2560

/** The size a viewer sees: turned as the file says, with square pixels. */
export function displaySize(track: Pick<VideoTrack, 'width' | 'height' | 'rotation' | 'pixelAspect'>): Size {
  const width = Math.max(1, Math.round(track.width * track.pixelAspect))
  return track.rotation % 180 === 0 ? { width, height: track.height } : { width: track.height, height: width }
}

/** @param size as displayed
 *  @param copied whether the source itself is published, so that its own size needs no rung
 *  @returns lowest first; empty when the source is smaller than the lowest rung and is published as it is */
export function planLadder(size: Size, copied: boolean): Rung[] {
  const shortEdge = Math.min(size.width, size.height)
  const rungs: Rung[] = []
  for (const step of steps) {
    const { short, ...rung } = step
    if (short <= shortEdge) {
      rungs.push({ ...rung, ...fitInside(size, short) })
      continue
    }
    // A 480-line source that can not be published as it is would otherwise lose everything above 360.
    const below = rungs.at(-1)
    const covered = below !== undefined && shortEdge < 1.1 * Math.min(below.width, below.height)
    if (!copied && !covered) rungs.push({ ...rung, ...fitInside(size, shortEdge) })
    break
  }
  return rungs
}

/** Keeps the shape, makes both sides even (4:2:0 needs that), never enlarges.
 *  @param short the wanted short edge in pixels */
export function fitInside(size: Size, short: number): Size {
  const shortEdge = Math.min(size.width, size.height)
  const longEdge = Math.max(size.width, size.height)
  const factor = Math.min(1, short / shortEdge, longEdgeMax / longEdge)
  return { width: even(size.width * factor), height: even(size.height * factor) }
}

/** Down, except where down would be nothing: 853.3 becomes 852 or 854, whichever is nearer, within the source. */
function even(length: number): number {
  return Math.max(2, 2 * Math.round(length / 2 - 1e-9))
}

/** The filter that scales to that size. @param fullRange whether the source's black is 0 */
export function scaleTo(size: Size, fullRange = false): string {
  return `scale=${size.width}:${size.height}:flags=bicubic${fullRange ? ':out_range=tv' : ''}`
}

/** CPU seconds that one ffmpeg will need, from figures of research/stack.md §2: about 17 ns an encoded and
 *  4 ns a decoded pixel. Used for time limits (with a wide margin) and to choose between one pass and two. */
export function estimateCpuSeconds(
  source: Size,
  rungs: readonly Size[],
  durationMs: number,
  frameRate: number,
): number {
  const frames = (durationMs / 1000) * Math.min(60, frameRate || 30)
  const encoded = rungs.reduce((sum, rung) => sum + rung.width * rung.height, 0)
  return (frames * (17 * encoded + 4 * source.width * source.height)) / 1e9
}
