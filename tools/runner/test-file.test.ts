import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { cleanEnvironment } from './environment.ts'
import { type FileResult, judge, readVerdicts, runTestFile } from './test-file.ts'

const head = `import { test, describe, before } from 'node:test'\nimport assert from 'node:assert/strict'\n`

function runOf(t: TestContext, body: string, limitMs = 20_000): Promise<FileResult> {
  const root = mkdtempSync(join(tmpdir(), 'panggung-runner-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  writeFileSync(join(root, 'sample.test.mjs'), head + body)
  const env = cleanEnvironment(process.env, {})
  return runTestFile('sample.test.mjs', { root, scratch: root, env, limitMs })
}

test('tests that pass are counted, with those inside suites', async (t) => {
  const result = await runOf(t, `test('a', () => {}); describe('s', () => { test('b', () => {}) })`)
  assert.deepEqual(result, { passed: 2, failed: 0, suites: 1, trouble: '' })
})

test('a failure is told with its place, its reason and what the file printed', async (t) => {
  const result = await runOf(t, `test('sum', () => { console.log('hello'); assert.equal(1 + 1, 3) })`)
  assert.equal(result.failed, 1)
  assert.match(result.trouble, /✖ sum \(sample\.test\.mjs:3\)/)
  assert.match(result.trouble, /2 !== 3/)
  assert.match(result.trouble, /It printed:\nhello/)
})

test('a failing part is told once, not again for each test around it', async (t) => {
  const result = await runOf(t, `test('outer', async (t) => { await t.test('inner', () => assert(false)) })`)
  assert.equal(result.trouble.match(/✖/g)?.length, 1)
  assert.match(result.trouble, /✖ inner/)
  assert.equal(result.failed, 2)
})

test('a skipped test is a failure', async (t) => {
  for (const body of [
    `test('a', { skip: true }, () => {})`,
    `test.todo('a')`,
    `test('a', (t) => t.skip())`,
  ]) {
    const result = await runOf(t, body)
    assert.deepEqual([result.passed, result.failed], [0, 1], body)
    assert.match(result.trouble, /skipped/)
  }
})

test('so are a file without a test, one that breaks while loading, and a broken hook', async (t) => {
  assert.match((await runOf(t, '')).trouble, /no test in this file/)
  const broken = await runOf(t, `throw new Error('boom')`)
  assert.equal(broken.failed, 1)
  assert.match(broken.trouble, /boom/)
  const hook = await runOf(t, `before(() => { throw new Error('no cluster') }); test('a', () => {})`)
  assert(hook.failed > 0)
  assert.match(hook.trouble, /no cluster/)
})

test('a file that hangs or leaves something open is ended and told', async (t) => {
  const result = await runOf(t, `test('a', () => {}); setInterval(() => {}, 1000)`, 500)
  assert.deepEqual([result.passed, result.failed], [1, 1])
  assert.match(result.trouble, /leaves something open/)
})

test('a crash that no test reported is not overlooked', () => {
  const evidence = { path: 'a.test.ts', verdicts: [], output: '', isLate: false, limitMs: 1 }
  const one = readVerdicts('{"name":"a","kind":"test","outcome":"passed"}\n{"name":"b","ki')
  assert.equal(one.length, 1)
  assert.match(judge({ ...evidence, verdicts: one, code: 1 }).trouble, /exit code 1/)
  assert.match(judge({ ...evidence, verdicts: one, code: undefined }).trouble, /signal/)
  assert.equal(judge({ ...evidence, verdicts: one, code: 0 }).failed, 0)
})

test("a developer's own settings never meet a test", () => {
  const env = cleanEnvironment(
    {
      DATABASE_URL: 'postgres://real',
      PORT: '80',
      PANGGUNG_DATA: '/srv',
      PANGGUNG_CHROMIUM: '/usr/bin/chromium',
      HOME: '/x',
    },
    { PANGGUNG_TEST_DATABASE_URL: 'postgres://throw-away' },
  )
  assert.deepEqual(env, {
    PANGGUNG_CHROMIUM: '/usr/bin/chromium',
    HOME: '/x',
    PANGGUNG_TEST_DATABASE_URL: 'postgres://throw-away',
  })
})
