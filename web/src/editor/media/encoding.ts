/** Which encoders this browser has for a clip of that size, and how much it may weigh. */
import { canEncodeAudio, Quality } from 'mediabunny'

/** The server publishes H.264, 8 bit, up to 1080 lines and 60 pictures a second, as it comes. */
export interface VideoChoice {
  readonly codecString: string
  readonly bitrate: number
}
export type SoundChoice = 'aac' | 'opus' | 'pcm'

/** Macroblocks a second and a frame that each level allows (H.264, table A-1). */
const LEVELS: readonly (readonly [idc: number, perSecond: number, perFrame: number])[] = [
  [30, 40_500, 1620],
  [31, 108_000, 3600],
  [32, 216_000, 5120],
  [40, 245_760, 8192],
  [42, 522_240, 8704],
  [50, 589_824, 22_080],
  [51, 983_040, 36_864],
]
/** High, Main, Baseline: the first makes the smallest files, the last is everywhere. */
const PROFILES = ['6400', '4d00', '42e0'] as const

function codecStrings(width: number, height: number, frameRate: number): string[] {
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16)
  const level = LEVELS.find(
    ([, perSecond, perFrame]) => blocks <= perFrame && blocks * frameRate <= perSecond,
  )
  const idc = (level?.[0] ?? 52).toString(16).padStart(2, '0')
  return PROFILES.map((profile) => `avc1.${profile}${idc}`)
}

/** About 8 Mbit/s for 1080×1920 at 30: more than viewers get, since the ladder is made from it. */
function bitrateOf(width: number, height: number, frameRate: number): number {
  const bits = width * height * Math.min(frameRate, 60) ** 0.8 * 15.15 ** 0.2 * 0.15
  return Math.round(Math.min(12_000_000, Math.max(600_000, bits)))
}

export async function chooseVideo(
  width: number,
  height: number,
  frameRate: number,
): Promise<VideoChoice | undefined> {
  if (typeof VideoEncoder === 'undefined') return undefined
  const bitrate = bitrateOf(width, height, frameRate)
  for (const codecString of codecStrings(width, height, frameRate)) {
    const asked = { codec: codecString, width, height, bitrate, framerate: frameRate }
    const { supported } = await VideoEncoder.isConfigSupported(asked).catch(() => ({ supported: false }))
    if (supported) return { codecString, bitrate }
  }
  return undefined
}

export const SOUND_BITRATE = 160_000
/** Without an encoder the sound goes along as plain numbers, and the server encodes it. */
export async function chooseSound(): Promise<SoundChoice> {
  for (const codec of ['aac', 'opus'] as const) {
    const options = {
      numberOfChannels: 2,
      sampleRate: 48_000,
      quality: new Quality({ bitrate: SOUND_BITRATE }),
    }
    if (await canEncodeAudio(codec, options).catch(() => false)) return codec
  }
  return 'pcm'
}
