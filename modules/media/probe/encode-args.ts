/** Builds the command line that makes rungs; runs nothing. */
import type { Loudness } from '../asset.ts'
import { fast, input, type InputLimits, nameless, patience, progress, quiet } from './fence.ts'
import { isFullRange, isHdr, type Plan } from './judge-file.ts'
import { type Rung, scaleTo, type Size } from './plan-ladder.ts'
import { aacArgs, levelled } from './sound-args.ts'

export type Codec = 'h264' | 'av1'

export interface RungFile {
  readonly rung: Rung
  readonly path: string
}

/** A picture taken on the way. */
export interface Still {
  /** How far into the clip; the first picture from there on. */
  readonly atMs: number
  readonly size: Size
  /** For its pixels, raw RGB; nothing is in it where the clip has no picture there. */
  readonly path: string
}

/** All rungs from one decode. The tallest is scaled from the source and the others from it, which costs less
 *  than scaling each from a large source. The sound is levelled once for all of them.
 *  @param loudness of the sound as it came; it is left as it is when that is not known */
export function ladderArgs(
  path: string,
  plan: Plan,
  outputs: readonly RungFile[],
  limits: InputLimits,
  {
    codec = 'h264',
    loudness,
    still,
  }: { codec?: Codec; loudness?: Loudness | undefined; still?: Still | undefined } = {},
): string[] {
  const tallest = outputs.reduce((a, b) => (pixels(b.rung) > pixels(a.rung) ? b : a)).rung
  const decoded = `[0:${plan.video.index}]`
  const split = outputs.map((_, at) => `[s${at}]`).join('')
  const branches = outputs.map(({ rung }, at) => {
    const scale = rung === tallest ? 'null' : scaleTo(rung)
    return `[s${at}]${scale},setsar=1[v${at}]`
  })
  const graph = [
    `${still ? '[whole]' : decoded}${base(plan, tallest)},split=${outputs.length}${split}`,
    ...branches,
  ]
  if (still) graph.unshift(`${decoded}split=2[whole][passing]`, stillFilter(plan, still))
  const level = plan.audio && loudness ? levelled(loudness) : undefined
  if (plan.audio && level) {
    const sounds = outputs.map((_, at) => `[a${at}]`).join('')
    graph.push(`[0:${plan.audio.index}]${level},asplit=${outputs.length}${sounds}`)
  }
  const soundOf = (at: number): string[] => {
    if (!plan.audio) return []
    return ['-map', level ? `[a${at}]` : `0:${plan.audio.index}`]
  }
  const files = outputs.flatMap(({ rung, path: output }, at) => [
    ...['-map', `[v${at}]`, ...soundOf(at), ...(plan.audio ? aacArgs(rung.audioKbit) : [])],
    ...pictureArgs(codec, rung, plan, limits),
    ...['-fps_mode', 'vfr', ...nameless, ...fast, '-y', `file:${output}`],
  ])
  const before = [...quiet, ...progress, ...patience(limits), ...input(path, limits)]
  const stillFile = still
    ? [
        '-map',
        '[still]',
        '-frames:v',
        '1',
        '-flush_packets',
        '1',
        '-f',
        'rawvideo',
        '-y',
        `file:${still.path}`,
      ]
    : []
  return [...before, '-filter_complex', graph.join(';'), ...files, ...stillFile]
}

const stillFilter = (plan: Plan, { atMs, size }: Still): string =>
  `[passing]select=gte(t\\,${(atMs / 1000).toFixed(3)}),trim=end_frame=1,` +
  `${base(plan, size)},setsar=1,format=rgb24[still]`

function pictureArgs(codec: Codec, rung: Rung, plan: Plan, limits: InputLimits): string[] {
  const frameRate = Math.min(60, plan.video.frameRate || 30)
  // Two seconds: short enough to seek and to change rungs, long enough to compress.
  const group = String(Math.max(1, Math.round(frameRate * 2)))
  if (codec === 'av1')
    return [
      ...['-c:v', 'libsvtav1', '-preset', '10', '-crf', String(rung.av1Crf), '-pix_fmt', 'yuv420p'],
      ...['-g', group, '-svtav1-params', `lp=${limits.threads}`],
    ]
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
    ...['-crf', String(rung.crf), '-maxrate', `${rung.videoKbit}k`, '-bufsize', `${rung.videoKbit * 2}k`],
    ...['-g', group, '-keyint_min', group, '-sc_threshold', '0', '-threads', String(limits.threads)],
  ]
}

/** From the decoder to one picture of that size in plain 8-bit BT.709 colours. */
export function base(plan: Plan, size: Size): string {
  const { video } = plan
  const steps: string[] = []
  if (video.interlaced) steps.push('yadif')
  // A clip that claims 90,000 pictures a second is a phone's variable rate; encoding follows real pictures.
  if (video.frameRate > 61) steps.push('fps=60')
  steps.push(scaleTo(size, isFullRange(video)))
  if (isHdr(video)) steps.push(...toneMapped(video.transfer))
  steps.push('format=yuv420p')
  return steps.join(',')
}

/** From an HDR file's own colours to BT.709. @param curve its transfer characteristics */
export const toneMapped = (curve: string): string[] => [
  `zscale=tin=${curve}:min=2020_ncl:pin=2020:t=linear:npl=100`,
  'format=gbrpf32le,zscale=p=709,tonemap=tonemap=hable:desat=0,zscale=t=709:m=709:r=tv',
]

const pixels = (size: Size): number => size.width * size.height
