/** Reads what a file holds, and says plainly when it can not be used. */
import {
  ALL_FORMATS,
  BlobSource,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  UrlSource,
} from 'mediabunny'
import { EditorFault, type PartFault } from '../face.ts'
import { decodeWhole } from './decode-whole.ts'
import { seenByPlayer } from './element-cursor.ts'
import type { Pcm } from './mix.ts'
import type { PartSource } from './part-source.ts'

export type { PartSource } from './part-source.ts'
/** A part that can be read from. `close` ends every decoder that works on it. */
export interface OpenPart {
  readonly kind: 'video' | 'picture' | 'sound'
  readonly durationMs: number
  /** As displayed: rotation and pixel shape are taken into account. */
  readonly width: number
  readonly height: number
  readonly video: InputVideoTrack | undefined
  readonly audio: InputAudioTrack | undefined
  readonly picture: ImageBitmap | undefined
  /** Where it is read from: for the browser's own player, when there is no decoder for `video`. */
  readonly player: PartSource | undefined
  /** The whole sound at once, when there is no decoder for `audio`. */
  readonly wholeSound: (() => Promise<Pcm | undefined>) | undefined
  /** This browser can show it. */
  readonly isSeen: boolean
  /** This browser can make a clip with it; else the stage can. */
  readonly isMade: boolean
  /** Where its own clock begins, in seconds: added to every time that is asked of its tracks. */
  readonly firstSecond: number
  close: () => void
}

/** Longer sides are scaled down when read: no clip is larger, and phones have little memory. */
const LARGEST_PICTURE = 2560
const MAX_SIDE = 8192
const fault = (code: PartFault): never => {
  throw new EditorFault(code)
}

export async function openPart(source: PartSource, kind?: OpenPart['kind']): Promise<OpenPart> {
  const isPicture =
    kind === 'picture' || (kind === undefined && source instanceof Blob && source.type.startsWith('image/'))
  if (isPicture) return openPicture(source)
  const input = new Input({
    formats: ALL_FORMATS,
    source:
      source instanceof Blob
        ? new BlobSource(source)
        : // Errors between reads are met again by the next read, which somebody waits for.
          new UrlSource(source.url, { getRetryDelay, handleUnhandledError: () => undefined }),
  })
  try {
    return await openTracks(input, source, kind)
  } catch (error) {
    input.dispose()
    if (error instanceof EditorFault) throw error
    if (!(source instanceof Blob) && error instanceof TypeError) return fault('offline')
    return fault('unreadable')
  }
}

const getRetryDelay = (previousAttempts: number): number | null =>
  previousAttempts < 4 ? 0.4 * 2 ** previousAttempts : null

async function openTracks(
  input: Input,
  source: PartSource,
  kind: OpenPart['kind'] | undefined,
): Promise<OpenPart> {
  if (!(await input.canRead()) || (await input.getTracks()).length === 0) return fault('unreadable')
  // A sound's cover picture is a track of one picture in some files: asked for as a sound, it is none.
  const video = kind === 'sound' ? null : await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  if (kind === 'video' && !video) return fault('no-picture')
  if (kind === 'sound' && !audio) return fault('no-sound')
  const hasPictures = !video || (await video.canDecode())
  const hasSound = !audio || (await audio.canDecode())
  const isPlayed = !hasPictures && (await seenByPlayer(source)) !== undefined
  const tracks = [...(video ? [video] : []), ...(audio ? [audio] : [])]
  if (video) await markColours(video)
  const firstSecond = Math.max(0, await input.getFirstTimestamp(tracks))
  const endSecond = await input.computeDuration(tracks)
  const durationMs = Math.floor((endSecond - firstSecond) * 1000 + 0.001)
  if (!(durationMs > 0)) return fault('unreadable')
  const width = video ? await video.getDisplayWidth() : 0
  const height = video ? await video.getDisplayHeight() : 0
  if (width > MAX_SIDE || height > MAX_SIDE) return fault('too-large')
  return {
    kind: video ? 'video' : 'sound',
    durationMs,
    width,
    height,
    video: hasPictures ? (video ?? undefined) : undefined,
    audio: hasSound ? (audio ?? undefined) : undefined,
    picture: undefined,
    player: isPlayed ? source : undefined,
    wholeSound: hasSound ? undefined : onlyOnce(() => decodeWhole(source)),
    isSeen: hasPictures || isPlayed,
    isMade: hasPictures && hasSound,
    firstSecond,
    close: () => input.dispose(),
  }
}

/** Pictures of fewer lines than these are in the colours of SD where the file does not say: so players and the stage take
 *  them. Decoders alone would take those of HD, and red would be orange. */
const HD_LINES = 720

async function markColours(video: InputVideoTrack): Promise<void> {
  const config = await video.getDecoderConfig().catch(() => null)
  if (!config || config.colorSpace?.matrix || (config.codedHeight ?? HD_LINES) >= HD_LINES) return
  const colorSpace: VideoColorSpaceInit = {
    primaries: 'smpte170m',
    transfer: 'smpte170m',
    matrix: 'smpte170m',
    fullRange: config.colorSpace?.fullRange ?? false,
  }
  const marked: VideoDecoderConfig = { ...config, colorSpace }
  video.getDecoderConfig = async () => marked
}

function onlyOnce<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

async function openPicture(source: PartSource): Promise<OpenPart> {
  const blob = source instanceof Blob ? source : await fetched(source.url)
  try {
    const whole = await createImageBitmap(blob, { imageOrientation: 'from-image' })
    const by = Math.min(1, LARGEST_PICTURE / Math.max(whole.width, whole.height))
    const picture =
      by === 1
        ? whole
        : await createImageBitmap(whole, {
            resizeWidth: Math.max(1, Math.round(whole.width * by)),
            resizeHeight: Math.max(1, Math.round(whole.height * by)),
            resizeQuality: 'high',
          })
    if (picture !== whole) whole.close()
    return {
      kind: 'picture',
      durationMs: 0,
      width: picture.width,
      height: picture.height,
      video: undefined,
      audio: undefined,
      picture,
      player: undefined,
      wholeSound: undefined,
      isSeen: true,
      isMade: true,
      firstSecond: 0,
      close: () => picture.close(),
    }
  } catch {
    return fault('unreadable')
  }
}

async function fetched(url: string): Promise<Blob> {
  try {
    const reply = await fetch(url)
    if (reply.ok) return await reply.blob()
  } catch {
    // Said below: there is one thing to do about either.
  }
  return fault('offline')
}
