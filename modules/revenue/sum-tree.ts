import { createHash, hash as oneShotHash } from 'node:crypto'
import { assert } from '../../platform/errors.ts'

/** A Merkle-sum tree: each node carries a hash and the sum of what is below it, and both children's sums are
 *  inside the parent's hash. Two readers who hold the same root can therefore not have been told amounts that
 *  add up to more than the root's sum. A node without a partner at the end of its level moves up unchanged;
 *  nothing is ever duplicated. Exact bytes: docs/statement-format.md. */
export interface SumNode {
  readonly sum: bigint
  readonly hash: Buffer
}

export interface SumRoot extends SumNode {
  readonly leaves: bigint
}

const SUM_MAX = (1n << 128n) - 1n
const LOW_64 = (1n << 64n) - 1n
const NODE_TAG = 0x01

export const sha256 = (bytes: Buffer): Buffer => oneShotHash('sha256', bytes, 'buffer')

/** The root of a tree without leaves. */
export const EMPTY_ROOT: SumRoot = { leaves: 0n, sum: 0n, hash: createHash('sha256').digest() }

/** Unsigned 128-bit big-endian, the width of every amount inside a hash. */
export function writeAmount(into: Buffer, amount: bigint, at: number): void {
  assert(amount >= 0n && amount <= SUM_MAX, 'an amount in a tree is unsigned and fits 128 bits')
  into.writeBigUInt64BE(amount >> 64n, at)
  into.writeBigUInt64BE(amount & LOW_64, at + 8)
}

export function parentOf(left: SumNode, right: SumNode): SumNode {
  const bytes = Buffer.allocUnsafe(97)
  bytes[0] = NODE_TAG
  writeAmount(bytes, left.sum, 1)
  left.hash.copy(bytes, 17)
  writeAmount(bytes, right.sum, 49)
  right.hash.copy(bytes, 65)
  return { sum: left.sum + right.sum, hash: sha256(bytes) }
}

/** Builds a root from leaves in order, holding only one node a level: a day of millions needs no memory. */
export function streamTree() {
  // waiting[k] is a finished subtree of 2^k leaves that still lacks its right partner.
  const waiting: (SumNode | undefined)[] = []
  let leaves = 0n
  return {
    add(leaf: SumNode): void {
      leaves += 1n
      let node = leaf
      let level = 0
      for (let left = waiting[level]; left !== undefined; left = waiting[level]) {
        node = parentOf(left, node)
        waiting[level] = undefined
        level += 1
      }
      waiting[level] = node
    },
    root(): SumRoot {
      let node: SumNode | undefined
      for (const left of waiting) {
        if (left !== undefined) node = node === undefined ? left : parentOf(left, node)
      }
      return node === undefined ? EMPTY_ROOT : { leaves, ...node }
    },
  }
}

/** All levels of a tree, the leaves first; a level is its nodes' sums and hashes one after the other, 48 bytes each,
 *  which is also how two children stand in their parent's preimage. A million leaves take 96 MB. */
export interface SumTree {
  readonly size: number
  readonly levels: readonly Buffer[]
}

const NODE_BYTES = 48

/** Kept whole only where proofs are cut from it. */
export function treeGrower() {
  let leaves = Buffer.allocUnsafe(NODE_BYTES * 64)
  let size = 0
  return {
    add(leaf: SumNode): void {
      if ((size + 1) * NODE_BYTES > leaves.length) leaves = Buffer.concat([leaves, leaves])
      writeAmount(leaves, leaf.sum, size * NODE_BYTES)
      leaf.hash.copy(leaves, size * NODE_BYTES + 16)
      size += 1
    },
    tree(): SumTree {
      let level: Buffer = leaves.subarray(0, size * NODE_BYTES)
      const levels = [level]
      while (level.length > NODE_BYTES) {
        level = levelAbove(level)
        levels.push(level)
      }
      return { size, levels }
    },
  }
}

export function growTree(leaves: Iterable<SumNode>): SumTree {
  const grower = treeGrower()
  for (const leaf of leaves) grower.add(leaf)
  return grower.tree()
}

function levelAbove(level: Buffer): Buffer {
  const width = level.length / NODE_BYTES
  const above = Buffer.allocUnsafe(Math.ceil(width / 2) * NODE_BYTES)
  const preimage = Buffer.allocUnsafe(1 + 2 * NODE_BYTES)
  preimage[0] = NODE_TAG
  for (let i = 0; i < width; i += 2) {
    const from = i * NODE_BYTES
    const to = (i / 2) * NODE_BYTES
    if (i + 1 === width) {
      level.copy(above, to, from) // the last one has no partner: it moves up as it is
      continue
    }
    level.copy(preimage, 1, from, from + 2 * NODE_BYTES)
    writeAmount(above, readAmount(level, from) + readAmount(level, from + NODE_BYTES), to)
    sha256(preimage).copy(above, to + 16)
  }
  return above
}

const readAmount = (from: Buffer, at: number): bigint =>
  (from.readBigUInt64BE(at) << 64n) | from.readBigUInt64BE(at + 8)

export function nodeAt(level: Buffer, index: number): SumNode {
  const at = index * NODE_BYTES
  return { sum: readAmount(level, at), hash: level.subarray(at + 16, at + NODE_BYTES) }
}

export function rootOf(tree: SumTree): SumRoot {
  const top = tree.levels.at(-1)
  return tree.size === 0 || top === undefined ? EMPTY_ROOT : { leaves: BigInt(tree.size), ...nodeAt(top, 0) }
}

/** The nodes that, with the leaves at `indices` (ascending, no repeats), are enough to compute the root:
 *  level by level from the leaves, left to right, each partner that cannot be computed from below. */
export function proveMany(tree: SumTree, indices: readonly number[]): SumNode[] {
  const proof: SumNode[] = []
  let known = [...indices]
  for (const level of tree.levels.slice(0, -1)) {
    const width = level.length / NODE_BYTES
    const above: number[] = []
    for (let i = 0; i < known.length; i += 1) {
      const at = known[i]
      assert(at !== undefined && at >= 0 && at < width, 'a proof is of leaves that are in the tree')
      const partnerAt = at ^ 1
      if (known[i + 1] === partnerAt) i += 1
      else if (partnerAt < width) proof.push(nodeAt(level, partnerAt))
      above.push(at >> 1)
    }
    known = above
  }
  return proof
}

export const proveOne = (tree: SumTree, index: number): SumNode[] => proveMany(tree, [index])

/** Computes the root that a proof leads to; undefined when the proof has too few or too many nodes.
 *  The server never trusts its own proofs blindly: each statement is folded back once before it leaves. */
export function foldProof(
  size: number,
  known: readonly { index: number; node: SumNode }[],
  proof: readonly SumNode[],
): SumNode | undefined {
  let level = [...known]
  let used = 0
  for (let width = size; width > 1; width = Math.ceil(width / 2)) {
    const above: { index: number; node: SumNode }[] = []
    for (let i = 0; i < level.length; i += 1) {
      const here = level[i]
      if (here === undefined || here.index >= width) return undefined
      const partnerAt = here.index ^ 1
      let node = here.node
      if (partnerAt < width) {
        const next = level[i + 1]
        const computed = next?.index === partnerAt
        const partner = computed ? next.node : proof[used]
        if (partner === undefined) return undefined
        if (computed) i += 1
        else used += 1
        node = here.index % 2 === 0 ? parentOf(node, partner) : parentOf(partner, node)
      }
      above.push({ index: here.index >> 1, node })
    }
    level = above
  }
  return used === proof.length && level.length === 1 ? level[0]?.node : undefined
}
