/** Turns ffprobe's JSON into the few facts that the verdict and the plan are made from. The JSON is made from
 *  a hostile file, so every field is read as if it could be missing, huge or of another kind. */

export interface VideoTrack {
  /** Index of the stream in the file. */
  readonly index: number
  /** The first stream of pictures in the file, stills among them. */
  readonly isFirst: boolean
  readonly codec: string
  readonly profile: string
  readonly pixelFormat: string
  /** Stored size, before rotation and pixel aspect. */
  readonly width: number
  readonly height: number
  /** Clockwise turn that a player applies: 0, 90, 180 or 270. */
  readonly rotation: number
  /** Width of one pixel divided by its height; 1 when square. */
  readonly pixelAspect: number
  /** Pictures a second, averaged over the file; 0 when unknown. */
  readonly frameRate: number
  /** Pictures in the track where the container says; 0 when unknown. */
  readonly frames: number
  readonly durationMs: number
  readonly transfer: string
  readonly range: string
  readonly interlaced: boolean
}

export interface AudioTrack {
  readonly index: number
  readonly isFirst: boolean
  readonly codec: string
  readonly channels: number
  readonly sampleRate: number
  /** Marked in the file as the one to be played. */
  readonly isDefault: boolean
}

export interface Probe {
  /** Names of the demuxer that read it, for example `mov`, `mp4`. */
  readonly formats: readonly string[]
  /** What the container claims; 0 when it claims nothing. */
  readonly durationMs: number
  readonly streams: number
  readonly video: VideoTrack | undefined
  readonly audio: readonly AudioTrack[]
}

type Fields = Readonly<Record<string, unknown>>

/** @param json what `ffprobe -of json -show_format -show_streams` printed
 *  @returns undefined when it is not that */
export function readProbe(json: string): Probe | undefined {
  let root: unknown
  try {
    root = JSON.parse(json)
  } catch {
    return undefined
  }
  if (!isFields(root) || !isFields(root.format) || !Array.isArray(root.streams)) return undefined
  const streams = root.streams.filter(isFields)
  const pictures = streams.filter((one) => one.codec_type === 'video' && !isStill(one))
  // A disabled alternate track may come first; the one marked as default is what a player shows.
  const shown =
    pictures.find((one) => isFields(one.disposition) && one.disposition.default === 1) ?? pictures[0]
  return {
    formats: wordOf(root.format.format_name).split(',').filter(Boolean),
    durationMs: millisecondsOf(root.format.duration),
    streams: streams.length,
    video: shown && videoTrack(shown, shown === streams.find((one) => one.codec_type === 'video')),
    audio: streams.filter((one) => one.codec_type === 'audio').map((one, at) => audioTrack(one, at === 0)),
  }
}

function videoTrack(stream: Fields, isFirst: boolean): VideoTrack {
  return {
    index: numberOf(stream.index),
    isFirst,
    codec: wordOf(stream.codec_name) || wordOf(stream.codec_tag_string) || 'unknown',
    profile: wordOf(stream.profile),
    pixelFormat: wordOf(stream.pix_fmt),
    width: numberOf(stream.width),
    height: numberOf(stream.height),
    rotation: rotationOf(stream),
    pixelAspect: ratioOf(wordOf(stream.sample_aspect_ratio), ':') || 1,
    frameRate: ratioOf(wordOf(stream.avg_frame_rate), '/'),
    frames: numberOf(stream.nb_frames),
    durationMs: millisecondsOf(stream.duration),
    transfer: wordOf(stream.color_transfer),
    range: wordOf(stream.color_range),
    interlaced: ['tt', 'bb', 'tb', 'bt'].includes(wordOf(stream.field_order)),
  }
}

function audioTrack(stream: Fields, isFirst: boolean): AudioTrack {
  return {
    index: numberOf(stream.index),
    isFirst,
    codec: wordOf(stream.codec_name) || wordOf(stream.codec_tag_string) || 'unknown',
    channels: numberOf(stream.channels),
    sampleRate: numberOf(stream.sample_rate),
    isDefault: isFields(stream.disposition) && stream.disposition.default === 1,
  }
}

/** Cover art is a video stream to ffprobe, and a picture to people. */
function isStill(stream: Fields): boolean {
  if (!isFields(stream.disposition)) return false
  return stream.disposition.attached_pic === 1 || stream.disposition.timed_thumbnails === 1
}

/** ffprobe gives the display matrix's angle counter-clockwise, in [-180, 180]. */
function rotationOf(stream: Fields): number {
  const sides = Array.isArray(stream.side_data_list) ? stream.side_data_list.filter(isFields) : []
  const turn = sides
    .map((side) => side.rotation)
    .find((one) => typeof one === 'number' && Number.isFinite(one))
  if (typeof turn !== 'number') return 0
  return (((Math.round(-turn / 90) * 90) % 360) + 360) % 360
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text from a file ends up in messages: short, and plain characters only. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 80).replace(/[^\w .,:/()+-]/g, '?') : ''
}

function numberOf(value: unknown): number {
  const read = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0
  return Number.isFinite(read) && read > 0 ? Math.floor(read) : 0
}

function millisecondsOf(value: unknown): number {
  const read = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0
  return Number.isFinite(read) && read > 0 ? Math.round(read * 1000) : 0
}

function ratioOf(text: string, separator: string): number {
  const [above = 0, below = 0] = text.split(separator).map(Number)
  const ratio = below > 0 ? above / below : 0
  return Number.isFinite(ratio) && ratio > 0 ? ratio : 0
}
