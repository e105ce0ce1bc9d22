import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { explain, isInstalled, matches, npmEnvironment } from './packages.mjs'

const lock = {
  packages: {
    '': { version: '0.1.0' },
    web: { version: '0.1.0' },
    'node_modules/@panggung/web': { link: true },
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/other-system': { version: '1.0.0', optional: true },
    'node_modules/left-over': { version: '1.0.0', extraneous: true },
  },
}

test('an install covers its lockfile without the packages of other systems', () => {
  assert.equal(matches(lock, { packages: { 'node_modules/zod': { version: '4.6.7' } } }), true)
})

test('another version, a missing package or no install at all do not', () => {
  assert.equal(matches(lock, { packages: { 'node_modules/zod': { version: '4.6.6' } } }), false)
  assert.equal(matches(lock, { packages: {} }), false)
  assert.equal(matches(lock, undefined), false)
  const optional = {
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/other-system': { version: '0.9.0' },
  }
  assert.equal(matches(lock, { packages: optional }), false)
})

test('an install is noticed as stale when the lockfile moves on', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'panggung-packages-'))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'node_modules'))
  const write = (version) => JSON.stringify({ packages: { '': {}, 'node_modules/zod': { version } } })
  writeFileSync(join(root, 'package-lock.json'), write('4.6.7'))
  assert.equal(isInstalled(root), false)

  writeFileSync(join(root, 'node_modules', '.package-lock.json'), write('4.6.7'))
  assert.equal(isInstalled(root), true)
  // From here on the stamp answers, not the comparison.
  rmSync(join(root, 'node_modules', '.package-lock.json'))
  assert.equal(isInstalled(root), true)

  writeFileSync(join(root, 'package-lock.json'), write('4.7.0'))
  assert.equal(isInstalled(root), false)
})

test('a copy without a lockfile is said to be incomplete', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'panggung-packages-'))
  t.after(() => rmSync(root, { recursive: true }))
  assert.throws(() => isInstalled(root), /package-lock.json is missing/)
})

test('npm runs on the Node outside this folder and without the outer npm', () => {
  const env = npmEnvironment('/srv/stage', {
    PATH: '/srv/stage/node_modules/.bin:/srv/node_modules/.bin:/usr/bin',
    npm_lifecycle_event: 'start',
    npm_execpath: '/usr/lib/npm',
    npm_config_registry: 'https://registry.example',
    npm_config_omit: 'dev',
    HOME: '/srv',
  })
  assert.deepEqual(env, { PATH: '/usr/bin', npm_config_registry: 'https://registry.example', HOME: '/srv' })
})

test('why npm failed is said in words, with its own last words below', () => {
  const said = [
    ['npm error code EACCES', /may not write/],
    ['npm error code ENOSPC', /disk is full/],
    ['npm error getaddrinfo ENOTFOUND registry', /can not be reached/],
    ['Error: spawn npm ENOENT', /npm was not found/],
    ['npm error code EUSAGE', /does not fit/],
    ['something else', /npm ci failed/],
  ]
  for (const [output, words] of said) {
    const trouble = explain(output)
    assert.match(trouble.message, words)
    assert.equal(trouble.message.split('\n').length, 2, 'English, then Indonesian')
    assert.equal(trouble.detail, output)
  }
})
