/** A model as bytes that another process, or this one after a restart, reads back: typed arrays with their names, and
 *  the settings without which they mean nothing. Little-endian:
 *
 *      0  8 bytes   magic
 *      8  u32       version of this layout
 *     12  u32       length of the header
 *     16  u64       length of the body
 *     24  32 bytes  SHA-256 of all that follows
 *     56  header    JSON, filled up with spaces to a multiple of 8
 *         body      the arrays, each from a multiple of 8 */
import { createHash } from 'node:crypto'
import { z } from 'zod'

const magic = Buffer.from('PGMODEL\n', 'latin1')
const version = 1
const headerAt = 56

const arrayOf = {
  f32: (bytes: ArrayBuffer) => new Float32Array(bytes),
  i32: (bytes: ArrayBuffer) => new Int32Array(bytes),
  u32: (bytes: ArrayBuffer) => new Uint32Array(bytes),
}
export type SnapshotArray = Float32Array | Int32Array | Uint32Array

const headerSchema = z.object({
  kind: z.string(),
  settings: z.unknown(),
  arrays: z.array(
    z.object({ name: z.string(), type: z.enum(['f32', 'i32', 'u32']), length: z.int().nonnegative() }),
  ),
})

export interface Snapshot {
  /** Which model this is of. */
  readonly kind: string
  /** Any JSON. */
  readonly settings: unknown
  readonly arrays: Readonly<Record<string, SnapshotArray>>
}

export type SnapshotFault =
  /** No snapshot at all. */
  | 'foreign'
  /** A layout that this program does not know. */
  | 'version'
  /** Shorter than it says. */
  | 'truncated'
  /** Not what was written: the checksum says so, or the header makes no sense. */
  | 'corrupt'

export type SnapshotRead =
  | { readonly ok: true; readonly snapshot: Snapshot }
  | { readonly ok: false; readonly reason: SnapshotFault }

export function writeSnapshot({ kind, settings, arrays }: Snapshot): Buffer {
  const named = Object.entries(arrays)
  const described = named.map(([name, array]) => ({ name, type: typeOf(array), length: array.length }))
  const json = Buffer.from(JSON.stringify({ kind, settings, arrays: described }))
  const header = Buffer.concat([json, Buffer.alloc(padded(json.length) - json.length, ' ')])
  const bodyBytes = named.reduce((sum, [, array]) => sum + padded(array.byteLength), 0)
  const bytes = Buffer.alloc(headerAt + header.length + bodyBytes)
  magic.copy(bytes)
  bytes.writeUInt32LE(version, 8)
  bytes.writeUInt32LE(header.length, 12)
  bytes.writeBigUInt64LE(BigInt(bodyBytes), 16)
  header.copy(bytes, headerAt)
  let at = headerAt + header.length
  for (const [, array] of named) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += padded(array.byteLength)
  }
  digest(bytes.subarray(headerAt)).copy(bytes, 24)
  return bytes
}

/** Never throws on what it is given. The arrays are copies. */
export function readSnapshot(bytes: Uint8Array): SnapshotRead {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fault = (reason: SnapshotFault): SnapshotRead => ({ ok: false, reason })
  if (!all.subarray(0, magic.length).equals(magic)) return fault('foreign')
  if (all.length < headerAt) return fault('truncated')
  if (all.readUInt32LE(8) !== version) return fault('version')
  const headerBytes = all.readUInt32LE(12)
  const size = BigInt(headerAt + headerBytes) + all.readBigUInt64LE(16)
  if (BigInt(all.length) < size) return fault('truncated')
  if (BigInt(all.length) > size) return fault('corrupt')
  if (!digest(all.subarray(headerAt)).equals(all.subarray(24, headerAt))) return fault('corrupt')
  const header = parseHeader(all.toString('utf8', headerAt, headerAt + headerBytes))
  if (!header) return fault('corrupt')

  const arrays: Record<string, SnapshotArray> = {}
  let at = headerAt + headerBytes
  for (const { name, type, length } of header.arrays) {
    if (at + length * 4 > all.length) return fault('corrupt')
    arrays[name] = arrayOf[type](new Uint8Array(all.subarray(at, at + length * 4)).buffer)
    at += padded(length * 4)
  }
  return { ok: true, snapshot: { kind: header.kind, settings: header.settings, arrays } }
}

function parseHeader(text: string): z.infer<typeof headerSchema> | undefined {
  try {
    return headerSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8
const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

function typeOf(array: SnapshotArray): keyof typeof arrayOf {
  if (array instanceof Float32Array) return 'f32'
  return array instanceof Int32Array ? 'i32' : 'u32'
}
