import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { asRightsFault, isAlive, startOf, withLock, workFolder } from './lock.mjs'

function context(t) {
  const root = mkdtempSync(join(tmpdir(), 'panggung-lock-'))
  t.after(() => rmSync(root, { recursive: true }))
  return { root, say() {} }
}

test('two at once run one after the other', async (t) => {
  const here = context(t)
  const steps = []
  const job = (name) => async () => {
    steps.push(`${name} in`)
    await new Promise(setImmediate)
    steps.push(`${name} out`)
  }
  await Promise.all([withLock(here, 'x', job('a')), withLock(here, 'x', job('b'))])
  assert.deepEqual(steps, ['a in', 'a out', 'b in', 'b out'])
  assert.deepEqual(readdirSync(join(here.root, '.bootstrap')), ['.gitignore'])
})

test('a failure releases the lock', async (t) => {
  const here = context(t)
  await assert.rejects(
    withLock(here, 'x', () => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(await withLock(here, 'x', async () => 'again'), 'again')
})

test('a lock whose holder died is taken over', async (t) => {
  const here = context(t)
  const holder = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  const start = startOf(holder.pid)
  assert.notEqual(start, '')
  assert.equal(isAlive(`${holder.pid} ${start} x`), true)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  writeFileSync(join(workFolder(here.root), 'x.lock'), `${holder.pid} ${start} x`)
  assert.equal(await withLock(here, 'x', async () => 'mine'), 'mine')
})

test('a pid that is used again is not its former owner', () => {
  assert.equal(isAlive(`${process.pid} ${startOf(process.pid)} x`), true)
  assert.equal(isAlive(`${process.pid} 1 x`), false)
  assert.equal(isAlive(''), false)
})

test('missing rights and a full disk are told in words', () => {
  assert.match(asRightsFault({ code: 'EACCES' }, '/srv/stage').message, /may not write to \/srv\/stage/)
  assert.match(asRightsFault({ code: 'ENOSPC' }, '/srv/stage').message, /is full/)
  const other = new Error('other')
  assert.equal(asRightsFault(other, '/srv/stage'), other)
})
