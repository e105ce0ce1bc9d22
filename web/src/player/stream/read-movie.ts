/** Reads the index of an MP4 whose index comes first, as every rendition's does: which sample lies where, and when it
 *  is shown. Pure. */
import { type Box, boxAt, boxesIn, boxUnder } from './boxes.ts'

export interface Track {
  readonly kind: 'video' | 'audio'
  readonly timescale: number
  /** RFC 6381. */
  readonly codec: string
  readonly width: number
  readonly height: number
  /** The sample description, whole: it goes into the new header as it is. */
  readonly description: Uint8Array
  /** In the track's own time: what the edit list cuts from its beginning; negative: what it puts before it. */
  readonly shift: number
  readonly count: number
  /** In the file, by sample in the order of decoding. */
  readonly offset: Float64Array
  readonly size: Uint32Array
  readonly decodeAt: Float64Array
  /** From decoding to showing. */
  readonly later: Int32Array
  readonly isKey: Uint8Array
}

export interface Movie {
  readonly tracks: readonly Track[]
  readonly durationMs: number
  /** Bytes before the first sample that have to be here for this. */
  readonly headBytes: number
}

/** How many bytes from the beginning hold the whole index; 0 when more is needed to tell, undefined when the index does
 *  not come first. */
export function indexBytes(head: Uint8Array): number | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  for (let at = 0; ; ) {
    const box = boxAt(view, at, head.length)
    if (!box) return 0
    if (box.type === 'moov') return box.end
    if (box.type === 'mdat' || box.end > 1e6) return undefined
    at = box.end
  }
}

