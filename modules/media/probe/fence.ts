/** What every command line on an upload begins with: local files only, known demuxers and decoders only, a bound on
 *  pixels and on media time. */
import type { MediaConfig } from '../config.ts'
import type { AssetKind, Way } from '../asset.ts'
import { decoders, demuxers, pictureLimits, soundDemuxers } from './judge-file.ts'

export interface InputLimits {
  readonly maxSeconds: number
  readonly threads: number
  /** Whether damage is concealed and survived instead of ending the work. */
  readonly conceal: boolean
  /** Names of the demuxers that may open it. */
  readonly formats: readonly string[]
}

/** @param way a careful one takes one thread, and a decoder that goes on after damage */
export const inputLimits = (
  config: MediaConfig,
  { way = 'plain', kind = 'clip' }: { way?: Way; kind?: AssetKind } = {},
): InputLimits => {
  const careful = way === 'careful' || way === 'silent'
  return {
    maxSeconds: kind === 'sound' ? soundSecondsMax : config.MAX_SECONDS,
    threads: careful ? 1 : config.THREADS,
    conceal: careful,
    formats: kind === 'sound' ? [...demuxers, ...soundDemuxers] : demuxers,
  }
}

export const quiet = ['-v', 'error', '-nostdin', '-hide_banner']
export const progress = ['-progress', 'pipe:1', '-stats_period', '0.5']

/** A song is longer than a clip. */
const soundSecondsMax = 900

/** @param codecs names of the decoders that may be used */
export const fence = (formats: readonly string[], codecs: readonly string[] = decoders): string[] => [
  ...['-protocol_whitelist', 'file,pipe'],
  ...['-format_whitelist', formats.join(',')],
  ...['-codec_whitelist', codecs.join(',')],
]

/** @param path of a local file that came from outside */
export function input(path: string, limits: InputLimits): string[] {
  return [
    ...fence(limits.formats),
    ...['-max_pixels', String(pictureLimits.pixelsMax)],
    ...['-threads', String(limits.threads)],
    ...(limits.conceal
      ? ['-err_detect', 'ignore_err', '-fflags', '+discardcorrupt+genpts', '-ec', 'guess_mvs+deblock']
      : []),
    // One second over the limit is enough to see that a file lies about its length.
    ...['-t', String(limits.maxSeconds + 1)],
    ...['-i', `file:${path}`],
  ]
}

/** Which stream of a file is meant: one of its own, or the first of its kind before anybody knows what is in it. */
export type Track = { readonly index: number } | 'first'

export const picked = (track: Track, kind: 'v' | 'a'): string =>
  track === 'first' ? `0:${kind}:0` : `0:${track.index}`

/** Options that stand before all files: decoding that mostly fails is still an answer when damage is concealed. */
export const patience = (limits: InputLimits): string[] => (limits.conceal ? ['-max_error_rate', '1'] : [])

/** No title, place or device of the person who filmed goes out with the clip. Rotation is not metadata here. */
export const nameless = ['-map_metadata', '-1', '-map_chapters', '-1', '-dn', '-sn']
/** An MP4 that starts playing before it has arrived. */
export const fast = ['-movflags', '+faststart', '-f', 'mp4']
