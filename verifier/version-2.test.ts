// SPDX-License-Identifier: Apache-2.0
// Version 2: the worked example of docs/statement-format.md, and every change of any single place in it.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { KEY, NEXT_KEY, type Sealed } from './generate.ts'
import { Draft, type Mutation, mutations } from './tamper.ts'
import { fails, passes, sealed } from './town.ts'
import { type CheckName, verifyStatement } from './verify.ts'

const page = await readFile(new URL('../docs/statement-format.md', import.meta.url), 'utf8')
const example = page.match(/```json\n([^`]*"panggung\/statement\/2"[^`]*)```/)?.[1] ?? ''
const statement = sealed(example)
const documentText = JSON.stringify(statement.body.document)

describe('the worked example of version 2', () => {
  test('holds, check by check', async () => {
    const report = await passes(example)
    assert.deepEqual(
      report.checks.filter((check) => check.ok !== true).map((check) => check.name),
      ['earlier-statement'],
    )
    assert.equal(report.checks.length, 26)
    assert.equal(report.summary?.version, 2)
    assert.equal(report.summary?.income?.opening, '0')
    assert.equal(statement.key, NEXT_KEY)
    assert.equal(report.summary?.key, KEY, 'the instance keeps its name when its key changes')
  })
  test('its period document holds alone', async () => {
    const report = await passes(documentText)
    assert.equal(report.kind, 'period')
    assert.ok(report.checks.every((check) => check.ok === true))
  })
  test('with the known name of the instance, and not with another', async () => {
    await passes(example, { key: KEY })
    await fails(example, 'keys', /instance/, { key: NEXT_KEY })
  })
})

const D = 'body.document.body'
const tampering: [string, CheckName, RegExp, (draft: Draft) => void][] = [
  ['a key that nobody introduced', 'keys', /^key$/, (d) => d.set('body.rotations', [])],
  ['a rotation of another instance', 'keys', /instance/, (d) => d.flip('body.rotations.0.body.instance')],
  ['a next key that is this one', 'keys', /nextKey/, (d) => d.set(`${D}.nextKey`, KEY)],
  ['a gift that was less', 'lines', /lines\[0\]\.amount/, (d) => d.plus('body.income.lines.0.amount', -1n)],
  ['a line left out', 'lines', /kinds/, (d) => void d.list('body.income.lines').pop()],
  ['more paid out than moved', 'lines', /payout/, (d) => d.plus('body.income.kinds.payout.amount', 1n)],
  ['less owed than is', 'income', /closing/, (d) => d.plus('body.income.closing', -1n)],
  ['another past', 'income', /closing/, (d) => d.plus('body.income.opening', 1n)],
  ['a rate of tax', 'tax', /taxRules\[0\]/, (d) => d.plus('body.taxRules.0.brackets.0.rate.num', 1n)],
  ['a rule left out', 'tax', /./, (d) => void d.list('body.taxRules').pop()],
  ['a split of more than all', 'splits', /parts/, (d) => d.plus('body.ads.splits.0.parts.0.basisPoints', 1n)],
  ['a partner’s part', 'splits', /micro/, (d) => d.plus('body.ads.splits.0.parts.1.micro', 1n)],
  ['what a video brought', 'splits', /micro/, (d) => d.plus('body.ads.splits.0.micro', 1n)],
  ['a split left out', 'total', /split/, (d) => d.set('body.ads.splits', [])],
  ['a day left out', 'splits', /micro/, (d) => d.set('body.ads.days', [])],
  ['leaves of a tree', 'viewer-proof', /viewerProof/, (d) => d.plus(`${D}.days.0.viewerTree.leaves`, 1n)],
  ['owed to all', 'income-sums', /owed/, (d) => d.plus(`${D}.income.owed`, 1n)],
  [
    'a share above the whole',
    'scheme',
    /shares/,
    (d) => {
      d.set(`${D}.scheme.shares.gift.num`, '101')
      d.rehash()
    },
  ],
]

describe('tampering with version 2, signed again', () => {
  for (const [name, check, where, change] of tampering)
    test(`${name}: ${check}`, async () => {
      const draft = new Draft(statement)
      change(draft)
      await fails(draft.signed(), check, where)
    })
})

/** What a statement cannot prove, and only the signature holds (section 1). */
function isInstancesWord({ path, kind }: Mutation): boolean {
  const words: [RegExp, RegExp][] = [
    [/\.views\.\w+$/, /^(more|less|longer)$/],
    [/\.views$/, /^(extra|without \w+)$/],
    [/\.(timeZone|closedAt)$/, /^(longer|other)$/],
    [/ads\.(.*\.)?(transfer|transfers\.micro|transfers\.whole)$/, /^flipped$/],
    [/splits\.movedMicro$/, /^(more|less|longer)$/],
    [/document\.body\.income\.until$/, /^(longer|other)$/],
    [/\.nextKey$/, /^flipped$/],
    // A rotation after the document's own: of which sequence, only its document says.
    [/rotations\.\d+\.body\.sequence$/, /^(more|longer)$/],
    // Totals by kind bind to each other and to the leaves by their sum alone.
    [/^body\.document\.body\.income\.kinds\./, /^(more|less|longer)$/],
  ]
  return words.some(([place, change]) => place.test(path) && change.test(kind))
}

test('every change of any single place of version 2 is caught, even signed again', async (t) => {
  const uncaught: string[] = []
  const all = mutations(statement satisfies Sealed)
  for (const mutation of all) {
    const draft = new Draft(statement)
    mutation.apply(draft)
    const what = `${mutation.path} ${mutation.kind}`
    const plain = await verifyStatement(draft.json())
    assert.equal(plain.ok, false, `unsigned: ${what}`)
    const again = await verifyStatement(draft.signed())
    for (const { failure } of [plain, again])
      assert.doesNotMatch(failure?.message.en ?? '', /could not finish/, what)
    if (again.ok && !mutation.path.endsWith('signature') && !isInstancesWord(mutation)) uncaught.push(what)
  }
  t.diagnostic(`${all.length} changes`)
  assert.deepEqual(uncaught, [])
})