/** @returns undefined when it is not of the form that our renditions have, or damaged */
export function readMovie(head: Uint8Array): Movie | undefined {
  try {
    return read(head)
  } catch (error) {
    // A length in it points beyond its end.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function read(head: Uint8Array): Movie | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const moov = boxesIn(view, 0, head.length).find((one) => one.type === 'moov')
  const mvhd = moov && boxUnder(view, moov, 'mvhd')
  if (!moov || !mvhd) return undefined
  const clock = readClock(view, mvhd)
  const tracks: Track[] = []
  for (const trak of boxesIn(view, moov.body, moov.end).filter((one) => one.type === 'trak')) {
    const track = readTrack(head, view, trak, clock.timescale)
    if (!track) return undefined
    tracks.push(track)
  }
  const videos = tracks.filter((one) => one.kind === 'video')
  if (videos.length !== 1 || tracks.length > 2 || clock.duration === 0) return undefined
  return { tracks, durationMs: (clock.duration * 1000) / clock.timescale, headBytes: moov.end }
}

function readClock(view: DataView, { body }: Box): { timescale: number; duration: number } {
  const long = view.getUint8(body) === 1
  const timescale = view.getUint32(body + (long ? 20 : 12))
  const duration = long
    ? view.getUint32(body + 24) * 2 ** 32 + view.getUint32(body + 28)
    : view.getUint32(body + 16)
  return { timescale, duration }
}

function readTrack(head: Uint8Array, view: DataView, trak: Box, movieScale: number): Track | undefined {
  const mdhd = boxUnder(view, trak, 'mdia', 'mdhd')
  const hdlr = boxUnder(view, trak, 'mdia', 'hdlr')
  const stbl = boxUnder(view, trak, 'mdia', 'minf', 'stbl')
  const stsd = stbl && boxUnder(view, stbl, 'stsd')
  if (!mdhd || !hdlr || !stbl || !stsd || view.getUint32(stsd.body + 4) !== 1) return undefined
  const { timescale } = readClock(view, mdhd)
  const handler = view.getUint32(hdlr.body + 8)
  const kind = handler === 0x76696465 ? 'video' : handler === 0x736f756e ? 'audio' : undefined
  const entry = boxAt(view, stsd.body + 8, stsd.end)
  const codec = entry && codecOf(view, entry)
  const shift = readShift(view, boxUnder(view, trak, 'edts', 'elst'), timescale, movieScale)
  const samples = readSamples(view, stbl)
  if (!kind || !entry || !codec || shift === undefined || !samples || timescale === 0) return undefined
  const isVideo = kind === 'video'
  return {
    kind,
    timescale,
    codec,
    width: isVideo ? view.getUint16(entry.body + 24) : 0,
    height: isVideo ? view.getUint16(entry.body + 26) : 0,
    description: head.subarray(stsd.start, stsd.end),
    shift,
    ...samples,
  }
}

/** One edit, perhaps after an empty one: all that ffmpeg writes. */
function readShift(
  view: DataView,
  elst: Box | undefined,
  timescale: number,
  movieScale: number,
): number | undefined {
  if (!elst) return 0
  const long = view.getUint8(elst.body) === 1
  const count = view.getUint32(elst.body + 4)
  let shift = 0
  let edits = 0
  for (let at = 0; at < count; at++) {
    const from = elst.body + 8 + at * (long ? 20 : 12)
    const duration = long ? view.getUint32(from + 4) : view.getUint32(from)
    const mediaTime = long ? Number(view.getBigInt64(from + 8)) : view.getInt32(from + 4)
    if (mediaTime === -1) shift -= Math.round((duration * timescale) / movieScale)
    else {
      shift += mediaTime
      edits++
    }
  }
  return edits > 1 ? undefined : shift
}

function readSamples(view: DataView, stbl: Box) {
  const at = (type: string): number | undefined => boxUnder(view, stbl, type)?.body
  const [stsz, stts, stsc] = [at('stsz'), at('stts'), at('stsc')]
  const [stco, co64, ctts, stss] = [at('stco'), at('co64'), at('ctts'), at('stss')]
  const chunks = stco ?? co64
  if (stsz === undefined || stts === undefined || stsc === undefined || chunks === undefined) return undefined
  const count = view.getUint32(stsz + 8)
  if (count === 0 || count > 1e6) return undefined
  const size = new Uint32Array(count)
  const same = view.getUint32(stsz + 4)
  for (let n = 0; n < count; n++) size[n] = same || view.getUint32(stsz + 12 + n * 4)

  const decodeAt = new Float64Array(count)
  let time = 0
  eachRun(view, stts, count, (n, delta) => {
    decodeAt[n] = time
    time += delta
  })
  const later = new Int32Array(count)
  // Version 0 is unsigned on paper; real files of both versions hold signed numbers.
  if (ctts !== undefined)
    eachRun(view, ctts, count, (n, value) => {
      later[n] = value | 0
    })
  const isKey = new Uint8Array(count).fill(stss === undefined ? 1 : 0)
  if (stss !== undefined)
    for (let n = 0; n < view.getUint32(stss + 4); n++) isKey[view.getUint32(stss + 8 + n * 4) - 1] = 1

  const offset = new Float64Array(count)
  const chunkCount = view.getUint32(chunks + 4)
  const rows = view.getUint32(stsc + 4)
  let sample = 0
  for (let row = 0; row < rows; row++) {
    const from = stsc + 8 + row * 12
    const first = view.getUint32(from)
    const each = view.getUint32(from + 4)
    const next = row + 1 < rows ? view.getUint32(from + 12) : chunkCount + 1
    for (let chunk = first; chunk < next && sample < count; chunk++) {
      let place =
        stco !== undefined
          ? view.getUint32(chunks + 4 + chunk * 4)
          : view.getUint32(chunks + chunk * 8) * 2 ** 32 + view.getUint32(chunks + 4 + chunk * 8)
      for (let n = 0; n < each && sample < count; n++, sample++) {
        offset[sample] = place
        place += size[sample] ?? 0
      }
    }
  }
  return sample === count ? { count, offset, size, decodeAt, later, isKey } : undefined
}

/** Run-length tables: pairs of how many and what. */
function eachRun(
  view: DataView,
  body: number,
  count: number,
  give: (n: number, value: number) => void,
): void {
  let n = 0
  const rows = view.getUint32(body + 4)
  for (let row = 0; row < rows; row++) {
    const many = view.getUint32(body + 8 + row * 8)
    const value = view.getUint32(body + 12 + row * 8)
    for (let one = 0; one < many && n < count; one++, n++) give(n, value)
  }
}

const hex = (value: number): string => value.toString(16).padStart(2, '0')

function codecOf(view: DataView, entry: Box): string | undefined {
  const inside = (skip: number, type: string): Box | undefined =>
    boxesIn(view, entry.body + skip, entry.end).find((one) => one.type === type)
  if (entry.type === 'avc1' || entry.type === 'avc3') {
    const avcC = inside(78, 'avcC')?.body
    if (avcC === undefined) return undefined
    return `${entry.type}.${hex(view.getUint8(avcC + 1))}${hex(view.getUint8(avcC + 2))}${hex(view.getUint8(avcC + 3))}`
  }
  if (entry.type === 'av01') {
    const av1C = inside(78, 'av1C')?.body
    if (av1C === undefined) return undefined
    const [levels, depth] = [view.getUint8(av1C + 1), view.getUint8(av1C + 2)]
    const level = String(levels & 31).padStart(2, '0')
    const bits = depth & 64 ? (depth & 32 ? '12' : '10') : '08'
    return `av01.${levels >> 5}.${level}${depth & 128 ? 'H' : 'M'}.${bits}`
  }
  return entry.type === 'mp4a' ? 'mp4a.40.2' : undefined
}
