/** The repository keeps its own rules. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rules } from './rules.ts'
import { readTree } from './tree.ts'

const tree = readTree(fileURLToPath(new URL('../../', import.meta.url)))

test('tidy sees the repository', () => {
  const paths = new Set(tree.files.map(({ path }) => path))
  for (const path of ['package.json', 'modules/ORDER', 'platform/contract.ts', 'tools/tidy/rules.ts'])
    assert(paths.has(path), `${path} was not read`)
})

for (const rule of rules)
  test(rule.name, () => {
    const found = rule.check(tree).map(({ path, line, says }) => `${path}:${line} ${says}`)
    assert.equal(found.length, 0, `\n${found.join('\n')}`)
  })
