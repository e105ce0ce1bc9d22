/** The verdict on a file: a plan, or a refusal that its owner can read. Pure. */
import type { RefusalSpec } from '../../../platform/contract.ts'
import type { RefusalParams } from '../../../platform/errors.ts'
import { mediaRefusals } from '../contract.ts'
import { displaySize, estimateCpuSeconds, planLadder, type Rung, type Size } from './plan-ladder.ts'
import type { AudioTrack, Probe, VideoTrack } from './read-probe.ts'

export const pictureLimits = {
  /** A 10×8 clip is no picture that anyone could watch, and many decoders fail below one macroblock. */
  shortEdgeMin: 16,
  edgeMax: 8192,
  pixelsMax: 40_000_000,
  frameRateMax: 240,
  streamsMax: 64,
  durationMinMs: 100,
} as const

/** Demuxers that may open an upload. Playlists, image sequences, devices and text formats are not among them:
 *  they can point at other files or at the network. */
export const demuxers = [
  'mov',
  'mp4',
  'matroska',
  'webm',
  'avi',
  'ogg',
  'mpegts',
  'mpeg',
  'flv',
  'asf',
] as const

/** Of sounds alone; they are looked for only where a sound was announced, because some of them see sound in noise. */
export const soundDemuxers = ['mp3', 'wav', 'flac', 'aac', 'aiff', 'amr'] as const

const videoCodecs = new Set(
  (
    'h264 hevc vp8 vp9 av1 mpeg4 msmpeg4v2 msmpeg4v3 mpeg1video mpeg2video theora h263 flv1 ' +
    'wmv1 wmv2 wmv3 vc1 mjpeg prores'
  ).split(' '),
)
const audioCodecs = new Set(
  (
    'aac mp3 mp2 vorbis opus flac alac ac3 eac3 amr_nb amr_wb wmav1 wmav2 ' +
    'pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_f32le pcm_u8 pcm_alaw pcm_mulaw'
  ).split(' '),
)
/** The decoders' names for the codecs above, where they differ. */
const otherDecoders = [
  'libdav1d',
  'libaom-av1',
  'libvpx',
  'libvpx-vp9',
  'mp3float',
  'mp2float',
  'libopus',
  'amrnb',
  'amrwb',
]
export const decoders = [...videoCodecs, ...audioCodecs, ...otherDecoders]

export interface Plan {
  readonly video: VideoTrack
  readonly audio: AudioTrack | undefined
  /** As displayed. */
  readonly size: Size
  /** Claimed by the container, or measured; 0 while neither. */
  readonly durationMs: number
  /** How the source itself is published: untouched, with its sound re-encoded, or not at all. */
  readonly copy: 'all' | 'video' | 'none'
  readonly rungs: readonly Rung[]
  /** Whether the lowest useful rung is made alone first, so that a long clip is not kept waiting. */
  readonly firstRung: Rung['name'] | undefined
}

export interface Refused {
  readonly kind: 'refused'
  readonly spec: RefusalSpec
  readonly params: RefusalParams
}

export type Verdict = { readonly kind: 'plan'; readonly plan: Plan } | Refused

export const refused = (spec: RefusalSpec, params: RefusalParams = {}): Refused => ({
  kind: 'refused',
  spec,
  params,
})

/** Everything that headers can tell. Decoding may still find the file broken or shorter than it claims.
 *  @param probe undefined when ffprobe could not open it as one of {@link demuxers} */
export function judgeFile(probe: Probe | undefined, limits: { maxSeconds: number }): Verdict {
  if (!probe) return refused(mediaRefusals.media_unreadable)
  // A well-formed container with nothing in it: what a recorder leaves that was stopped before it began.
  if (probe.streams === 0) return refused(mediaRefusals.media_too_short)
  if (probe.streams > pictureLimits.streamsMax) return refused(mediaRefusals.media_unreadable)
  const { video } = probe
  if (!video) {
    return refused(probe.audio.length > 0 ? mediaRefusals.media_no_video : mediaRefusals.media_unreadable)
  }
  if (!videoCodecs.has(video.codec)) return refused(mediaRefusals.media_codec, { codec: video.codec })
  if (video.width === 0 || video.height === 0) return refused(mediaRefusals.media_broken)

  const size = displaySize(video)
  const stored = { width: video.width, height: video.height }
  if (Math.min(size.width, size.height, video.width, video.height) < pictureLimits.shortEdgeMin)
    return refused(mediaRefusals.media_too_small, { ...stored, limit: pictureLimits.shortEdgeMin })
  if (isTooBig(video) || isTooBig(size))
    return refused(mediaRefusals.media_too_big, { ...stored, limit: pictureLimits.edgeMax })

  const durationMs = probe.durationMs || video.durationMs
  const timing = judgeTiming(durationMs, video.frames, limits)
  if (timing) return timing
  const rate = rateOf(video, durationMs)
  if (rate > pictureLimits.frameRateMax)
    return refused(mediaRefusals.media_frame_rate, {
      rate: Math.round(rate),
      limit: pictureLimits.frameRateMax,
    })

  // A second track in a codec of tomorrow (spatial sound) does not matter while one can be read.
  const audio = pickSound(probe)
  const [unread] = probe.audio
  if (!audio && unread && unread.channels > 0)
    return refused(mediaRefusals.media_codec, { codec: unread.codec })

  return { kind: 'plan', plan: planFor(probe, video, audio, size, durationMs) }
}

