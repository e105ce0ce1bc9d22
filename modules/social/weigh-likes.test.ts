import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { weighLikes } from './weigh-likes.ts'

const likes = fc.record({ settled: fc.nat(1e6), young: fc.nat(1e6) })
const bound = fc.nat(200)

test('likes of settled accounts always weigh in full, and so do a few of new ones', () => {
  fc.assert(
    fc.property(likes, bound, fc.nat(1e6), (given, most, more) => {
      const before = weighLikes(given, most)
      assert.ok(weighLikes({ ...given, settled: given.settled + more }, most) - before >= more)
      const young = Math.min(most, given.young)
      assert.equal(weighLikes({ settled: given.settled, young }, most), given.settled + young)
    }),
  )
})

test('however many new accounts like a clip, it gains no more than the bound and half of what it had', () => {
  fc.assert(
    fc.property(likes, bound, fc.nat(1e9), (given, most, burst) => {
      const before = weighLikes(given, most)
      const after = weighLikes({ ...given, young: given.young + burst }, most)
      assert.ok(after >= before)
      assert.ok(after - before <= most + given.settled / 2)
    }),
  )
})
