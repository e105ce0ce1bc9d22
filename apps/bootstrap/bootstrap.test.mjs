import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { lastLines } from './fault.mjs'
import { run } from './processes.mjs'
import { requireOldestNode, requirePlatform } from './requirements.mjs'
import { isWanted, runtimePlaces } from './runtime.mjs'
import { webFingerprint } from './web-app.mjs'

test('a Node that is too old, or another system, is refused in words', () => {
  assert.throws(() => requireOldestNode('18.20.4'), /needs Node.js 20 or newer/)
  requireOldestNode('20.0.0')
  requireOldestNode('24.21.0')
  assert.throws(() => requirePlatform('darwin', 'arm64'), /this is darwin-arm64/)
  requirePlatform('linux', 'x64')
})

test('only Node 24 or newer may run the server', () => {
  assert.equal(isWanted('v24.21.0\n'), true)
  assert.equal(isWanted('v20.20.2\n'), false)
  assert.equal(isWanted('not found'), false)
  assert.equal(runtimePlaces('/srv')[0], '/srv/node_modules/node/bin/node')
})

test('only the last lines of a program are shown', () => {
  assert.equal(lastLines('a\n\nb  \nc\n', 2), 'b\nc')
})

test('the web app is stale when a source, a contract or the lockfile changes, and at nothing else', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'panggung-web-'))
  t.after(() => rmSync(root, { recursive: true }))
  const write = (path, text) => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  write('web/src/app.ts', '1')
  write('modules/feed/contract.ts', '1')
  write('package-lock.json', '1')
  let before = webFingerprint(root)
  const changed = () => {
    const now = webFingerprint(root)
    const isOther = now !== before
    before = now
    return isOther
  }
  for (const path of ['web/src/app.ts', 'web/src/new.ts', 'modules/feed/contract.ts', 'package-lock.json']) {
    write(path, '2')
    assert.equal(changed(), true, path)
  }
  for (const path of [
    'web/build/index.html',
    'web/.svelte-kit/x.js',
    'web/src/app.test.ts',
    'modules/feed/store.ts',
  ]) {
    write(path, '2')
    assert.equal(changed(), false, path)
  }
})

test('a verb that does not exist gets the list of those that do', async () => {
  const file = fileURLToPath(new URL('../bootstrap.mjs', import.meta.url))
  const answer = await run(process.execPath, [file, 'strat'])
  assert.equal(answer.ok, false)
  assert.match(answer.output, /npm start/)
  assert.doesNotMatch(answer.output, /at .*\.mjs/)
})
