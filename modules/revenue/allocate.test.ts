import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Claim, creatorsPart, shareByLargestRemainder, tieBreak } from './allocate.ts'
import { sha256 } from './sum-tree.ts'

const claim = (weight: bigint, name: number): Claim => ({
  weight,
  tie: () => sha256(Buffer.from(String(name))),
})
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)

const totals = fc.bigInt({ min: 0n, max: 10n ** 15n })
const weights = fc
  .array(fc.oneof(fc.constantFrom(0n, 1n, 60_000n), fc.bigInt({ min: 0n, max: 10n ** 6n })), {
    minLength: 1,
    maxLength: 40,
  })
  .filter((list) => sum(list) > 0n)

test('shares add up to the total, and each is within one unit of its exact value', () => {
  fc.assert(
    fc.property(totals, weights, (total, list) => {
      const shares = shareByLargestRemainder(total, list.map(claim))
      const all = sum(list)
      assert.equal(sum(shares), total)
      list.forEach((weight, i) => {
        const off = (shares[i] ?? -1n) * all - total * weight
        assert.ok(off > -all && off < all)
      })
    }),
  )
})

test('equal weights differ by at most one unit, and nothing weighs nothing', () => {
  fc.assert(
    fc.property(totals, weights, (total, list) => {
      const shares = shareByLargestRemainder(total, list.map(claim))
      for (const weight of new Set(list)) {
        const equals = shares.filter((_, i) => list[i] === weight).map(Number)
        assert.ok(Math.max(...equals) - Math.min(...equals) <= 1)
        if (weight === 0n) assert.equal(Math.max(...equals), 0)
      }
    }),
  )
})

test('the order of the claims changes nothing', () => {
  fc.assert(
    fc.property(totals, weights, fc.infiniteStream(fc.nat()), (total, list, keys) => {
      const claims = list.map((weight, i) => ({ claim: claim(weight, i), key: keys.next().value ?? 0, i }))
      const shares = shareByLargestRemainder(
        total,
        claims.map((one) => one.claim),
      )
      const shuffled = claims.toSorted((a, b) => a.key - b.key)
      const again = shareByLargestRemainder(
        total,
        shuffled.map((one) => one.claim),
      )
      shuffled.forEach(({ i }, at) => assert.equal(again[at], shares[i]))
    }),
  )
})

test('scaling all weights changes nothing', () => {
  fc.assert(
    fc.property(totals, weights, fc.bigInt({ min: 1n, max: 1_000n }), (total, list, factor) => {
      const scaled = list.map((weight, i) => claim(weight * factor, i))
      assert.deepEqual(
        shareByLargestRemainder(total, scaled),
        shareByLargestRemainder(total, list.map(claim)),
      )
    }),
  )
})

test('left-over units go to the largest remainders, ties to the lower hash', () => {
  const tie = (byte: number) => () => Buffer.from([byte])
  assert.deepEqual(
    shareByLargestRemainder(10n, [
      { weight: 1n, tie: tie(1) }, // 1.43
      { weight: 4n, tie: tie(2) }, // 5.71
      { weight: 2n, tie: tie(3) }, // 2.86
    ]),
    [1n, 6n, 3n],
  )
  assert.deepEqual(
    shareByLargestRemainder(1n, [
      { weight: 5n, tie: tie(9) },
      { weight: 5n, tie: tie(7) },
      { weight: 5n, tie: tie(8) },
    ]),
    [0n, 1n, 0n],
  )
  assert.throws(() => shareByLargestRemainder(1n, [{ weight: 0n, tie: tie(0) }]), /share of/)
})

test('the creators’ part is rounded down once', () => {
  const share = { num: 55n, den: 100n }
  assert.equal(creatorsPart(1_000_000_001n, share), 550_000_000n)
  assert.equal(creatorsPart(1n, share), 0n)
  assert.equal(creatorsPart(20n, share), 11n)
})

test('a tie-break is the hash of day, viewer and video', () => {
  const viewer = Buffer.alloc(16, 0x20)
  const video = Buffer.from('0199c0de111170008000000000000001', 'hex')
  assert.equal(
    tieBreak('2026-11-22', viewer, video).toString('hex'),
    '1a76e9284bb1189598168cc6481e3adf29008cb265f7dccb4268bc33b5b6fb7a',
  )
})
