/** Builds the command lines of what is made beside a clip, from one of its own renditions; runs nothing. */
import { input, type InputLimits, quiet } from './fence.ts'
import { fitInside, type Size } from './plan-ladder.ts'

/** Pictures a second that are fingerprinted: two clips that are cut at any moment are then at most an eighth of a
 *  second out of step. */
export const printRate = 4
/** Grey pixels on a side of what is fingerprinted: enough to see where black borders end. */
export const printEdge = 64
const tilesMax = 100
const coverSamplesMax = 48
const coversMin = 6

export interface LooksPlan {
  readonly sprite: {
    readonly columns: number
    readonly rows: number
    readonly count: number
    readonly everyMs: number
    readonly tile: Size
  }
  /** Moments from which the candidates for the cover are picked. */
  readonly covers: { readonly count: number; readonly everyMs: number; readonly size: Size }
}

/** One tile a second, or as many as fit. @param size of the rendition that is read */
export function planLooks(durationMs: number, size: Size): LooksPlan {
  const everyMs = Math.max(1000, Math.ceil(durationMs / tilesMax / 100) * 100)
  const count = Math.max(1, Math.min(tilesMax, Math.floor(durationMs / everyMs)))
  const columns = Math.min(10, count)
  const pictures = Math.max(1, Math.floor((durationMs * printRate) / 1000))
  const samples = Math.min(
    coverSamplesMax,
    Math.max(Math.min(coversMin, pictures), Math.floor(durationMs / 1000)),
  )
  return {
    sprite: { columns, rows: Math.ceil(count / columns), count, everyMs, tile: fitInside(size, 90) },
    covers: { count: samples, everyMs: durationMs / samples, size: fitInside(size, 360) },
  }
}

/** One decode: the sprite as one raw picture, the cover samples and the grey pictures one after the other. */
export function looksArgs(
  path: string,
  looks: LooksPlan,
  outputs: { readonly sprite: string; readonly covers: string; readonly prints: string },
  limits: InputLimits,
): string[] {
  const { sprite, covers } = looks
  const graph = [
    `[0:v:0]fps=${printRate}:start_time=0:round=down,split=3[a][b][c]`,
    `[a]fps=${(1000 / sprite.everyMs).toFixed(6)}:start_time=0:round=down,scale=${sprite.tile.width}:${sprite.tile.height}:flags=area,` +
      `setsar=1,tile=${sprite.columns}x${sprite.rows}:nb_frames=${sprite.count},format=rgb24[sprite]`,
    `[b]fps=${(1000 / covers.everyMs).toFixed(6)}:start_time=0:round=down,scale=${covers.size.width}:${covers.size.height},` +
      'setsar=1,format=rgb24[covers]',
    `[c]scale=${printEdge}:${printEdge}:flags=area,format=gray[prints]`,
  ]
  const raw = (pad: string, frames: number | undefined, output: string): string[] => [
    ...['-map', pad, ...(frames === undefined ? [] : ['-frames:v', String(frames)])],
    ...['-f', 'rawvideo', '-fps_mode', 'passthrough', '-y', `file:${output}`],
  ]
  return [
    ...[...quiet, ...input(path, limits), '-filter_complex', graph.join(';')],
    ...raw('[sprite]', 1, outputs.sprite),
    ...raw('[covers]', covers.count, outputs.covers),
    ...raw('[prints]', undefined, outputs.prints),
  ]
}

/** Length of an HLS segment that is aimed at, in seconds: two groups of pictures. */
const segmentSeconds = 4

/** The same pictures and sound in fragments, for HLS: one file, byte ranges in its playlist, nothing encoded. */
export function fragmentArgs(
  path: string,
  output: { readonly media: string; readonly playlist: string },
  limits: InputLimits,
): string[] {
  return [
    ...[...quiet, ...input(path, limits), '-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy'],
    ...['-f', 'hls', '-hls_time', String(segmentSeconds), '-hls_playlist_type', 'vod'],
    ...['-hls_segment_type', 'fmp4', '-hls_flags', 'single_file+independent_segments'],
    ...['-hls_segment_filename', output.media, '-y', output.playlist],
  ]
}
