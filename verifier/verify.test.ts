// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { build, dice, type Json, KEY, type Viewer } from './generate.ts'
import { Draft, isMembers } from './tamper.ts'
import {
  A,
  B,
  document,
  example,
  exampleFile,
  fails,
  first,
  one,
  passes,
  previous,
  scheme,
  statement,
  two,
  watch,
  week,
} from './town.ts'
import { verifyStatement } from './verify.ts'

describe('the worked example', () => {
  test('holds, check by check', async () => {
    const report = await passes(example)
    assert.equal(report.kind, 'statement')
    assert.equal(report.checks.length, 19)
    assert.deepEqual(
      report.checks.filter((check) => check.ok !== true).map((check) => check.name),
      ['earlier-statement'],
    )
    assert.deepEqual(report.summary, {
      version: 1,
      income: null,
      creator: A,
      days: 1,
      period: '2026-W47',
      sequence: '1',
      firstDay: '2026-11-22',
      lastDay: '2026-11-22',
      currency: 'IDR',
      openingMicro: '0',
      accruedMicro: '371254471',
      posted: '371',
      closingMicro: '254471',
      documentHash: '2d9fc134600d4e3aaf52a12a092b3f5184c9702e0c7f6bf8ea5c1446adeafcf5',
      key: KEY,
    })
  })
  test('its period document holds alone', async () => {
    const report = await passes(JSON.stringify(exampleFile.body.document))
    assert.equal(report.kind, 'period')
    assert.deepEqual(
      report.checks.map((check) => check.name),
      ['form', 'document-signature', 'scheme', 'document-days', 'day-sums', 'period-sums', 'chain'],
    )
    assert.equal(report.summary?.creator, null)
    assert.equal(report.summary?.posted, '549')
  })
  test('the generator of these tests makes the same document and statement', () => {
    const made = build({
      period: '2026-W47',
      scheme,
      days: [
        {
          day: '2026-11-22',
          views: { paid: '5', repeat: '2', too_short: '4' },
          viewers: [
            {
              viewer: '10'.repeat(16),
              adMicro: 1_000_000_001n,
              watched: [watch(A, 1, 20_001n), watch(A, 2, 7000n), watch(B, 3, 13_000n)],
            },
            { viewer: '20'.repeat(16), adMicro: 7n, watched: [watch(A, 1, 60_000n), watch(B, 3, 60_000n)] },
            { viewer: '30'.repeat(16), adMicro: 500_000_000n, watched: [] },
          ],
        },
      ],
    })
    // closedAt and validFrom are the generator's own, so are the transfers and the views of a creator.
    const [mine, theirs] = [new Draft(first(made.statements)), new Draft(exampleFile)]
    for (const path of ['days', 'creators', 'platform', 'unattributed', 'poolMicro'])
      assert.deepEqual(mine.get(`body.document.body.${path}`), theirs.get(`body.document.body.${path}`))
    for (const draft of [mine, theirs]) {
      draft.set('body.document', null)
      draft.set('body.total.transfers', null)
      draft.set('body.days.0.transfer', null)
      draft.set('body.days.0.views', {})
    }
    assert.deepEqual(mine.get('body'), theirs.get('body'))
  })
  test('white space, escapes and the order of members do not matter', async () => {
    const turned = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(turned)
      if (!isMembers(value)) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, inner]) => [name, turned(inner)]),
      )
    }
    const text = JSON.stringify(turned(JSON.parse(example)), null, '\t').replaceAll('"IDR"', '"\\u0049DR"')
    await passes(text.replaceAll('\n', '\r\n'))
  })
  test('with the known key, and not with another', async () => {
    await passes(example, { key: ` ${KEY.toUpperCase()}\n` })
    await fails(example, 'document-signature', /^body\.document\.key$/, { key: 'ab'.repeat(32) })
  })
})

const decemberWeek = [7, 8, 9, 10, 11, 12, 13].map((n) => ({
  day: `2026-12-${`${n}`.padStart(2, '0')}`,
  viewers: [],
}))

describe('two weeks', () => {
  test('every statement and both documents hold, each after the other', async () => {
    for (const made of [one, two]) for (const file of made.statements) await passes(JSON.stringify(file))
    await passes(JSON.stringify(one.document))
    const alone = await passes(document)
    assert.match(alone.checks.at(-1)?.detail.en ?? '', /not given/)
    const after = await passes(document, { previous: JSON.stringify(one.document) })
    assert.match(after.checks.at(-1)?.detail.en ?? '', /continues/)
    await passes(document, { previous: previous[1] })
    const full = await passes(JSON.stringify(statement), { previous })
    assert.ok(full.checks.every((check) => check.ok === true))
  })
  test('a chain that does not fit', async () => {
    const other = build({ period: '2026-W47', scheme: { ...scheme, capMs: 60_001n }, days: week(16) })
    await fails(document, 'chain', /previous/, { previous: JSON.stringify(other.document) })
    await fails(document, 'chain', /sequence/, { previous: document })
    await fails(JSON.stringify(one.document), 'chain', /sequence/, { previous: document })
    const gap = build({ period: '2026-W50', scheme, days: decemberWeek }, two.state)
    await fails(JSON.stringify(gap.document), 'chain', /firstDay/, { previous: document })
    await fails(document, 'form', /^1:8$/, { previous: '{"body"' })
    const forged = new Draft(one.document)
    forged.flip('signature')
    await fails(document, 'chain', /^previous\[0\]\.signature$/, { previous: forged.json() })
  })
  test('an earlier statement that does not fit', async () => {
    const forged = new Draft(first(one.statements))
    forged.plus('body.days.0.views.paid', 1n)
    await fails(JSON.stringify(statement), 'earlier-statement', /^previous\[0\]\.signature$/, {
      previous: forged.json(),
    })
    const ofB = one.statements[1]
    assert.ok(ofB)
    await fails(JSON.stringify(statement), 'earlier-statement', /creator/, { previous: JSON.stringify(ofB) })
    const itself = { previous: JSON.stringify(statement) }
    await fails(JSON.stringify(statement), 'earlier-statement', /sequence/, itself)
    for (const [path, by] of [
      ['openingMicro', 1n],
      ['cumulativeMicro', 1n],
      ['cumulativePosted', 1n],
    ] as const) {
      const draft = new Draft(first(one.statements))
      draft.plus(`body.total.${path === 'openingMicro' ? 'closingMicro' : path}`, by)
      await fails(JSON.stringify(statement), 'earlier-statement', new RegExp(path), {
        previous: draft.signed(),
      })
    }
  })
})

