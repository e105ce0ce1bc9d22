import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  EMPTY_ROOT,
  foldProof,
  growTree,
  proveMany,
  proveOne,
  rootOf,
  type SumNode,
  sha256,
  streamTree,
} from './sum-tree.ts'

const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { maxLength: 70 })
const leavesOf = (list: readonly bigint[]): SumNode[] =>
  list.map((sum, i) => ({ sum, hash: sha256(Buffer.from(`${i}:${sum}`)) }))

/** The definition of docs/statement-format.md §4, written without regard to speed. */
function plainRoot(level: readonly SumNode[]): SumNode | undefined {
  if (level.length <= 1) return level[0]
  const above: SumNode[] = []
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i], level[i + 1]]
    if (left && right) {
      const wide = (sum: bigint) => Buffer.from(sum.toString(16).padStart(32, '0'), 'hex')
      const hash = createHash('sha256')
        .update(Buffer.concat([Buffer.of(1), wide(left.sum), left.hash, wide(right.sum), right.hash]))
        .digest()
      above.push({ sum: left.sum + right.sum, hash })
    } else if (left) above.push(left)
  }
  return plainRoot(above)
}

test('the streamed root, the grown root and the plain definition agree; the sum is the sum', () => {
  fc.assert(
    fc.property(amounts, (list) => {
      const leaves = leavesOf(list)
      const stream = streamTree()
      for (const leaf of leaves) stream.add(leaf)
      const plain = plainRoot(leaves) ?? EMPTY_ROOT
      for (const root of [stream.root(), rootOf(growTree(leaves))]) {
        assert.equal(root.leaves, BigInt(list.length))
        assert.equal(
          root.sum,
          list.reduce((sum, amount) => sum + amount, 0n),
        )
        assert.equal(root.hash.toString('hex'), plain.hash.toString('hex'))
      }
    }),
  )
})

const treesAndPicks = amounts
  .filter((list) => list.length > 0)
  .chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.uniqueArray(fc.nat(list.length - 1), { minLength: 1, maxLength: list.length }),
    ),
  )

test('a shared proof leads to the root, and only with the right leaves', () => {
  fc.assert(
    fc.property(treesAndPicks, ([list, picks]) => {
      const leaves = leavesOf(list)
      const tree = growTree(leaves)
      const indices = picks.toSorted((a, b) => a - b)
      const proof = proveMany(tree, indices)
      const known = indices.flatMap((index) => (leaves[index] ? [{ index, node: leaves[index] }] : []))
      const root = rootOf(tree)
      const reached = foldProof(leaves.length, known, proof)
      assert.equal(reached?.hash.toString('hex'), root.hash.toString('hex'))
      assert.equal(reached?.sum, root.sum)

      const [first, ...rest] = known
      assert.ok(first)
      const richer = [{ ...first, node: { ...first.node, sum: first.node.sum + 1n } }, ...rest]
      const reachedRicher = foldProof(leaves.length, richer, proof)
      assert.notEqual(reachedRicher?.sum, root.sum)
      const extra = { sum: 0n, hash: sha256(Buffer.from('extra')) }
      assert.equal(foldProof(leaves.length, known, [...proof, extra]), undefined)
      if (proof.length > 0) assert.equal(foldProof(leaves.length, known, proof.slice(1)), undefined)
    }),
  )
})

test('a proof of one leaf has no more nodes than the tree has levels', () => {
  const leaves = leavesOf(Array.from({ length: 100 }, (_, i) => BigInt(i)))
  const tree = growTree(leaves)
  assert.equal(proveOne(tree, 0).length, 7)
  assert.equal(proveOne(tree, 99).length, 4) // moved up unchanged where it had no partner
})

test('a sum that a node cannot hold is refused', () => {
  const hash = sha256(Buffer.from(''))
  assert.throws(() => growTree([{ sum: -1n, hash }]), /unsigned/)
  const most = { sum: (1n << 128n) - 1n, hash }
  assert.throws(() => growTree([most, most]), /128/)
})
