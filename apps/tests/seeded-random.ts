import { mulberry32 } from '../../platform/random.ts'

/** Chance that can be replayed: the same seed makes the same choices in the same order. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  /** True that often. */
  happens(probability: number): boolean
  shuffled<T>(items: readonly T[]): T[]
  bytes(count: number): Buffer
  uuid(): string
  /** A stream of its own, so that what runs at once does not take each other's turns. */
  fork(name: string): Chance
}

/** @param seed any whole number */
export function chanceFrom(seed: number): Chance {
  const next = mulberry32(seed)
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  const bytes = (count: number): Buffer => Buffer.from(Array.from({ length: count }, () => between(0, 255)))
  return {
    next,
    between,
    happens: (probability) => next() < probability,
    shuffled(items) {
      return items
        .map((item) => ({ item, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item)
    },
    bytes,
    uuid() {
      const raw = bytes(16)
      raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6)
      raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8)
      const hex = raw.toString('hex')
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
        '-',
      )
    },
    fork(name) {
      let mixed = between(0, 0xffffffff)
      for (const char of name) mixed = (Math.imul(mixed, 31) + char.charCodeAt(0)) >>> 0
      return chanceFrom(mixed)
    },
  }
}
