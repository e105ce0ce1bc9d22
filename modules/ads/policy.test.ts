import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { adPolicy, mayBeAd } from './policy.ts'

test('the first ad is not before the fourth slot, and never more than one slot in six is an ad', () => {
  // Whenever the policy allows an ad, there may or may not be one.
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (hasAd) => {
      const slots: boolean[] = []
      let organicSinceAd = 0
      for (const ready of hasAd) {
        const isAd = ready && mayBeAd({ position: slots.length + 1, organicSinceAd })
        organicSinceAd = isAd ? 0 : organicSinceAd + 1
        slots.push(isAd)
      }
      const first = slots.indexOf(true)
      assert.ok(first === -1 || first + 1 >= adPolicy.firstPosition)
      for (let from = 0; from + 6 <= slots.length; from++)
        assert.ok(slots.slice(from, from + 6).filter(Boolean).length <= 1)
    }),
  )
  assert.equal(mayBeAd({ position: 4, organicSinceAd: 3 }), true)
  assert.equal(mayBeAd({ position: 3, organicSinceAd: 2 }), false)
  assert.equal(mayBeAd({ position: 9, organicSinceAd: 4 }), false)
  assert.equal(mayBeAd({ position: 10, organicSinceAd: 5 }), true)
})
