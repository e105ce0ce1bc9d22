/** The filters that bring one file's picture into its box. */
import { toneMapped } from '../../media/index.ts'
import type { Shot } from '../project.ts'
import type { Box } from './layout.ts'

export interface SeenVideo {
  readonly lines: number
  readonly isFullRange: boolean
  readonly hdr: string | undefined
}

export type Look = Pick<Shot, 'crop' | 'fit' | 'turn' | 'mirror' | 'filter'>
export const plainLook: Look = { crop: null, fit: 'fill', turn: 0, mirror: false, filter: null }

/** 709, limited: what everything is brought to, and what the file says of itself. */
export const marked = 'setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv'
const toYuv = 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p'

/** Exactly `frames` pictures at the clip's rate. At each of its moments a clip shows the last picture that had begun by
 *  then, and after its end its last one.
 *  @param speed times as fast; the file was opened at the moment that is to be shown first */
export function inTime(speed: number, frameRate: number, frames: number): string[] {
  return [
    ...(speed === 1 ? [] : [`setpts=PTS/${speed}`]),
    `fps=fps=${frameRate}:start_time=0:round=up`,
    'tpad=stop_mode=clone:stop=-1',
    `trim=end_frame=${frames}`,
    `setpts=N/${frameRate}/TB`,
  ]
}

/** A picture for that long: the first of it, if it moves. */
export function held(frameRate: number, frames: number): string[] {
  return [
    `loop=loop=-1:size=1`,
    `trim=end_frame=${frames}`,
    `setpts=N/${frameRate}/TB`,
    `fps=fps=${frameRate}`,
  ]
}

/** Cropped as displayed, then turned, then mirrored, then put into its box. ffmpeg itself has turned it upright. */
export function intoBox(video: SeenVideo, look: Look, box: Box, background: string): string[] {
  const { crop, turn } = look
  const steps = ['scale=iw*sar:ih', 'setsar=1']
  if (crop && !isWhole(crop))
    steps.push(`crop=w=max(2\\,iw*${crop.width}):h=max(2\\,ih*${crop.height}):x=iw*${crop.x}:y=ih*${crop.y}`)
  if (turn === 90) steps.push('transpose=clock')
  if (turn === 180) steps.push('hflip', 'vflip')
  if (turn === 270) steps.push('transpose=cclock')
  if (look.mirror) steps.push('hflip')
  const size = `${box.width}:${box.height}`
  const fills = look.fit === 'fill'
  steps.push(
    `scale=${size}:force_original_aspect_ratio=${fills ? 'increase' : 'decrease'}:force_divisible_by=2:flags=bicubic:${colours(video)}`,
  )
  if (video.hdr) steps.push(...toneMapped(video.hdr))
  steps.push('format=yuv420p')
  steps.push(marked)
  // Only now: a filter must not colour the background.
  if (look.filter) steps.push(...coloured(look.filter.matrix))
  steps.push(
    fills ? `crop=${size}` : `pad=${size}:(ow-iw)/2:(oh-ih)/2:color=0x${background.slice(1)}`,
    'setsar=1',
  )
  return steps
}

const isWhole = (crop: NonNullable<Look['crop']>): boolean => crop.width >= 0.9999 && crop.height >= 0.9999

/** Files that do not say so are in 709 from 720 lines on, as browsers take them. */
function colours(video: SeenVideo): string {
  if (video.hdr) return 'in_color_matrix=bt2020:out_color_matrix=bt2020'
  const unmarked = video.lines >= 720 ? 'bt709' : 'smpte170m'
  const given = video.lines === 0 ? '' : `in_color_matrix=${unmarked}:`
  return `${given}${video.isFullRange ? 'in_range=pc:' : ''}out_color_matrix=bt709:out_range=tv`
}

/** out = clamp(m · in), the constant through an opacity of 1. The filter takes −2 to 2: what goes beyond is halved, and
 *  doubled afterwards, which clamps to the same. @param matrix 12 numbers, row by row */
export function coloured(matrix: readonly number[]): string[] {
  const halves = matrix.some((value) => Math.abs(value) > 2)
  const names = ['rr', 'rg', 'rb', 'ra', 'gr', 'gg', 'gb', 'ga', 'br', 'bg', 'bb', 'ba']
  const given = names.map((name, at) => `${name}=${(matrix[at] ?? 0) / (halves ? 2 : 1)}`).join(':')
  return [
    'scale=in_color_matrix=bt709:in_range=tv',
    'format=rgba',
    `colorchannelmixer=${given}`,
    ...(halves ? ['colorchannelmixer=rr=2:gg=2:bb=2'] : []),
    toYuv,
    marked,
  ]
}
