/** Writes what Media Source Extensions take: a header for one track, and fragments of its samples (ISO/IEC 14496-12
 *  §8.8). Pure. */
import { box, joined } from './boxes.ts'
import type { Track } from './read-movie.ts'

const zeros = (many: number): Uint8Array => new Uint8Array(many)
const u16 = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [(value >> 8) & 255, value & 255]))
const unity = joined([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000])
const TRACK_ID = 1

/** `ftyp` and `moov` without samples. */
export function trackHeader(track: Track, durationMs: number): Uint8Array<ArrayBuffer> {
  const isVideo = track.kind === 'video'
  const media = isVideo ? box('vmhd', 1, zeros(8)) : box('smhd', 0, zeros(4))
  const handler = Uint8Array.from(isVideo ? 'vide' : 'soun', (sign) => sign.charCodeAt(0))
  const brand = Uint8Array.from('iso5', (sign) => sign.charCodeAt(0))
  const tkhd = box(
    'tkhd',
    ...[3, 0, 0, TRACK_ID, 0, Math.round(durationMs)],
    ...[zeros(8), u16(0, 0, isVideo ? 0 : 0x100, 0), unity, track.width << 16, track.height << 16],
  )
  const empty = [box('stts', 0, 0), box('stsc', 0, 0), box('stsz', 0, 0, 0), box('stco', 0, 0)]
  const stbl = box('stbl', track.description, ...empty)
  const dinf = box('dinf', box('dref', 0, 1, box('url ', 1)))
  const mdia = box(
    'mdia',
    box('mdhd', 0, 0, 0, track.timescale, 0, u16(0x55c4, 0)),
    box('hdlr', 0, 0, handler, zeros(13)),
    box('minf', media, dinf, stbl),
  )
  const mvhd = box(
    'mvhd',
    ...[0, 0, 0, 1000, Math.round(durationMs), 0x10000, u16(0x100, 0), zeros(8), unity, zeros(24), 2],
  )
  const mvex = box('mvex', box('trex', 0, TRACK_ID, 1, 0, 0, 0))
  return joined([
    box(
      'ftyp',
      brand,
      0x200,
      brand,
      Uint8Array.from('mp41', (sign) => sign.charCodeAt(0)),
    ),
    box('moov', mvhd, box('trak', tkhd, mdia), mvex),
  ])
}

/** Samples `from` up to, not including, `to`. A picture's delay is written signed, less what the edit list cuts, so that
 *  the first one is shown at zero.
 *  @param bytesOf the bytes of the file from `start` to `end` */
export function fragment(
  track: Track,
  from: number,
  to: number,
  bytesOf: (start: number, end: number) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const cut = track.kind === 'video' ? track.shift : 0
  const runs: number[] = []
  const content: Uint8Array[] = []
  for (let n = from; n < to; n++) {
    const [at = 0, size = 0, offset = 0] = [track.decodeAt[n], track.size[n], track.offset[n]]
    const next =
      n + 1 < track.count ? (track.decodeAt[n + 1] ?? at) : at + (at - (track.decodeAt[n - 1] ?? 0))
    runs.push(next - at, size, track.isKey[n] ? 0x02000000 : 0x01010000, ((track.later[n] ?? 0) - cut) >>> 0)
    content.push(bytesOf(offset, offset + size))
  }
  const begins = track.decodeAt[from] ?? 0
  const tfdt = box('tfdt', 0x01000000, Math.floor(begins / 2 ** 32), begins >>> 0)
  const tfhd = box('tfhd', 0x020000, TRACK_ID)
  // Version 1, with the data's place, and duration, size, flags and delay of each sample.
  const trun = (place: number): Uint8Array => box('trun', 0x01000f01, to - from, place, runs)
  const moof = (place: number): Uint8Array =>
    box('moof', box('mfhd', 0, from + 1), box('traf', tfhd, tfdt, trun(place)))
  return joined([moof(moof(0).length + 8), box('mdat', ...content)])
}
