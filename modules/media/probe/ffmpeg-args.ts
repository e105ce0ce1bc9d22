/** Builds command lines; runs nothing. Every input is opened with the same fence: local files only, known
 *  demuxers and decoders only, a bound on pixels and on media time. */
import { demuxers, decoders, isHdr, type Plan, pictureLimits } from './judge-file.ts'
import { fitInside, type Rung, type Size } from './plan-ladder.ts'

const quiet = ['-v', 'error', '-nostdin', '-hide_banner']
const fence = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  demuxers.join(','),
  '-codec_whitelist',
  decoders.join(','),
]

export interface InputLimits {
  readonly maxSeconds: number
  readonly threads: number
}

function input(path: string, limits: InputLimits): string[] {
  return [
    ...fence,
    ...['-max_pixels', String(pictureLimits.pixelsMax)],
    ...['-threads', String(limits.threads)],
    // One second over the limit is enough to see that a file lies about its length.
    ...['-t', String(limits.maxSeconds + 1)],
    ...['-i', `file:${path}`],
  ]
}

/** For {@link readProbe}. `probesize` and `analyzeduration` bound what an endless header can cost. */
export function probeArgs(path: string): string[] {
  const bounds = [
    '-probesize',
    '20M',
    '-analyzeduration',
    '10M',
    '-max_pixels',
    String(pictureLimits.pixelsMax),
  ]
  return [
    '-v',
    'error',
    '-hide_banner',
    ...fence,
    ...bounds,
    '-of',
    'json',
    '-show_format',
    '-show_streams',
    `file:${path}`,
  ]
}

/** Reads every packet, decodes none: how long is the picture really, and how many pictures are there? */
export function scanArgs(path: string, plan: Plan, limits: InputLimits): string[] {
  return [
    ...[...quiet, ...progress, ...input(path, limits)],
    ...['-map', `0:${plan.video.index}`, '-c', 'copy', '-f', 'null', '-'],
  ]
}

const progress = ['-progress', 'pipe:1', '-stats_period', '0.5']
/** No title, place or device of the person who filmed goes out with the clip. Rotation is not metadata here. */
const nameless = ['-map_metadata', '-1', '-map_chapters', '-1', '-dn', '-sn']
const fast = ['-movflags', '+faststart', '-f', 'mp4']

/** The source's own picture in a file that starts at once. */
export function copyArgs(path: string, plan: Plan, output: string, limits: InputLimits): string[] {
  const sound =
    plan.audio === undefined
      ? ['-an']
      : ['-map', `0:${plan.audio.index}`, ...(plan.copy === 'all' ? ['-c:a', 'copy'] : soundArgs(128))]
  return [
    ...[...quiet, ...progress, ...input(path, limits)],
    ...['-map', `0:${plan.video.index}`, '-c:v', 'copy', ...sound],
    ...[...nameless, ...fast, '-y', `file:${output}`],
  ]
}

/** All rungs from one decode. The tallest is scaled from the source and the others from it, which costs less
 *  than scaling each from a large source. */
export function ladderArgs(
  path: string,
  plan: Plan,
  outputs: readonly { readonly rung: Rung; readonly path: string }[],
  limits: InputLimits,
): string[] {
  const tallest = outputs.reduce((a, b) => (pixels(b.rung) > pixels(a.rung) ? b : a)).rung
  const frameRate = Math.min(60, plan.video.frameRate || 30)
  // Two seconds: short enough to seek and to change rungs, long enough to compress.
  const group = String(Math.max(1, Math.round(frameRate * 2)))
  const split = outputs.map((_, at) => `[s${at}]`).join('')
  const branches = outputs.map(({ rung }, at) => {
    const scale = rung === tallest ? 'null' : scaleTo(rung)
    return `[s${at}]${scale},setsar=1[v${at}]`
  })
  const graph = `[0:${plan.video.index}]${base(plan, tallest)},split=${outputs.length}${split};${branches.join(';')}`
  const files = outputs.flatMap(({ rung, path: output }, at) => [
    ...[
      '-map',
      `[v${at}]`,
      ...(plan.audio ? ['-map', `0:${plan.audio.index}`, ...soundArgs(rung.audioKbit)] : []),
    ],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
    ...['-crf', String(rung.crf), '-maxrate', `${rung.videoKbit}k`, '-bufsize', `${rung.videoKbit * 2}k`],
    ...['-g', group, '-keyint_min', group, '-sc_threshold', '0', '-threads', String(limits.threads)],
    ...['-fps_mode', 'vfr', ...nameless, ...fast, '-y', `file:${output}`],
  ])
  return [...quiet, ...progress, ...input(path, limits), '-filter_complex', graph, ...files]
}

/** One picture as raw RGB on standard output. @param atMs how far into the clip */
export function posterArgs(
  path: string,
  plan: Plan,
  size: Size,
  atMs: number,
  limits: InputLimits,
): string[] {
  return [
    ...[...quiet, '-ss', (atMs / 1000).toFixed(3), ...input(path, limits)],
    ...['-map', `0:${plan.video.index}`, '-frames:v', '1', '-vf', `${base(plan, size)},setsar=1`],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
  ]
}

/** The poster's size: sharp on a phone, some 40 kB as WebP. */
export const posterSize = (size: Size): Size => fitInside(size, 540)

/** From the decoder to one picture of that size in plain 8-bit BT.709 colours. */
function base(plan: Plan, size: Size): string {
  const { video } = plan
  const steps: string[] = []
  if (video.interlaced) steps.push('yadif')
  // A clip that claims 90,000 pictures a second is a phone's variable rate; encoding follows real pictures.
  if (video.frameRate > 61) steps.push('fps=60')
  steps.push(scaleTo(size, video.range === 'pc' || video.pixelFormat.startsWith('yuvj')))
  if (isHdr(video)) {
    steps.push(
      `zscale=tin=${video.transfer}:min=2020_ncl:pin=2020:t=linear:npl=100`,
      'format=gbrpf32le,zscale=p=709,tonemap=tonemap=hable:desat=0,zscale=t=709:m=709:r=tv',
    )
  }
  steps.push('format=yuv420p')
  return steps.join(',')
}

function scaleTo(size: Size, fullRange = false): string {
  return `scale=${size.width}:${size.height}:flags=bicubic${fullRange ? ':out_range=tv' : ''}`
}

function soundArgs(kbit: number): string[] {
  return ['-c:a', 'aac', '-b:a', `${kbit}k`, '-ac', '2', '-ar', '48000']
}

const pixels = (size: Size): number => size.width * size.height
