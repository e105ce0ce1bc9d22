import { assert } from '../../platform/errors.ts'
import { type SumNode, type SumRoot, sha256, writeAmount } from './sum-tree.ts'

/** The four kinds of leaf, byte for byte as docs/statement-format.md prints them. Every field has a fixed
 *  width and every kind its own tag, so no two different facts share a preimage. */

const ROW = 0x01
const CREATOR_DAY = 0x02
const VIEWER_DAY = 0x03
const CREATOR_PERIOD = 0x04

export interface Row {
  readonly viewer: Buffer
  readonly video: Buffer
  readonly watchMs: bigint
  readonly viewerWatchMs: bigint
  readonly viewerAdMicro: bigint
  readonly micro: bigint
}

export function rowLeaf(row: Row): SumNode {
  const bytes = open(ROW, 82, row.micro)
  row.viewer.copy(bytes, 18)
  row.video.copy(bytes, 34)
  bytes.writeBigUInt64BE(row.watchMs, 50)
  bytes.writeBigUInt64BE(row.viewerWatchMs, 58)
  writeAmount(bytes, row.viewerAdMicro, 66)
  return { sum: row.micro, hash: sha256(bytes) }
}

/** A creator's day: the root of the creator's rows, which are thereby one subtree of the day's tree. */
export function creatorDayLeaf(creator: Buffer, rows: SumRoot): SumNode {
  const bytes = open(CREATOR_DAY, 74, rows.sum)
  creator.copy(bytes, 18)
  bytes.writeBigUInt64BE(rows.leaves, 34)
  rows.hash.copy(bytes, 42)
  return { sum: rows.sum, hash: sha256(bytes) }
}

export interface ViewerDay {
  readonly viewer: Buffer
  readonly adMicro: bigint
  readonly watchMs: bigint
  readonly creatorsMicro: bigint
}

/** Its sum is the viewer's ad money, so the root's sum is the pool of the day. */
export function viewerDayLeaf(day: ViewerDay): SumNode {
  const bytes = open(VIEWER_DAY, 58, day.adMicro)
  day.viewer.copy(bytes, 18)
  bytes.writeBigUInt64BE(day.watchMs, 34)
  writeAmount(bytes, day.creatorsMicro, 42)
  return { sum: day.adMicro, hash: sha256(bytes) }
}

export interface CreatorPeriod {
  readonly creator: Buffer
  readonly accruedMicro: bigint
  readonly openingMicro: bigint
  readonly posted: bigint
  readonly closingMicro: bigint
  readonly cumulativeMicro: bigint
  readonly cumulativePosted: bigint
}

export function creatorPeriodLeaf(total: CreatorPeriod): SumNode {
  const bytes = open(CREATOR_PERIOD, 114, total.accruedMicro)
  total.creator.copy(bytes, 18)
  writeAmount(bytes, total.openingMicro, 34)
  writeAmount(bytes, total.posted, 50)
  writeAmount(bytes, total.closingMicro, 66)
  writeAmount(bytes, total.cumulativeMicro, 82)
  writeAmount(bytes, total.cumulativePosted, 98)
  return { sum: total.accruedMicro, hash: sha256(bytes) }
}

function open(kind: number, size: number, sum: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(size)
  bytes[0] = 0x00
  bytes[1] = kind
  writeAmount(bytes, sum, 2)
  return bytes
}

/** The 16 bytes of a uuid. */
export function uuidBytes(uuid: string): Buffer {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex')
  assert(bytes.length === 16, 'a uuid has 16 bytes')
  return bytes
}