/** What a player would let hear: the track marked as default, else the first that can be read. */
function pickSound(probe: Probe): AudioTrack | undefined {
  const readable = probe.audio.filter((track) => audioCodecs.has(track.codec) && track.channels > 0)
  return readable.find((track) => track.isDefault) ?? readable[0]
}

/** The same for a file that was sent as a sound: its picture, if it has any, does not matter.
 *  @param probe undefined when ffprobe could not open it */
export function judgeSound(
  probe: Probe | undefined,
  limits: { maxSeconds: number },
): { readonly kind: 'sound'; readonly track: AudioTrack } | Refused {
  if (!probe || probe.streams > pictureLimits.streamsMax) return refused(mediaRefusals.media_unreadable)
  const track = pickSound(probe)
  const [unread] = probe.audio
  if (!track && unread) return refused(mediaRefusals.media_codec, { codec: unread.codec })
  if (!track) return refused(mediaRefusals.media_no_sound)
  if (probe.durationMs > limits.maxSeconds * 1000 + 500)
    return refused(mediaRefusals.media_too_long, { limit: limits.maxSeconds })
  return { kind: 'sound', track }
}

/** @param durationMs 0 when unknown  @param frames 0 when unknown
 *  @returns the refusal, or undefined when nothing is wrong with what is known */
export function judgeTiming(
  durationMs: number,
  frames: number,
  limits: { maxSeconds: number },
): Refused | undefined {
  // Half a second of grace: a clip cut at exactly the limit carries a last audio frame beyond it.
  if (durationMs > limits.maxSeconds * 1000 + 500)
    return refused(mediaRefusals.media_too_long, { limit: limits.maxSeconds })
  const still = frames === 1 || (durationMs > 0 && durationMs < pictureLimits.durationMinMs)
  return still ? refused(mediaRefusals.media_too_short) : undefined
}

/** Whether what was read or made is not as long as was promised: a tenth and half a second may be missing (edit lists, a
 *  last frame without duration), more means that the file ends early. What ffmpeg tells lags behind by the pictures that
 *  an encoder holds back, and by the last one's own time: of one picture a second that is seconds.
 *  @param frameRate 0 when unknown */
export function endsEarly(promisedMs: number, foundMs: number, frameRate: number): boolean {
  const lagMs = frameRate > 0 ? 4000 / frameRate : 0
  if (foundMs <= 0) return promisedMs <= 0 || promisedMs > lagMs
  return foundMs < promisedMs * 0.9 - 500 - lagMs
}

export function rateOf(video: VideoTrack, durationMs: number): number {
  const counted = video.frames > 0 && durationMs > 0 ? (video.frames * 1000) / durationMs : 0
  return Math.max(video.frameRate, counted)
}

function planFor(
  probe: Probe,
  video: VideoTrack,
  audio: AudioTrack | undefined,
  size: Size,
  durationMs: number,
): Plan {
  const copy = !pictureFits(probe, video, size) ? 'none' : !audio || audioFits(audio) ? 'all' : 'video'
  const rungs = planLadder(size, copy !== 'none')
  const cost = estimateCpuSeconds(video, rungs, durationMs, video.frameRate)
  // Below three CPU seconds one pass is done before a second decode would pay.
  const firstRung = copy === 'none' && rungs.length > 1 && cost > 3 ? rungs[0]?.name : undefined
  return { video, audio, size, durationMs, copy, rungs, firstRung }
}

/** H.264 as every browser plays it: 8 bit 4:2:0, progressive, at most 1080 lines, at most 60 a second. */
function pictureFits(probe: Probe, video: VideoTrack, size: Size): boolean {
  const container = probe.formats.some((name) => name === 'mp4' || name === 'matroska')
  const profile = ['Baseline', 'Constrained Baseline', 'Main', 'High'].includes(video.profile)
  const colour = ['yuv420p', 'yuvj420p'].includes(video.pixelFormat)
  // 1088 is 1080 rounded up to whole macroblocks; some phones do not crop it.
  const edges = Math.min(size.width, size.height) <= 1088 && Math.max(size.width, size.height) <= 2560
  const steady = video.frameRate > 0 && video.frameRate <= 61 && !video.interlaced
  return container && video.codec === 'h264' && profile && colour && edges && steady && !isHdr(video)
}

const audioFits = (audio: AudioTrack): boolean =>
  audio.codec === 'aac' && audio.channels <= 2 && audio.sampleRate <= 48_000

/** Whether its black is 0, and not 16. */
export const isFullRange = ({ range, pixelFormat }: VideoTrack): boolean =>
  range === 'pc' || pixelFormat.startsWith('yuvj')

export function isHdr(video: VideoTrack): boolean {
  return video.transfer === 'smpte2084' || video.transfer === 'arib-std-b67'
}

function isTooBig({ width, height }: Size): boolean {
  return Math.max(width, height) > pictureLimits.edgeMax || width * height > pictureLimits.pixelsMax
}
