import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day, toDay } from '../../platform/clock.ts'
import { computeTax, type Payee, type TaxCase } from './compute.ts'
import { decimal, minus, type Rational, rational, round, times } from './rational.ts'
import { bracketsOf, type Income, lastDay, type Rule, rule, ruleHash, rulesOn, type Supply } from './rule.ts'
import { indonesia } from './rules/indonesia.ts'
import { aDay, aPayee } from './testing.ts'

const million = 1_000_000n
const settled = (one: Rule) => one.certainty === 'settled'
const sure = indonesia.filter(settled)
/** The settled rules and the uncertain ones named. */
const withOn = (...ids: string[]) => indonesia.filter((one) => settled(one) || ids.includes(one.id))

const payout = (
  gross: bigint,
  more: Partial<Payee> = {},
  subject: Income = 'service',
  day = aDay,
): TaxCase => ({
  of: 'payout',
  gross,
  subject,
  day,
  payee: aPayee(more),
})
const price = (gross: bigint, day: Day = aDay, subject: Supply = 'service'): TaxCase => ({
  of: 'price',
  gross,
  subject,
  day,
})
const on = (rules: readonly Rule[], asked: TaxCase) => computeTax(rulesOn(rules, asked.day), asked)
const taken = (rules: readonly Rule[], asked: TaxCase) => on(rules, asked).map(({ taxIdr }) => taxIdr)

test('VAT is 12% of eleven twelfths, rounded once', () => {
  assert.deepEqual(taken(sure, price(100_000n)), [11_000n], 'rounded twice it would be 10,999')
  assert.deepEqual(taken(sure, price(5n)), [1n], '0.55')
  assert.deepEqual(taken(sure, price(4n)), [0n], '0.44')
  const [line] = on(sure, price(100_000n))
  assert.equal(line?.ruleId, 'id.vat.2025')
  assert.equal(line?.baseIdr, 91_667n)
  assert.deepEqual(
    line?.steps.map(({ says, value }) => [says.en, says.id, value]),
    [
      ['the whole amount', 'jumlah seluruhnya', '100000'],
      ['11/12 of it', '11/12 darinya', '275000/3'],
      ['12% of 91,666.6666…', '12% dari 91.666,6666…', '11000'],
      [
        'tax, rounded once to the nearest whole unit',
        'pajak, dibulatkan sekali ke satuan utuh terdekat',
        '11000',
      ],
    ],
  )
})

test('creators pay the brackets of article 17 on half of each payment', () => {
  for (const [gross, tax] of [
    [7n * million, 175_000n],
    [50n * million, 1_250_000n],
    [150n * million, 5_250_000n],
    [1_000n * million, 94n * million],
    [0n, 0n],
  ] as const)
    for (const income of ['service', 'gift', 'ad_share'] as const)
      assert.deepEqual(taken(sure, payout(gross, {}, income)), [tax], `${gross} of ${income}`)
  const [line] = on(sure, payout(150n * million))
  assert.deepEqual([line?.remitAs, line?.baseIdr, line?.kind], ['pph21', 75n * million, 'income-individual'])
  assert.deepEqual(
    line?.steps.map(({ value }) => value),
    ['150000000', '75000000', '3000000', '2250000', '5250000'],
  )
})

test('who is paid and for what decides the rule', () => {
  const lines = (asked: TaxCase, rules = sure) =>
    on(rules, asked).map(({ ruleId, taxIdr }) => `${ruleId} ${taxIdr}`)
  const ten = 10n * million
  assert.deepEqual(lines(payout(ten, { form: 'entity' })), ['id.pph23.service.2009 200000'])
  assert.deepEqual(lines(payout(ten, { form: 'entity' }, 'royalty')), ['id.pph23.royalty.2009 1500000'])
  assert.deepEqual(lines(payout(ten, {}, 'royalty')), ['id.pph23.royalty.2009 1500000'])
  assert.deepEqual(lines(payout(ten, { country: 'MY', treaty: 'MY' })), ['id.pph26.2009 2000000'])
  assert.deepEqual(lines(payout(ten, { country: 'SG', treaty: 'SG' }, 'royalty')), ['id.pph26.2009 2000000'])
  assert.deepEqual(
    lines(payout(ten, { country: 'SG', treaty: 'SG' }, 'royalty'), withOn('id.pph26.treaty-sg-royalty.2022')),
    ['id.pph26.treaty-sg-royalty.2022 1000000'],
  )
  assert.deepEqual(
    lines(payout(ten, { country: 'SG', treaty: 'SG' }), withOn('id.pph26.treaty-sg-business.2022')),
    [],
  )
  assert.deepEqual(
    lines(payout(ten, { country: 'SG' }), withOn('id.pph26.treaty-sg-business.2022')),
    ['id.pph26.2009 2000000'],
    'without its form a treaty gives nothing',
  )
})

