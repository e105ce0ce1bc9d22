/** Builds command lines; runs nothing. Reading, copying, one picture; encoding is in encode-args.ts. */
import { base } from './encode-args.ts'
import {
  fast,
  fence,
  input,
  type InputLimits,
  nameless,
  patience,
  picked,
  progress,
  quiet,
  type Track,
} from './fence.ts'
import { pictureLimits, type Plan } from './judge-file.ts'
import { fitInside, type Size } from './plan-ladder.ts'
import { aacArgs } from './sound-args.ts'

/** For {@link readProbe}. `probesize` and `analyzeduration` bound what an endless header can cost. */
export function probeArgs(path: string, { formats }: Pick<InputLimits, 'formats'>): string[] {
  return [
    ...['-v', 'error', '-hide_banner', ...fence(formats)],
    ...['-probesize', '20M', '-analyzeduration', '10M', '-max_pixels', String(pictureLimits.pixelsMax)],
    ...['-of', 'json', '-show_format', '-show_streams', `file:${path}`],
  ]
}

/** Reads every packet, decodes none: how long is the picture really, and how many pictures are there? */
export function scanArgs(path: string, track: Track, limits: InputLimits): string[] {
  return [
    ...[...quiet, ...progress, ...input(path, limits)],
    ...['-map', picked(track, 'v'), '-c', 'copy', '-f', 'null', '-'],
  ]
}

/** Decodes picture and sound, and keeps nothing. */
export const decodeArgs = (path: string, limits: InputLimits): string[] => [
  ...[...quiet, ...input(path, limits), '-map', '0:v:0', '-map', '0:a:0?', '-f', 'null', '-'],
]

/** The source's own picture in a file that starts at once. */
export function copyArgs(path: string, plan: Plan, output: string, limits: InputLimits): string[] {
  const sound =
    plan.audio === undefined
      ? ['-an']
      : ['-map', `0:${plan.audio.index}`, ...(plan.copy === 'all' ? ['-c:a', 'copy'] : aacArgs(128))]
  return [
    ...[...quiet, ...progress, ...input(path, limits)],
    ...['-map', `0:${plan.video.index}`, '-c:v', 'copy', ...sound],
    ...[...nameless, ...fast, '-y', `file:${output}`],
  ]
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
    ...[...quiet, ...patience(limits), '-ss', (atMs / 1000).toFixed(3), ...input(path, limits)],
    ...['-map', `0:${plan.video.index}`, '-frames:v', '1', '-vf', `${base(plan, size)},setsar=1`],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
  ]
}

/** The poster's size: sharp on a phone, some 40 kB as WebP. */
export const posterSize = (size: Size): Size => fitInside(size, 540)
