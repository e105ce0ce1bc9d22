import assert from 'node:assert/strict'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checks, runCheck } from '../runner/checks.ts'
import { cleanEnvironment } from '../runner/environment.ts'
import { runTestFile } from '../runner/test-file.ts'
import { rules } from '../tidy/rules.ts'
import { moduleOf, readTree } from '../tidy/tree.ts'
import { addModule } from './add-module.ts'

const repository = fileURLToPath(new URL('../../', import.meta.url))

/** A repository with the real floor and identity, and nothing else. */
function emptyHouse(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'panggung-new-module-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  for (const path of [
    'platform',
    'modules/identity',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'biome.json',
  ])
    cpSync(join(repository, path), join(root, path), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  writeFileSync(join(root, 'modules', 'ORDER'), 'identity\n')
  mkdirSync(join(root, 'deploy'))
  writeFileSync(join(root, 'deploy', '.env.example'), '')
  return root
}

test('a new module keeps the rules, compiles, is well-formed and passes its own tests', async (t) => {
  const root = emptyHouse(t)
  assert(addModule(root, 'gifts').ok)
  assert.equal(readFileSync(join(root, 'modules', 'ORDER'), 'utf8'), 'identity\ngifts\n')

  const tree = readTree(root)
  assert(tree.files.some(({ path }) => path === 'modules/gifts/index.ts'))
  for (const rule of rules) {
    const found = rule
      .check(tree)
      .filter(({ path }) => moduleOf(path) === 'gifts' || path === 'modules/ORDER')
    assert.deepEqual(found, [], rule.name)
  }

  const env = cleanEnvironment(process.env, {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  })
  for (const name of ['types', 'format']) {
    const check = checks.find((one) => one.name === name)
    assert(check)
    assert.equal(await runCheck(check, { cwd: root, env }), undefined, name)
  }

  const database = process.env['PANGGUNG_TEST_DATABASE_URL']
  const withDatabase = { ...env, ...(database ? { PANGGUNG_TEST_DATABASE_URL: database } : {}) }
  for (const file of readdirSync(join(root, 'modules', 'gifts', 'tests'))) {
    const run = { root, scratch: root, env: withDatabase, limitMs: 60_000 }
    const result = await runTestFile(`modules/gifts/tests/${file}`, run)
    assert.equal(result.trouble, '')
    assert.equal(result.passed, 4)
  }
})

test('a name that is taken or no noun changes nothing', (t) => {
  const root = emptyHouse(t)
  const before = readdirSync(root, { recursive: true }).length
  for (const name of [undefined, 'identity', 'Gifts', 'a b', '../x', 'x'])
    assert.equal(addModule(root, name).ok, false)
  assert.equal(readdirSync(root, { recursive: true }).length, before)
})
