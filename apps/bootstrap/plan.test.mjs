import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planFor } from './plan.mjs'

test('start and serve run the server with ffmpeg and the built web app', () => {
  for (const verb of ['start', 'serve']) {
    const plan = planFor(verb, ['--roles=web,transcode'])
    assert.equal(plan.entry, 'apps/main.ts')
    assert.deepEqual(plan.args, [verb, '--roles=web,transcode'])
    assert.deepEqual(plan.tools, ['ffmpeg', 'ffprobe'])
    assert.equal(plan.web, true)
  }
})

test('a node needs what its roles need', () => {
  const needs = (...args) => {
    const { tools, web } = planFor('serve', args)
    return [tools.length > 0, web]
  }
  assert.deepEqual(needs(), [true, true])
  assert.deepEqual(needs('--roles=web'), [false, true])
  assert.deepEqual(needs('--roles=transcode,worker'), [true, false])
})

test('only serve says production', () => {
  assert.deepEqual(planFor('serve', []).env, { NODE_ENV: 'production' })
  assert.deepEqual(planFor('start', []).env, {})
})

test('the whole test run wants a browser, a part of it only when the part is the browser tests', () => {
  assert.deepEqual(planFor('test', []).tools, ['ffmpeg', 'ffprobe', 'chromium'])
  assert.deepEqual(planFor('test', ['e2e/loop.test.ts']).tools, ['ffmpeg', 'ffprobe', 'chromium'])
  assert.deepEqual(planFor('test', ['modules/ledger']).tools, ['ffmpeg', 'ffprobe'])
  assert.equal(planFor('test', ['modules/ledger']).web, false)
})

test('a build makes the web app, and needs no program of the system', () => {
  const { entry, tools, web } = planFor('build', [])
  assert.deepEqual([entry, tools, web], ['tools/build.ts', [], true])
})

test('the runs that are asked for by name need ffmpeg and no browser', () => {
  for (const verb of ['test-s3', 'test-media-corpus']) {
    const { tools, web, args } = planFor(verb, ['--seed=7'])
    assert.deepEqual([tools, web, args], [['ffmpeg', 'ffprobe'], false, ['--seed=7']])
  }
})

test('what only reckons needs no program of the system and no browser', () => {
  for (const verb of ['simulate-money', 'replay', 'audience']) {
    const { entry, tools, web, args } = planFor(verb, ['--seed=7'])
    assert.deepEqual([entry, tools, web, args], [`tools/${verb}.ts`, [], false, ['--seed=7']])
  }
})

test('a bench asks for what its figure needs, and the list for nothing', () => {
  assert.deepEqual(planFor('bench', []).tools, [])
  assert.deepEqual(planFor('bench', ['ledger', '--json']).tools, ['ffmpeg', 'ffprobe'])
  for (const name of ['swipe', 'waste', 'slow-link', 'first-page', 'all'])
    assert.deepEqual(planFor('bench', [name, '--json']).tools, ['ffmpeg', 'ffprobe', 'chromium'])
})

test("what goes to a program's own output stays alone there", () => {
  assert.equal(planFor('cli', ['doctor']).quiet, true)
  assert.equal(planFor('bench', ['ledger', '--json']).quiet, true)
  assert.equal(planFor('start', []).quiet, false)
})

test('arguments pass through untouched', () => {
  assert.deepEqual(planFor('cli', ['demo', '--remove', 'a b']).args, ['demo', '--remove', 'a b'])
})

test('an unknown verb has no plan', () => {
  assert.equal(planFor('strat', []), undefined)
  assert.equal(planFor(undefined, []), undefined)
})
