import { assert } from '../../platform/errors.ts'
import { type SumNode, type SumRoot, sha256, writeAmount } from './sum-tree.ts'

/** The kinds of leaf, byte for byte as docs/statement-format.md prints them (4: version 1's creator-period). Every field has a fixed
 *  width and every kind its own tag, so no two different facts share a preimage. */

const ROW = 0x01
const CREATOR_DAY = 0x02
const VIEWER_DAY = 0x03
const CREATOR_PERIOD_1 = 0x04
const CREATOR_PERIOD = 0x05
const SPLIT = 0x06
const INCOME = 0x07

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

/** A creator's ad income of a period, as version 1 has it: no splits. */
export interface CreatorPeriod1 {
  readonly creator: Buffer
  readonly accruedMicro: bigint
  readonly openingMicro: bigint
  readonly posted: bigint
  readonly closingMicro: bigint
  readonly cumulativeMicro: bigint
  readonly cumulativePosted: bigint
}

export function creatorPeriodLeaf1(total: CreatorPeriod1): SumNode {
  const bytes = open(CREATOR_PERIOD_1, 114, total.accruedMicro)
  total.creator.copy(bytes, 18)
  writeAmounts(bytes, 34, [
    total.openingMicro,
    total.posted,
    total.closingMicro,
    total.cumulativeMicro,
    total.cumulativePosted,
  ])
  return { sum: total.accruedMicro, hash: sha256(bytes) }
}

export interface CreatorPeriod extends CreatorPeriod1 {
  /** Days on which the creator has rows, and splits in which the creator has a part. */
  readonly days: bigint
  readonly splits: bigint
  readonly splitInMicro: bigint
  readonly splitOutMicro: bigint
}

/** Its sum is what is left after splits: what goes out of one goes into others, so all together still make what the
 *  days' creators got. */
export function creatorPeriodLeaf(total: CreatorPeriod): SumNode {
  const net = total.accruedMicro + total.splitInMicro - total.splitOutMicro
  const bytes = open(CREATOR_PERIOD, 178, net)
  total.creator.copy(bytes, 18)
  bytes.writeBigUInt64BE(total.days, 34)
  bytes.writeBigUInt64BE(total.splits, 42)
  writeAmounts(bytes, 50, [
    total.accruedMicro,
    total.splitInMicro,
    total.splitOutMicro,
    total.openingMicro,
    total.posted,
    total.closingMicro,
    total.cumulativeMicro,
    total.cumulativePosted,
  ])
  return { sum: net, hash: sha256(bytes) }
}

export interface SplitPart {
  readonly creatorId: string
  readonly basisPoints: bigint
  readonly micro: bigint
}

export interface SplitPeriod {
  readonly splitId: string
  readonly videoId: string
  readonly ownerId: string
  readonly firstDay: string
  readonly lastDay: string
  readonly micro: bigint
  /** Ascending by creator. */
  readonly parts: readonly SplitPart[]
}

/** A split video's ad income of a period: the same leaf for all who share it. */
export function splitLeaf(split: SplitPeriod): SumNode {
  const parts = Buffer.allocUnsafe(split.parts.length * 40)
  split.parts.forEach(({ creatorId, basisPoints, micro }, at) => {
    uuidBytes(creatorId).copy(parts, at * 40)
    parts.writeBigUInt64BE(basisPoints, at * 40 + 16)
    writeAmount(parts, micro, at * 40 + 24)
  })
  const bytes = open(SPLIT, 126, split.micro)
  uuidBytes(split.splitId).copy(bytes, 18)
  uuidBytes(split.videoId).copy(bytes, 34)
  uuidBytes(split.ownerId).copy(bytes, 50)
  bytes.write(split.firstDay, 66, 10, 'ascii')
  bytes.write(split.lastDay, 76, 10, 'ascii')
  bytes.writeBigUInt64BE(BigInt(split.parts.length), 86)
  sha256(parts).copy(bytes, 94)
  return { sum: split.micro, hash: sha256(bytes) }
}

export interface IncomeLeaf {
  readonly creator: Buffer
  readonly lines: bigint
  readonly linesHash: Buffer
  readonly opening: bigint
  readonly closing: bigint
  readonly earned: bigint
  /** One for each kind of income, in their order. */
  readonly kinds: readonly { readonly amount: bigint; readonly cumulative: bigint }[]
}

export function incomeLeaf(income: IncomeLeaf): SumNode {
  const bytes = open(INCOME, 106 + 32 * income.kinds.length, income.earned)
  income.creator.copy(bytes, 18)
  bytes.writeBigUInt64BE(income.lines, 34)
  income.linesHash.copy(bytes, 42)
  writeAmounts(bytes, 74, [
    income.opening,
    income.closing,
    ...income.kinds.flatMap(({ amount, cumulative }) => [amount, cumulative]),
  ])
  return { sum: income.earned, hash: sha256(bytes) }
}

const writeAmounts = (bytes: Buffer, from: number, amounts: readonly bigint[]): void =>
  amounts.forEach((amount, at) => {
    writeAmount(bytes, amount, from + at * 16)
  })

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
