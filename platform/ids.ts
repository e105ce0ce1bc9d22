/** Ids and secrets are arguments, so that a test replays exactly. */
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'

export interface Ids {
  /** A version 7 uuid: sorts by creation time. */
  uuid(): string
  /** Such an id as its 16 bytes, for those who make thousands and print none. */
  uuidBytes(): Buffer
  /** Unguessable base64url text of that many random bytes. */
  secret(bytes: number): string
}

export function systemIds(clock: Clock): Ids {
  return idsFrom(clock, pooledRandom())
}

/** Random bytes from a pool: one system call for 256 ids instead of one for each. */
function pooledRandom(): (size: number) => Buffer {
  let pool = Buffer.alloc(0)
  let used = 0
  return (size) => {
    if (pool.length - used < size) {
      pool = randomBytes(Math.max(4096, size))
      used = 0
    }
    used += size
    return pool.subarray(used - size, used)
  }
}

/** The same seed gives the same ids. For tests and the demo stage only. */
export function seededIds(seed: string, clock: Clock): Ids {
  let counter = 0
  return idsFrom(clock, (size) => {
    const blocks: Buffer[] = []
    for (let have = 0; have < size; have += 32)
      blocks.push(createHash('sha256').update(`${seed}:${counter++}`).digest())
    return Buffer.concat(blocks).subarray(0, size)
  })
}

function idsFrom(clock: Clock, random: (size: number) => Buffer): Ids {
  let lastMs = 0
  let sequence = 0
  const uuidBytes = (): Buffer => {
    // RFC 9562 §6.2: a counter in rand_a keeps ids of one millisecond in order.
    const nowMs = clock.now().getTime()
    if (nowMs > lastMs) {
      lastMs = nowMs
      sequence = 0
    } else if (++sequence > 0xfff) {
      lastMs++
      sequence = 0
    }
    const bytes = random(16)
    bytes.writeUIntBE(lastMs, 0, 6)
    bytes.writeUInt16BE(sequence, 6)
    return stamp(bytes, 7)
  }
  return {
    uuid: () => format(uuidBytes()),
    uuidBytes,
    secret: (bytes) => random(bytes).toString('base64url'),
  }
}

/** A version 8 uuid made from its parts: whoever makes it again gets the same one. This is how a retry
 *  carries the id of the first try. Parts are length-prefixed, so ('ab','c') is not ('a','bc'). */
export function uuidFrom(...parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`)
  return format(stamp(hash.digest().subarray(0, 16), 8))
}

function stamp(bytes: Buffer, version: number): Buffer {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes
}

function format(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
