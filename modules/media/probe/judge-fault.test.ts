import assert from 'node:assert/strict'
import test from 'node:test'
import { faultDelayMs, judgeFault } from './judge-fault.ts'
import type { Way } from '../asset.ts'
import type { Ending } from './run-confined.ts'

type Bad = Exclude<Ending, { kind: 'done' }>
const stderr = ''
const after = (faultCount: number, way: Way = 'plain') => ({ faultCount, way })

test('whatever keeps happening, a file is tried only so often', () => {
  const endings: Bad[] = [
    { kind: 'failed', code: 1, stderr },
    { kind: 'crashed', code: 139, stderr },
    { kind: 'killed', stderr },
    { kind: 'limit', which: 'wall', stderr },
    { kind: 'limit', which: 'cpu', stderr },
    { kind: 'limit', which: 'file', stderr },
  ]
  for (const ending of endings) assert.match(judgeFault(ending, after(7)).kind, /^(otherwise|refuse)$/)
})

test('what may be bad luck is tried again, what is a property of the file is not', () => {
  assert.equal(judgeFault({ kind: 'killed', stderr }, after(5)).kind, 'again')
  assert.equal(judgeFault({ kind: 'crashed', code: 139, stderr }, after(0)).kind, 'again')
  assert.equal(judgeFault({ kind: 'crashed', code: 139, stderr }, after(1)).kind, 'otherwise')
  assert.equal(judgeFault({ kind: 'failed', code: 1, stderr }, after(0)).kind, 'otherwise')
  assert.equal(judgeFault({ kind: 'limit', which: 'wall', stderr }, after(0)).kind, 'again')
  assert.equal(judgeFault({ kind: 'limit', which: 'cpu', stderr }, after(0)).kind, 'otherwise')
  assert.equal(judgeFault({ kind: 'limit', which: 'output', stderr }, after(0)).kind, 'refuse')
})

test('what hangs is tried in every way, and waited for twice on the first one only', () => {
  const stuck: Bad = { kind: 'limit', which: 'wall', stderr }
  assert.equal(judgeFault(stuck, after(1)).kind, 'otherwise')
  for (const way of ['encode', 'careful', 'silent'] as const)
    assert.equal(judgeFault(stuck, after(0, way)).kind, 'otherwise')
})

test('a shutdown, a missing program and a full disk are never the file’s fault', () => {
  const endings: Bad[] = [
    { kind: 'aborted' },
    { kind: 'missing', why: 'not found' },
    { kind: 'failed', code: 1, stderr: 'av_interleaved_write_frame(): No space left on device' },
  ]
  for (const ending of endings) assert.equal(judgeFault(ending, after(99)).kind, 'not-the-file')
})

test('each wait is longer, up to five minutes', () => {
  assert.deepEqual([0, 1, 2, 10].map(faultDelayMs), [2000, 8000, 32_000, 300_000])
})
