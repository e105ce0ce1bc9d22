import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checks, runCheck } from './checks.ts'
import { findTests, pick } from './find-tests.ts'

test('every test of every part is found, the browser last', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'panggung-find-'))
  t.after(() => rmSync(root, { recursive: true }))
  const made = [
    'e2e/loop.test.ts',
    'web/src/money.test.ts',
    'web/build/old.test.ts',
    'web/node_modules/x/a.test.ts',
    'modules/ads/tests/bill.test.ts',
    'modules/ads/bill.ts',
    'apps/bootstrap/plan.test.mjs',
  ]
  for (const path of made) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), '')
  }
  assert.deepEqual(findTests(root), [
    'modules/ads/tests/bill.test.ts',
    'apps/bootstrap/plan.test.mjs',
    'web/src/money.test.ts',
    'e2e/loop.test.ts',
  ])
})

test('filters choose by any part of the path', () => {
  const paths = ['modules/ads/a.test.ts', 'modules/ledger/b.test.ts', 'e2e/c.test.ts']
  assert.deepEqual(pick(paths, []), paths)
  assert.deepEqual(pick(paths, ['./modules/ledger', 'e2e']), paths.slice(1))
  assert.deepEqual(pick(paths, ['nothing']), [])
})

test('a check that fails shows what it printed, one that passes shows nothing', async () => {
  const node = (script: string) => ({ name: 'x', command: process.execPath, args: ['-e', script] })
  const options = { cwd: '/', env: {} }
  assert.equal(await runCheck(node('console.log(1)'), options), undefined)
  assert.equal(await runCheck(node('console.log("bad form"); process.exit(2)'), options), 'bad form')
  assert.equal(await runCheck(node('process.exit(2)'), options), 'exit code 2')
  assert.deepEqual(
    checks.map(({ name }) => name),
    ['types', 'types of the web app', 'lint', 'format'],
  )
})
