/** What a clip looks and sounds like, in a few numbers that were kept of it anyway: for whoever places a clip that nobody has
 *  watched yet. Pure. */
import { type Bits, distance } from './process/looks/hash-picture.ts'
import { printRate } from './probe/looks-args.ts'

export interface Tone {
  /** Mean colour of the poster, sRGB, 0 to 1 each. */
  readonly red: number
  readonly green: number
  readonly blue: number
  /** How far its light parts lie from its dark ones: of large parts alone, about 0 to 1. */
  readonly contrast: number
}

export interface Feel {
  /** undefined: there is no poster. */
  readonly tone: Tone | undefined
  /** LUFS; null: nothing that anybody can hear; undefined: nobody has listened yet. */
  readonly lufs: number | null | undefined
  /** How often the whole picture becomes another one, a second; undefined: nobody has looked yet. */
  readonly cutsASecond: number | undefined
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'
/** Quantised to 19 steps from -1 to 1 (https://github.com/woltapp/blurhash/blob/master/Algorithm.md). */
const acSteps = 19
const lightOf = (red: number, green: number, blue: number): number =>
  0.2126 * red + 0.7152 * green + 0.0722 * blue

/** @returns undefined for what is no blurhash */
export function readTone(blurhash: string): Tone | undefined {
  const values = Array.from(blurhash, (letter) => digits.indexOf(letter))
  const number = (from: number, to: number): number =>
    values.slice(from, to).reduce((sum, value) => sum * digits.length + value, 0)
  const size = number(0, 1)
  const parts = ((size % 9) + 1) * (Math.floor(size / 9) + 1)
  if (values.includes(-1) || blurhash.length !== 4 + 2 * parts) return undefined
  const mean = number(2, 6)
  const most = (number(1, 2) + 1) / 166
  let square = 0
  for (let part = 1; part < parts; part++) {
    const value = number(4 + 2 * part, 6 + 2 * part)
    const step = (place: number): number => {
      const way = (Math.floor(value / place) % acSteps) / 9 - 1
      return Math.sign(way) * way ** 2 * most
    }
    square += lightOf(step(acSteps ** 2), step(acSteps), step(1)) ** 2
  }
  return {
    red: (mean >> 16) / 255,
    green: ((mean >> 8) & 255) / 255,
    blue: (mean & 255) / 255,
    contrast: Math.min(1, 2 * Math.sqrt(square)),
  }
}

/** Of 64 bits, more differ than within one shot. */
const cutBits = 20

/** @param pictures hashes, `printRate` a second; undefined where a picture is nearly one colour */
export function cutsOf(pictures: readonly (Bits | undefined)[]): number | undefined {
  if (pictures.length === 0) return undefined
  let cuts = 0
  for (let at = 1; at < pictures.length; at++) {
    const [before, now] = [pictures[at - 1], pictures[at]]
    if (before && now && distance(before, now) > cutBits) cuts++
  }
  return (cuts * printRate) / pictures.length
}
