// SPDX-License-Identifier: Apache-2.0
// Trees ("§4" of docs/statement-format.md). Preimages are put together as hexadecimal.

import { bytesOf, type Item, need, sha256, utf8 } from './read.ts'

export type Node = { sum: bigint; hash: string }
/** Which tree a root of version 2 names; undefined: of version 1, whose root is the top itself. */
export type TreeName = { instance: string; tree: string; scope: string } | undefined

export const u64 = (n: bigint) => n.toString(16).padStart(16, '0')
export const u128 = (n: bigint) => n.toString(16).padStart(32, '0')
export const hexOf = (text: string) =>
  Array.from(utf8(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
export const hashOf = (preimage: string) => sha256(bytesOf(preimage))
const nodeOf = (sum: bigint, preimage: string): Node => ({ sum, hash: hashOf(preimage) })
export const leaf = (kind: string, sum: bigint, fields: string) =>
  nodeOf(sum, `00${kind}${u128(sum)}${fields}`)
const parent = (l: Node, r: Node) => nodeOf(l.sum + r.sum, `01${u128(l.sum)}${l.hash}${u128(r.sum)}${r.hash}`)
export const EMPTY = nodeOf(0n, '')

const rootOf = (leaves: bigint, top: Node, name: TreeName): string =>
  name === undefined
    ? top.hash
    : hashOf(
        `02${u64(leaves)}${u128(top.sum)}${top.hash}` +
          hexOf(`panggung/tree/2\n${name.instance}\n${name.tree}\n${name.scope}`),
      )

/** From known leaves (index, node), ascending, up to the top; of one leaf it is the plain inclusion proof. */
export function climb(known: [bigint, Node][], leaves: bigint, proof: Item[], where: string): Node {
  for (const [k, [i]] of known.entries())
    need(i < leaves && i > (known[k - 1]?.[0] ?? -1n), where, `index ${i} / ${leaves}`)
  let [level, used] = [new Map(known), 0]
  for (let width = leaves; width > 1n; width = (width + 1n) >> 1n) {
    const up = new Map<bigint, Node>()
    for (const [i, node] of level) {
      if (up.has(i >> 1n)) continue // made with its left partner
      const next = level.has(i ^ 1n) || (i ^ 1n) >= width ? undefined : proof[used++]
      const other = next ? { sum: next.n('sum'), hash: next.t('hash') } : level.get(i ^ 1n)
      need(other !== undefined || (i ^ 1n) >= width, where, `${proof.length} < ${used}`)
      up.set(i >> 1n, !other ? node : i & 1n ? parent(other, node) : parent(node, other))
    }
    level = up
  }
  need(used === proof.length, where, `${proof.length} > ${used}`)
  return level.get(0n) ?? EMPTY
}
/** Leaves and proof lead to the published tree. */
export function lead(
  known: [bigint, Node][],
  tree: Item,
  { owner, proof, name }: { owner: Item; proof: string; name: TreeName },
) {
  const top = climb(known, tree.n('leaves'), owner.list(proof), owner.where(proof))
  const root = rootOf(tree.n('leaves'), top, name)
  const leads = root === tree.t('root') && top.sum === tree.n('sum')
  owner.must(proof, leads, `${tree.at} (${top.sum} ${root})`)
}
/** The published tree has that sum, and is the empty one if it has no leaves. */
export function treeSum(tree: Item, sum: bigint, name: TreeName) {
  tree.same('sum', sum)
  if (tree.n('leaves') > 0n) return
  const root = rootOf(0n, EMPTY, name)
  tree.must('root', sum === 0n && tree.t('root') === root, root)
}