describe('the environment', () => {
  test('a browser without Ed25519 says so, and never OK', async (t) => {
    t.mock.method(crypto.subtle, 'importKey', () =>
      Promise.reject(new DOMException('no', 'NotSupportedError')),
    )
    const report = await verifyStatement(example)
    assert.equal(report.ok, false)
    assert.equal(report.failure, undefined)
    assert.match(report.unchecked?.en ?? '', /could not be checked by this browser/)
    assert.deepEqual(
      report.checks.slice(1, 3).map((check) => check.ok),
      ['skipped', 'skipped'],
    )
    assert.ok(report.checks.slice(3, -1).every((check) => check.ok === true))
  })
  test('a page without a secure context has no crypto.subtle', async (t) => {
    t.mock.getter(globalThis, 'crypto', () => ({}))
    const report = await verifyStatement(example)
    assert.equal(report.ok, false)
    assert.match(report.unchecked?.id ?? '', /tidak dapat diperiksa/)
  })
  test('nothing of Node is imported, nothing of the server', async () => {
    const parts = ['verify.ts', 'ads.ts', 'income.ts', 'signed.ts', 'trees.ts', 'form.ts', 'read.ts']
    for (const name of parts) {
      const source = await readFile(new URL(name, import.meta.url), 'utf8')
      for (const [, from = ''] of source.matchAll(/\bfrom '([^']+)'/g))
        assert.ok(parts.slice(parts.indexOf(name) + 1).includes(from.slice(2)), `${name} imports ${from}`)
    }
  })
  test('ten thousand rows', async (t) => {
    const { hex, below } = dice(7)
    const viewers = () =>
      Array.from({ length: 715 }, (): Viewer => {
        const watched = [watch(A, 1, 5000n), watch(A, 2, BigInt(5000 + below(55_000))), watch(B, 3, 9000n)]
        return { viewer: hex(32), adMicro: BigInt(1 + below(10 ** 9)), watched }
      })
    const days = week(16).map((day) => ({ ...day, viewers: viewers() }))
    const text = JSON.stringify(first(build({ period: '2026-W47', scheme, days }).statements), null, 2)
    const [began, used] = [performance.now(), process.cpuUsage()]
    await passes(text)
    const cpu = process.cpuUsage(used)
    const took = `${Math.round(performance.now() - began)} ms, ${Math.round((cpu.user + cpu.system) / 1000)} ms of CPU`
    t.diagnostic(`${text.split('"video"').length - 1} rows, ${text.length} bytes: ${took}`)
  })
})

describe('the command line', () => {
  let folder = ''
  const path = (name: string) => join(folder, name)
  const run = (...args: string[]) =>
    new Promise<{ code: number | string; out: string; err: string }>((resolve) => {
      const script = new URL('verify.ts', import.meta.url).pathname
      execFile(process.execPath, [script, ...args], (error, out, err) =>
        resolve({ code: error?.code ?? 0, out, err }),
      )
    })
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'panggung-verify-'))
    const broken = new Draft(statement)
    broken.plus('body.days.0.rows.0.micro', 2n)
    await writeFile(path('1.json'), previous[0] ?? '')
    await writeFile(path('2.json'), document)
    await writeFile(path('a.json'), JSON.stringify(statement))
    await writeFile(path('broken.json'), broken.signed())
    await writeFile(path('latin.json'), Buffer.from([0x22, 0xe9, 0x22]))
  })
  after(() => rm(folder, { recursive: true }))
  test('a statement: 0, who, when, how much, every check', async () => {
    const { code, out } = await run(path('a.json'), '--previous', path('1.json'), '--key', KEY)
    assert.equal(code, 0)
    assert.match(out, /OK/)
    assert.match(out, new RegExp(`${A} 2026-W48: IDR \\d+`))
    assert.equal(out.match(/✓/g)?.length, 18)
  })
  test('a chain of documents: 0; the other way round: 1', async () => {
    assert.equal((await run(path('1.json'), path('2.json'))).code, 0)
    assert.equal((await run(path('1.json'), path('a.json'))).code, 0)
    const { code, err } = await run(path('2.json'), path('1.json'))
    assert.equal(code, 1)
    assert.match(err, /chain/)
  })
  test('anything wrong: 1, the check and the place, in either language', async () => {
    const { code, out, err } = await run(path('broken.json'))
    assert.equal(code, 1)
    assert.equal(out, '')
    assert.match(err, /share @ body\.days\[0\]/)
    assert.match((await run(path('broken.json'), '--lang', 'id')).err, /tidak benar|satuan sisa/)
    for (const args of [
      [],
      [path('none.json')],
      [path('latin.json')],
      ['--nonsense'],
      [path('a.json'), '--key', 'ab'],
    ])
      assert.equal((await run(...args)).code, 1)
  })
})