test('what is uncertain takes nothing until it is on, and then as its article says', () => {
  const poor = { hasTaxId: false }
  assert.deepEqual(taken(sure, payout(7n * million, poor)), [175_000n])
  assert.deepEqual(
    taken(withOn('id.pph21.no-tax-id.2009'), payout(7n * million, poor)),
    [175_000n, 35_000n],
    'a fifth more, on a line of its own',
  )
  assert.deepEqual(taken(withOn('id.pph21.no-tax-id.2009'), payout(7n * million)), [175_000n])
  assert.deepEqual(
    taken(withOn('id.pph23.no-tax-id.2009'), payout(10n * million, { ...poor, form: 'entity' })),
    [200_000n, 200_000n],
    'twice as much',
  )
  const norm = withOn('id.pph23.royalty-norm.2023')
  assert.deepEqual(taken(norm, payout(10n * million, {}, 'royalty')), [600_000n])
  assert.deepEqual(taken(norm, payout(10n * million, { form: 'entity' }, 'royalty')), [1_500_000n])
  const noService = withOn('id.pph21.ad-share-is-no-service.2024')
  assert.deepEqual(taken(noService, payout(7n * million, {}, 'ad_share')), [])
  assert.deepEqual(taken(noService, payout(7n * million, {}, 'gift')), [175_000n])
  const atGift = withOn('id.vat.coins-at-gift.2025')
  assert.deepEqual(
    [sure, atGift].map((rules) => [
      taken(rules, price(100_000n, aDay, 'coins')),
      taken(rules, price(100_000n, aDay, 'gift')),
    ]),
    [
      [[11_000n], []],
      [[], [11_000n]],
    ],
    'VAT on coins is taken once, at one point or the other',
  )
})

test('the final tax for small businesses is never applied to a creator', () => {
  const one = indonesia.find(({ series }) => series === 'id.final-half-percent')
  assert.equal(one?.effect, 'never')
  for (const rules of [sure, indonesia])
    for (const line of on(rules, payout(million))) assert.notEqual(line.ruleId, one?.id)
})

test('a day has the rule that stands on it, and the row that follows ends the one before', () => {
  const idOn = (day: string) => on(sure, price(100_000n, toDay(day))).map(({ ruleId }) => ruleId)
  assert.deepEqual(idOn('2022-03-31'), [])
  assert.deepEqual(idOn('2022-04-01'), ['id.vat.2022'])
  assert.deepEqual(idOn('2024-12-31'), ['id.vat.2022'])
  assert.deepEqual(idOn('2025-01-01'), ['id.vat.2025'])
  assert.deepEqual(taken(sure, payout(7n * million, {}, 'gift', toDay('2023-12-31'))), [])
  const [old] = indonesia.filter(({ id }) => id === 'id.vat.2022')
  assert.ok(old)
  assert.equal(
    lastDay(old, indonesia, (day) => addDays(day, -1)),
    '2024-12-31',
  )
})

test('rules that would take more than there is are refused', () => {
  const greedy = (id: string) =>
    rule({
      ...(sure.find(({ series }) => series === 'id.pph23.service') ?? assert.fail()),
      id,
      series: id,
      rate: rational(60, 100),
    })
  assert.throws(
    () => computeTax([greedy('id.one'), greedy('id.two')], payout(100n, { form: 'entity' })),
    /more than there is/,
  )
  assert.throws(() => computeTax(sure, payout(-1n)), { name: 'AssertionFailed' })
  for (const bad of [
    { rate: rational(3, 2) },
    { rate: [{ upTo: 5n, rate: rational(1, 2) }] },
    { base: rational(2) },
    { to: toDay('1999-01-01') },
    { onTopOf: ['x'] },
    { id: 'Not an id' },
  ])
    assert.throws(() => rule({ ...greedy('id.one'), ...bad }), { name: 'AssertionFailed' })
})

test('the hash covers what is computed and by which law, not the words about it', () => {
  const [one] = indonesia
  assert.ok(one)
  assert.equal(ruleHash({ ...one, explanation: { en: 'x', id: 'x' }, sources: ['x'] }), ruleHash(one))
  for (const changed of [
    { rate: rational(10, 100) },
    { from: toDay('2022-04-02') },
    { to: toDay('2030-01-01') },
    { base: rational(1, 2) },
    { rounding: 'down' },
    { article: 'x' },
    { certainty: 'uncertain' },
    { who: { form: 'entity' } },
    { subjects: [] },
  ] as const)
    assert.notEqual(ruleHash({ ...one, ...changed }), ruleHash(one), JSON.stringify(changed, text))
})
const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

