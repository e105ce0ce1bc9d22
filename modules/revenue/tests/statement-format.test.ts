import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { canonicalJson } from '../canonical-json.ts'
import { hashOf, messageOf, signatureHolds } from '../sign.ts'
import { nodeAt, rootOf } from '../sum-tree.ts'
import { taxRuleHash } from '../tax-rule.ts'
import { computeExample } from './worked-example.ts'
import { computeExample as computeExample1 } from './worked-example-1.ts'

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
const jsonOf = (page: string) =>
  [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match): unknown => JSON.parse(match[1] ?? ''))
const hex = (bytes: Buffer) => bytes.toString('hex')

const page = read('statement-format.md')
const example = computeExample()
const page1 = read('statement-format-1.md')
const example1 = computeExample1()

test('the page prints the example that the code computes', () => {
  assert.deepEqual(jsonOf(page), [example.document.body.scheme, example.rule, example.statement])
  assert.deepEqual(jsonOf(page1), [example1.document.body.scheme, example1.statement])
})

test('every hash of the example is on the page', () => {
  const { creatorTree, viewerTree, periodTree, splitTree, incomeTree, document } = example
  const inner = viewerTree.levels[1]
  const day = document.body.days[0]
  assert.ok(inner && day)
  const hashes = [
    ...example.rows.map((row) => hex(row.leaf.hash)),
    ...example.days.flatMap((one) => [hex(one.root.hash), hex(one.leaf.hash)]),
    ...[example.viewerLeaves, example.periodLeaves, example.incomes.map((one) => one.leaf)].flatMap(
      (leaves) => leaves.map((leaf) => hex(leaf.hash)),
    ),
    ...example.incomes.map((one) => hex(one.linesHash)),
    hex(nodeAt(inner, 0).hash),
    ...[creatorTree, viewerTree, periodTree, splitTree, incomeTree].map((tree) => hex(rootOf(tree).hash)),
    ...[day.creatorTree, day.viewerTree, document.body.creators.tree, document.body.splits.tree].map(
      (tree) => tree.root,
    ),
    document.body.income.tree.root,
    taxRuleHash(example.rule),
    document.body.schemeHash,
    hashOf('panggung/period/2', document.body),
  ]
  for (const hash of hashes) assert.ok(page.includes(`\`${hash}\``), hash)
  assert.ok(page.includes(`panggung/scheme/2\n${canonicalJson(document.body.scheme)}\n`))
})

test('every hash of the first version’s example is on its page', () => {
  const { creatorTree, viewerTree, periodTree } = example1
  const inner = viewerTree.levels[1]
  assert.ok(inner)
  const hashes = [
    ...example1.rows.map((row) => hex(row.leaf.hash)),
    ...example1.days.flatMap((day) => [hex(day.root.hash), hex(day.leaf.hash)]),
    ...example1.viewerLeaves.map((leaf) => hex(leaf.hash)),
    hex(nodeAt(inner, 0).hash),
    ...[creatorTree, viewerTree, periodTree].map((tree) => hex(rootOf(tree).hash)),
    hashOf('panggung/period/1', example1.document.body),
  ]
  for (const hash of hashes) assert.ok(page1.includes(`\`${hash}\``), hash)
})

test('the examples’ signatures hold, and a rotation leads from the document’s key to the statement’s', () => {
  const { statement, document } = example
  assert.ok(
    signatureHolds(messageOf('panggung/statement/2', statement.body), statement.signature, statement.key),
  )
  assert.ok(signatureHolds(messageOf('panggung/period/2', document.body), document.signature, document.key))
  const [rotation] = statement.body.rotations
  assert.ok(rotation)
  assert.ok(signatureHolds(messageOf('panggung/key/2', rotation.body), rotation.signature, rotation.key))
  assert.deepEqual([rotation.key, rotation.body.nextKey], [document.key, statement.key])
  const first = example1
  assert.ok(
    signatureHolds(
      messageOf('panggung/statement/1', first.statement.body),
      first.statement.signature,
      first.statement.key,
    ),
  )
  assert.ok(
    signatureHolds(
      messageOf('panggung/period/1', first.document.body),
      first.document.signature,
      first.document.key,
    ),
  )
})
