import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, toDay } from '../../platform/clock.ts'
import { creatorShares, type Share, shareOn, splitByShare, takenBack, vatInside } from './shares.ts'

const aDay = toDay('2026-11-23')
const amounts = fc.bigInt(1n, 10n ** 15n)
const shares = fc.integer({ min: 1, max: 100 }).map((num): Share => ({ num, den: 100, from: aDay }))

test('a coin of a gift is Rp80 for its creator, a tip of Rp10,000 is Rp9,000', () => {
  assert.deepEqual(splitByShare(100n, shareOn('gift', aDay)), { creatorIdr: 80n, platformIdr: 20n })
  assert.deepEqual(splitByShare(10_000n, shareOn('tip', aDay)), { creatorIdr: 9_000n, platformIdr: 1_000n })
  assert.equal(shareOn('subscription', aDay).num, 90)
})

test('a share applies from its first day, and not before', () => {
  const changed = { ...creatorShares, gift: [...creatorShares.gift, { num: 85, den: 100, from: aDay }] }
  assert.equal(shareOn('gift', addDays(aDay, -1), changed).num, 80)
  assert.equal(shareOn('gift', aDay, changed).num, 85)
})

test('both parts are the whole; what can’t be split is the creator’s', () => {
  fc.assert(
    fc.property(amounts, shares, (worth, share) => {
      const { creatorIdr, platformIdr } = splitByShare(worth, share)
      assert.equal(creatorIdr + platformIdr, worth)
      assert.ok(creatorIdr * 100n >= worth * BigInt(share.num))
      assert.ok(creatorIdr * 100n < worth * BigInt(share.num) + 100n)
    }),
  )
})

test('what goes back is taken from both in their shares, never above either, and all of it when all goes back', () => {
  fc.assert(
    fc.property(amounts, shares, fc.bigInt(0n, 10n ** 15n), (amountIdr, share, back) => {
      const { creatorIdr, platformIdr } = splitByShare(amountIdr, share)
      const taken = takenBack({ amountIdr, creatorIdr }, back)
      assert.ok(taken.creatorIdr <= creatorIdr)
      assert.ok(taken.creatorIdr + taken.platformIdr === (back < amountIdr ? back : amountIdr))
      if (back >= amountIdr) assert.deepEqual(taken, { creatorIdr, platformIdr })
    }),
  )
})

test('VAT inside an amount is that of the largest price that fits in with its tax', () => {
  const eleven = (price: bigint) => (price * 11n + 50n) / 100n
  assert.equal(vatInside(1_110n, eleven), 110n)
  assert.equal(
    vatInside(1_110n, () => 0n),
    0n,
  )
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 9n), (amount) => {
      const vat = vatInside(amount, eleven)
      const price = amount - vat
      assert.ok(vat === eleven(price) || vat === eleven(price - 1n))
    }),
  )
})