const anyGross = fc.oneof(
  fc.bigInt({ min: 0n, max: 100n }),
  fc.bigInt({ min: 0n, max: 20_000n * million }),
  fc.bigInt({ min: 2n ** 53n - 5n, max: 2n ** 63n }),
)
const anyCase: fc.Arbitrary<TaxCase> = fc.oneof(
  fc.record({
    of: fc.constant('payout' as const),
    gross: anyGross,
    subject: fc.constantFrom('service', 'royalty', 'ad_share', 'gift'),
    day: fc.constantFrom(aDay, toDay('2025-06-01')),
    payee: fc.record({
      country: fc.constantFrom('ID', 'SG', 'MY'),
      form: fc.constantFrom('individual', 'entity'),
      hasTaxId: fc.boolean(),
      treaty: fc.constantFrom(undefined, 'SG'),
    }),
  }),
  fc.record({
    of: fc.constant('price' as const),
    gross: anyGross,
    subject: fc.constantFrom('ads', 'coins', 'gift', 'tip', 'subscription', 'service'),
    day: fc.constantFrom(aDay, toDay('2023-06-01')),
  }),
)
const anyOn = fc
  .subarray(indonesia.filter((one) => !settled(one)).map(({ id }) => id))
  .map((ids) => withOn(...ids))

const sum = (rules: readonly Rule[], asked: TaxCase) => taken(rules, asked).reduce((a, b) => a + b, 0n)

test('whatever is asked: no line is negative, and all together never take more than there is', () => {
  fc.assert(
    fc.property(anyOn, anyCase, (rules, asked) => {
      for (const { taxIdr } of on(rules, asked)) assert.ok(taxIdr >= 0n)
      assert.ok(sum(rules, asked) <= asked.gross)
    }),
    { numRuns: 1_000 },
  )
})

test('who earns more is never taxed less, and keeps no less', () => {
  fc.assert(
    fc.property(anyOn, anyCase, fc.bigInt({ min: 0n, max: 3n * million }), (rules, asked, more) => {
      const [less, raised] = [sum(rules, asked), sum(rules, { ...asked, gross: asked.gross + more })]
      assert.ok(less <= raised)
      const lines = BigInt(on(rules, asked).length)
      // Each line's rounding can take up to half a unit of the difference.
      assert.ok(raised - less <= more + lines)
    }),
    { numRuns: 1_000 },
  )
})

/** The tax written the long way: unit by unit of the brackets, no shared code with the engine. */
function exactTax(one: Rule, amount: Rational): Rational {
  const base = times(amount, one.base)
  let tax = rational(0)
  let low = 0n
  for (const { upTo, rate } of bracketsOf(one.rate)) {
    const top = upTo === null || base.num <= upTo * base.den ? base : rational(upTo)
    const part = minus(top, rational(low))
    if (part.num > 0n)
      tax = {
        num: tax.num * part.den * rate.den + part.num * rate.num * tax.den,
        den: tax.den * part.den * rate.den,
      }
    low = upTo ?? low
  }
  return tax
}

test('a tax is the exact one, rounded once: never half a unit away from it', () => {
  fc.assert(
    fc.property(anyOn, anyCase, (rules, asked) => {
      const byId = new Map(rules.map((one) => [one.id, one]))
      for (const { ruleId, taxIdr } of on(rules, asked)) {
        const one = byId.get(ruleId) ?? assert.fail()
        if (one.effect !== 'tax') continue
        const exact = exactTax(one, rational(asked.gross))
        const off = minus(rational(taxIdr), exact)
        const size = off.num < 0n ? -off.num : off.num
        assert.ok(2n * size <= off.den, `${ruleId} of ${asked.gross}`)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('brackets have no cliff: one rupiah more is taxed by at most the highest rate', () => {
  for (const one of indonesia)
    for (const { upTo } of bracketsOf(one.rate))
      if (upTo !== null)
        for (const near of [-1n, 0n, 1n]) {
          const at = ((upTo + near) * one.base.den) / one.base.num
          const step = sum([one], payout(at + 1n)) - sum([one], payout(at))
          assert.ok(step >= 0n && step <= 1n, `${one.id} at ${upTo}`)
        }
})

test('fractions keep what they are', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 20n }),
      fc.bigInt({ min: 1n, max: 10n ** 6n }),
      (num, den) => {
        const [down, near, up] = (['down', 'half-up', 'up'] as const).map((how) => round({ num, den }, how))
        assert.equal(down, num / den)
        assert.equal(up, num % den === 0n ? num / den : num / den + 1n)
        assert.equal(near, 2n * (num % den) >= den ? num / den + 1n : num / den)
      },
    ),
  )
  assert.equal(decimal(rational(1_234_567n, 2n), ['.', ',']), '617.283,5')
  assert.equal(decimal(rational(1, 3), [',', '.']), '0.3333…')
})
