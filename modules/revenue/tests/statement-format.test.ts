import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hashOf, messageOf, signatureHolds } from '../sign.ts'
import { nodeAt, rootOf } from '../sum-tree.ts'
import { computeExample } from './worked-example.ts'

const page = readFileSync(new URL('../../../docs/statement-format.md', import.meta.url), 'utf8')
const example = computeExample()

test('the page prints the example that the code computes', () => {
  const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match): unknown =>
    JSON.parse(match[1] ?? ''),
  )
  assert.deepEqual(blocks, [example.document.body.scheme, example.statement])
})

test('every hash of the example is on the page', () => {
  const hex = (bytes: Buffer) => bytes.toString('hex')
  const { creatorTree, viewerTree, periodTree } = example
  const inner = viewerTree.levels[1]
  assert.ok(inner)
  const hashes = [
    ...example.rows.map((row) => hex(row.leaf.hash)),
    ...example.days.flatMap((day) => [hex(day.root.hash), hex(day.leaf.hash)]),
    ...example.viewerLeaves.map((leaf) => hex(leaf.hash)),
    hex(nodeAt(inner, 0).hash),
    ...[creatorTree, viewerTree, periodTree].map((tree) => hex(rootOf(tree).hash)),
    hashOf('period', example.document.body),
  ]
  for (const hash of hashes) assert.ok(page.includes(`\`${hash}\``), hash)
})

test('the example’s signatures hold', () => {
  const { statement, document } = example
  assert.ok(signatureHolds(messageOf('statement', statement.body), statement.signature, statement.key))
  assert.ok(signatureHolds(messageOf('period', document.body), document.signature, document.key))
})
