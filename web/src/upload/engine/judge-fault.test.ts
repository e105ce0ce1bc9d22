import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { addMark, judgeStep, type Mark, retryDelay, speedOf, STEP_MAX, stepBytes } from './judge-fault.ts'

const fresh = { checksums: 0, anew: 0 }
const judge = (status: number, code = '', tried = fresh) => judgeStep({ status, code }, tried)

test('what waiting can mend is tried again; what only a person can decide is told', () => {
  for (const status of [0, 408, 423, 429, 500, 502, 507]) assert.equal(judge(status), 'again', String(status))
  for (const status of [400, 403, 412, 413, 415]) assert.equal(judge(status), 'fail', String(status))
  assert.equal(judge(401, 'login_required'), 'login')
  assert.equal(judge(409, 'upload_conflict'), 'at-once')
  assert.equal(judge(409, 'upload_too_many_open'), 'fail')
})

test('a step that changed on its way is sent again, and not for ever', () => {
  assert.equal(judge(460, 'upload_checksum'), 'at-once')
  assert.equal(judge(460, 'upload_checksum', { ...fresh, checksums: 5 }), 'fail')
})

test('what the server no longer has begins anew, and not for ever', () => {
  for (const [status, code] of [
    [404, 'upload_not_found'],
    [410, 'upload_expired'],
    [422, 'upload_corrupt'],
  ] as const) {
    assert.equal(judge(status, code), 'anew')
    assert.equal(judge(status, code, { ...fresh, anew: 2 }), 'fail')
  }
})

test('waits grow to half a minute, and no two need be the same', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const wait = retryDelay(attempt, random)
        assert.ok(wait >= 250 && wait <= 30_000)
        assert.ok(retryDelay(attempt + 1, random) >= wait)
        if (attempt > 7) assert.ok(wait >= 15_000)
      },
    ),
  )
  assert.notEqual(retryDelay(3, 0), retryDelay(3, 1))
})

test('steps follow the line: small on a slow one, never larger than eight megabytes', () => {
  fc.assert(
    fc.property(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }), (speed) => {
      const bytes = stepBytes(speed)
      assert.ok(Number.isInteger(bytes) && bytes >= 256 * 1024 && bytes <= STEP_MAX)
    }),
  )
  assert.equal(stepBytes(200_000), 800_000)
})

test('speed is of the last seconds, and a step that was dropped does not count twice', () => {
  let marks: Mark[] = []
  for (let second = 0; second <= 20; second++)
    marks = addMark(marks, {
      at: second * 1000,
      bytes: second < 10 ? second * 100 : 1000 + (second - 10) * 1000,
    })
  assert.equal(speedOf(marks), 1000)
  assert.ok(marks.length <= 6)
  marks = addMark(marks, { at: 21_000, bytes: 500 })
  assert.equal(speedOf(marks), undefined)
  assert.equal(speedOf([]), undefined)
})
