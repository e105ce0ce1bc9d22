import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayOf, toDay } from '../../platform/clock.ts'
import { addMonths, monthsAfter, restOf } from './months.ts'
import { type Price, priceFor } from './price.ts'

const zone = 'Asia/Jakarta'
const instants = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2090-01-01T00:00:00Z'),
  noInvalidDate: true,
})

test('the 31st ends on the last day of a shorter month, and on the 31st again of a longer one', () => {
  const from = toDay('2027-01-31')
  assert.deepEqual(
    [1, 2, 3, 4, 12, 13].map((count) => addMonths(from, count)),
    ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31', '2028-01-31', '2028-02-29'],
  )
  assert.equal(addMonths(toDay('2028-02-29'), 12), '2029-02-28')
  assert.equal(addMonths(toDay('2026-12-15'), 1), '2027-01-15')
  // Half past one in the morning of the 31st in Jakarta is still the 30th in London.
  const late = new Date('2027-01-30T18:30:00Z')
  assert.deepEqual(
    [1, 2].map((count) => monthsAfter(late, count, zone).toISOString()),
    ['2027-02-27T18:30:00.000Z', '2027-03-30T18:30:00.000Z'],
  )
})

test('months follow each other without gap, keep the time of day, and the day where the month has it', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 0, max: 60 }), (anchor, count) => {
      const [from, until] = [monthsAfter(anchor, count, zone), monthsAfter(anchor, count + 1, zone)]
      const days = (until.getTime() - from.getTime()) / 86_400_000
      assert.ok(days >= 28 && days <= 31, `a month of ${days} days`)
      const [day, end] = [dayOf(anchor, zone), dayOf(until, zone)]
      assert.ok(end.slice(8) === day.slice(8) || (end.slice(8) < day.slice(8) && end.slice(8) >= '28'))
    }),
  )
})

test('the rest of a price is its part of the time that is left, rounded down', () => {
  const [from, until] = [new Date('2026-11-01T00:00:00Z'), new Date('2026-12-01T00:00:00Z')]
  assert.equal(restOf(30_000n, from, until, new Date('2026-11-11T00:00:00Z')), 20_000n)
  assert.equal(restOf(30_000n, from, until, new Date('2026-10-01T00:00:00Z')), 30_000n)
  assert.equal(restOf(30_000n, from, until, until), 0n)
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 12n), instants, instants, (price, first, second) => {
      const [early, late] = first < second ? [first, second] : [second, first]
      assert.ok(restOf(price, from, until, early) >= restOf(price, from, until, late))
      assert.ok(restOf(price, from, until, early) <= price)
    }),
  )
})

const at = (day: number): Date => new Date(Date.UTC(2026, 10, day))
const price = (priceIdr: bigint, announced: number, others = announced): Price => ({
  priceIdr,
  announcedAt: at(announced),
  othersFrom: at(others),
})

test('a higher price is for new subscribers at once, and for others when its notice is over', () => {
  const prices = [price(20_000n, 1), price(30_000n, 5, 35)]
  assert.equal(priceFor(prices, at(6), at(6)), 30_000n)
  assert.equal(priceFor(prices, at(2), at(20)), 20_000n)
  assert.equal(priceFor(prices, at(2), at(34)), 20_000n)
  assert.equal(priceFor(prices, at(2), at(35)), 30_000n)
})

test('a lower price is everyone’s at once, and a price taken back was never theirs', () => {
  assert.equal(priceFor([price(20_000n, 1), price(10_000n, 5, 35)], at(2), at(6)), 10_000n)
  assert.equal(
    priceFor([price(20_000n, 1), price(30_000n, 5, 35), price(20_000n, 8)], at(2), at(40)),
    20_000n,
  )
  assert.equal(priceFor([], at(2), at(6)), undefined)
})

test('nobody who subscribes pays more than they agreed to before a notice is over', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ priceIdr: fc.bigInt(1n, 100n), gap: fc.integer({ min: 1, max: 9 }) }), {
        minLength: 1,
      }),
      fc.nat(60),
      fc.nat(120),
      (rows, agreed, from) => {
        let day = 0
        const prices = rows.map(({ priceIdr, gap }) => {
          day += gap
          return price(priceIdr, day, day + 30)
        })
        const began = Math.max(agreed, rows[0]?.gap ?? 0)
        const month = Math.max(began, from)
        const agreedTo = prices.findLast((one) => one.announcedAt <= at(began))?.priceIdr ?? 0n
        const paid = priceFor(prices, at(began), at(month)) ?? 0n
        if (paid > agreedTo)
          assert.ok(prices.some((one) => one.priceIdr >= paid && one.othersFrom <= at(month)))
      },
    ),
  )
})
