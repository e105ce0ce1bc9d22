/** What a clip looks like, and how alike two clips are. Pure. A clip is a line of picture hashes, of whole pictures and
 *  of their inner nine tenths: a copy that was cropped a little looks like the inner part of what it was cropped from. */
import { printEdge, printRate } from '../../probe/looks-args.ts'
import { type Bits, contentBox, distance, hashPicture, innerBox, type PictureHash } from './hash-picture.ts'

export interface Fingerprint {
  /** {@link printRate} a second; undefined where a picture is nearly one colour. */
  readonly whole: readonly (Bits | undefined)[]
  readonly inner: readonly (Bits | undefined)[]
}

export interface Prints extends Fingerprint {
  /** What an index keeps: of some pictures, so that a clip is some hundred rows. */
  readonly keys: readonly number[]
  /** What is looked up: of every picture, and with the least certain bits of each turned as well. */
  readonly lookups: readonly number[]
}

const bandBits = 24
const bandStarts = [0, 13, 27, 40]
const keptMax = 32

/** @param pictures grey, {@link printEdge} on a side, {@link printRate} a second, one after the other */
export function fingerprint(pictures: Uint8Array): Prints {
  const size = printEdge * printEdge
  const box = contentBox(pictures, printEdge)
  const inside = innerBox(box, 0.9)
  const count = Math.floor(pictures.length / size)
  const each = Array.from({ length: count }, (_, at) => {
    const picture = pictures.subarray(at * size, (at + 1) * size)
    return [hashPicture(picture, printEdge, box), hashPicture(picture, printEdge, inside)] as const
  })
  const saying = (hash: PictureHash) => (hash.isFlat ? undefined : hash.bits)
  const keys = new Set<number>()
  const lookups = new Set<number>()
  // One a second, fewer when that were more than is kept.
  const step = Math.max(printRate, Math.ceil(count / keptMax))
  for (const [at, pair] of each.entries())
    for (const hash of pair) {
      if (hash.isFlat) continue
      if (at % step === 0) for (const key of keysOf(hash, 0)) keys.add(key)
      for (const key of keysOf(hash, 2)) lookups.add(key)
    }
  return {
    whole: each.map(([whole]) => saying(whole)),
    inner: each.map(([, inner]) => saying(inner)),
    keys: [...keys],
    lookups: [...lookups],
  }
}

/** Four overlapping parts of the hash, each with its number: alike pictures have some part that is the same.
 *  @param turned how many of the least certain bits are also tried the other way, one at a time */
function keysOf(hash: PictureHash, turned: number): number[] {
  return bandStarts.flatMap((start, band) => {
    const plain = part(hash.bits, start)
    const weakest = hash.margins
      .slice(start, start + bandBits)
      .map((margin, at) => ({ margin, at }))
      .sort((a, b) => a.margin - b.margin)
      .slice(0, turned)
    const values = [plain, ...weakest.map(({ at }) => plain ^ (1 << (bandBits - 1 - at)))]
    return values.map((value) => (band << bandBits) | value)
  })
}

/** {@link bandBits} bits from `start` on. */
function part([coarse, fine]: Bits, start: number): number {
  const mask = (1 << bandBits) - 1
  const end = start + bandBits
  if (end <= 32) return (coarse >>> (32 - end)) & mask
  if (start >= 32) return (fine >>> (64 - end)) & mask
  return ((coarse << (end - 32)) | (fine >>> (64 - end))) & mask
}

export interface Likeness {
  /** How much of the shorter one is in the other, 0 to 1. */
  readonly share: number
  /** Where the second one's beginning lies in the first. */
  readonly offsetMs: number
}

/** Two of 64 bits that differ by chance stay above this in one of a million pictures. */
const alikeBits = 12
const shortestSeconds = 3
const shareMin = 0.5

/** Lays one over the other at every offset. @returns undefined when they are not the same recording */
export function likeness(a: Fingerprint, b: Fingerprint): Likeness | undefined {
  const shorter = Math.min(a.whole.length, b.whole.length)
  const enough = Math.min(shorter, shortestSeconds * printRate)
  let best: Likeness | undefined
  let closest = 0
  for (let offset = enough - b.whole.length; offset <= a.whole.length - enough; offset++) {
    let [alike, different, closeness] = [0, 0, 0]
    const from = Math.max(0, offset)
    const to = Math.min(a.whole.length, offset + b.whole.length)
    for (let at = from; at < to; at++) {
      const near = nearest(a, at, b, at - offset)
      if (near === undefined) continue
      if (near > alikeBits) different++
      else {
        alike++
        closeness += 64 - near
      }
      // More than that can't be made up for.
      if (different > (to - from) * (1 - shareMin)) break
    }
    const share = alike / shorter
    const steady = alike >= enough * shareMin && alike >= 3 * different
    // A moment beside the right one is alike too, only less so.
    if (steady && share > 0.25 && closeness > closest) {
      closest = closeness
      best = { share, offsetMs: (offset * 1000) / printRate }
    }
  }
  return best
}

/** @returns undefined where neither picture says anything */
function nearest(a: Fingerprint, at: number, b: Fingerprint, bt: number): number | undefined {
  const [aWhole, bWhole] = [a.whole[at], b.whole[bt]]
  if (aWhole === undefined && bWhole === undefined) return undefined
  if (aWhole === undefined || bWhole === undefined) return 64
  const plain = distance(aWhole, bWhole)
  if (plain <= alikeBits) return plain
  const [aInner, bInner] = [a.inner[at], b.inner[bt]]
  return Math.min(
    plain,
    bInner === undefined ? 64 : distance(aWhole, bInner),
    aInner === undefined ? 64 : distance(aInner, bWhole),
  )
}

/** Half of a picture's bits are set, never all: that stands for what says nothing. */
const nothing: Bits = [0xffffffff, 0xffffffff]

/** Eight bytes a hash. */
export function packHashes(hashes: readonly (Bits | undefined)[]): Buffer {
  const packed = Buffer.alloc(hashes.length * 8)
  for (const [at, hash] of hashes.entries()) {
    const [coarse, fine] = hash ?? nothing
    packed.writeUInt32BE(coarse, at * 8)
    packed.writeUInt32BE(fine, at * 8 + 4)
  }
  return packed
}

export function unpackHashes(packed: Buffer): (Bits | undefined)[] {
  return Array.from({ length: packed.length >> 3 }, (_, at) => {
    const bits: Bits = [packed.readUInt32BE(at * 8), packed.readUInt32BE(at * 8 + 4)]
    return distance(bits, nothing) === 0 ? undefined : bits
  })
}
