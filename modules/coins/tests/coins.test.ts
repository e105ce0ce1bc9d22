import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from '../../../platform/db/index.ts'
import { assertTables, rowsRead } from '../../../platform/testing/index.ts'
import { anAccount, assertSound } from '../../ledger/testing.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { refundsAccount, unappliedAccount } from '../../payments/index.ts'
import { payFor } from '../../payments/testing.ts'
import { vatPayable } from '../../tax/index.ts'
import { coinFloat, platformIncome } from '../index.ts'
import * as store from '../store.ts'
import { tables } from '../tables.ts'
import { type CoinStage, coinStage, named, operator } from '../testing.ts'

const hour = 3_600_000
const day = 24 * hour
const order = (name: string, more: object = {}) => ({
  purchaseId: named(name),
  packageId: 'koin-100',
  method: 'bank-transfer',
  birthYear: 1998,
  ...more,
})

async function sound(stage: CoinStage): Promise<void> {
  await assertSound(stage.ledger)
  assert.deepEqual((await stage.coins.audit()).faults, [])
  assert.equal(await stage.holds(unappliedAccount), 0n)
}

test('the tables are those that the statements name', async (t) => {
  const { db } = await coinStage(t)
  await assertTables(db, 'coins', tables)
})

test('coins are held when their payment is paid: price to the float, tax to the state, fee to the stage (I8)', async (t) => {
  const stage = await coinStage(t)
  const { coins, desk, holds } = stage
  const sari = stage.people.add('sari')
  const asked = await coins.buy(sari, order('one', { method: 'midtrans.qris' }))
  assert.equal(asked.state, 'waiting')
  assert.equal(await coins.held(sari), 0n)
  assert.equal(asked.amountIdr, 10_000n)
  assert.equal(asked.totalIdr, asked.amountIdr + asked.gatewayIdr + asked.vatIdr)
  await payFor(desk, asked.paymentId)
  assert.equal(await coins.held(sari), 100n)
  assert.equal(await holds(coinFloat), 10_000n)
  assert.equal(await holds(vatPayable), asked.vatIdr)
  assert.equal(await holds(platformIncome), asked.gatewayIdr)
  assert.ok(asked.gatewayIdr > 0n && asked.vatIdr > 1_000n)
  assert.deepEqual(
    (await coins.history(sari, undefined, 10)).map(({ kind, coins: count }) => [kind, count]),
    [['bought', 100n]],
  )
  await sound(stage)
})

test('a purchase submitted many times at once is one, and a payment confirmed again brings nothing more', async (t) => {
  const stage = await coinStage(t)
  const { coins } = stage
  const sari = stage.people.add('sari')
  const answers = await Promise.all(Array.from({ length: 6 }, () => coins.buy(sari, order('one'))))
  assert.equal(new Set(answers.map((one) => one.paymentId)).size, 1)
  assert.equal((await coins.purchases(sari, undefined, 10)).length, 1)
  const paymentId = answers[0]?.paymentId ?? ''
  await Promise.allSettled(
    Array.from({ length: 4 }, () => stage.payments.confirm(operator, paymentId, 'BCA 1')),
  )
  await assert.rejects(stage.payments.confirm(operator, paymentId, 'BCA 2'), { message: /payment_settled/ })
  assert.equal(await coins.held(sari), 100n)
  await assert.rejects(coins.buy(sari, order('one', { packageId: 'koin-50' })), {
    message: /purchase_id_used/,
  })
  await assert.rejects(coins.buy(stage.people.add('budi'), order('one')), { message: /purchase_id_used/ })
  await sound(stage)
})

test('what may be bought is limited by what is held, by the day, and under age by the month and a guardian', async (t) => {
  const config = { HELD_MAX: 50_000, DAY_MAX: 30_000, MINOR_MONTH_MAX: 20_000 }
  const stage = await coinStage(t, { config })
  const { coins, clock } = stage
  const [sari, dewi] = [stage.people.add('sari'), stage.people.add('dewi')]
  await assert.rejects(coins.buy(sari, order('a', { birthYear: undefined })), {
    message: /birth_year_needed/,
  })
  await assert.rejects(coins.buy(sari, order('a', { birthYear: 1850 })), { message: /birth_year_wrong/ })
  await stage.buys(sari, 'koin-250', 'first')
  await assert.rejects(coins.buy(sari, order('b')), { message: /day_limit/ })
  clock.advance(day)
  await stage.buys(sari, 'koin-100', 'second')
  await coins.buy(sari, order('waits'))
  // 25,000 + 10,000 are held and 10,000 wait: 5,000 are left.
  await assert.rejects(coins.buy(sari, order('c')), { message: /held_too_much/ })
  assert.equal((await coins.wallet(sari)).room.heldLeftIdr, 5_000n)

  // Seventeen, perhaps eighteen: the year is all that is known.
  const young = { birthYear: 2008 }
  await assert.rejects(coins.buy(dewi, order('d', young)), { message: /guardian_consent_needed/ })
  await coins.buy(dewi, order('d', { ...young, guardianConsent: true }))
  // Asked once: a later answer changes nothing.
  await coins.buy(dewi, order('e', { birthYear: 1980 }))
  assert.deepEqual(await coins.wallet(dewi).then((one) => [one.birthYear, one.minor, one.guardianConsent]), [
    2008,
    true,
    true,
  ])
  clock.advance(day)
  await assert.rejects(coins.buy(dewi, order('f')), { message: /minor_month_limit/ })
  clock.set('2026-12-01T00:00:00Z')
  await coins.buy(dewi, order('f'))
  await sound(stage)
})

test('a payment that ends without money leaves no coins and its room free again', async (t) => {
  const stage = await coinStage(t, { config: { HELD_MAX: 10_000, DAY_MAX: 10_000 } })
  const { coins } = stage
  const sari = stage.people.add('sari')
  const first = await coins.buy(sari, order('one'))
  await assert.rejects(coins.buy(sari, order('two')), { message: /held_too_much/ })
  await stage.payments.cancel(sari, first.paymentId)
  assert.deepEqual(
    (await coins.purchases(sari, undefined, 10)).map((one) => one.state),
    ['lapsed'],
  )
  await coins.buy(sari, order('two'))
  assert.equal(await coins.held(sari), 0n)
  await sound(stage)
})

test('unspent coins go back with their tax, once; after spending what is still there is told', async (t) => {
  const stage = await coinStage(t)
  const { coins, holds, clock } = stage
  const sari = stage.people.add('sari')
  const purchaseId = await stage.buys(sari, 'koin-100', 'one')
  await stage.spends(sari, 30n, 'gift')
  const back = (coinsBack?: bigint, refund = 'refund') =>
    coins.refund(sari, { refundId: named(refund), purchaseId, coins: coinsBack })
  await assert.rejects(back(100n), (thrown: Error) => /refund_too_much.*70 coins/.test(thrown.message))
  await assert.rejects(coins.refund(stage.people.add('budi'), { refundId: named('x'), purchaseId }), {
    message: /purchase_not_found/,
  })
  const vatBefore = await holds(vatPayable)
  const answers = await Promise.all([back(), back(), back()])
  assert.deepEqual(new Set(answers.map((one) => one.refund.coins)), new Set([70n]))
  const paid = answers[0]?.amountIdr ?? 0n
  const vatBack = vatBefore - (await holds(vatPayable))
  assert.equal(paid, 7_000n + vatBack)
  assert.ok(vatBack >= 700n && vatBack <= 770n, `70 of 100 coins carry their part of the tax, not ${vatBack}`)
  assert.equal(await holds(refundsAccount), paid)
  assert.equal(await coins.held(sari), 0n)
  await assert.rejects(back(10n, 'again'), { message: /refund_too_much/ })
  await assert.rejects(back(10n), { message: /refund_id_used/ })

  const late = await stage.buys(sari, 'koin-50', 'two')
  clock.advance(14 * day)
  await assert.rejects(coins.refund(sari, { refundId: named('late'), purchaseId: late }), {
    message: /refund_too_late/,
  })
  assert.deepEqual(
    (await coins.purchases(sari, undefined, 9)).map((one) => one.refundable.coins),
    [0n, 0n],
  )
  await sound(stage)
})

test('what was paid through a gateway goes back through it', async (t) => {
  const stage = await coinStage(t)
  const { coins, desk, payments, jobs } = stage
  const sari = stage.people.add('sari')
  const asked = await coins.buy(sari, order('one', { method: 'midtrans.qris' }))
  await payFor(desk, asked.paymentId)
  const { amountIdr } = await coins.refund(sari, { refundId: named('refund'), purchaseId: asked.id })
  await jobs.drain()
  const [payment] = await payments.find([asked.paymentId])
  assert.deepEqual([payment?.state, payment?.refundedIdr], ['refunded', amountIdr])
  assert.equal(desk.gateway.charge(asked.paymentId)?.refunded, amountIdr)
  await sound(stage)
})

test('an operator’s refund takes its coins or is refused; fee and code are the stage’s loss', async (t) => {
  const stage = await coinStage(t)
  const { coins, db, payments } = stage
  const sari = stage.people.add('sari')
  const id = await stage.buys(sari, 'koin-100', 'one')
  const [purchase] = await coins.purchases(sari, undefined, 1)
  const [payment] = await payments.find([purchase?.paymentId ?? ''])
  const whole = payment?.payableIdr ?? 0n
  await stage.spends(sari, 1n, 'gift')
  const refund = () =>
    db.transaction((tx) => payments.refund(tx, payment?.id ?? '', whole, 'by the operator'))
  await assert.rejects(refund(), { message: /refund_too_much/ })
  assert.equal(await coins.held(sari), 99n)
  await stage.buys(sari, 'koin-50', 'two')
  await refund()
  assert.equal(await coins.held(sari), 49n)
  assert.equal(await stage.holds(refundsAccount), whole)
  assert.equal((await coins.purchases(sari, undefined, 5)).find((one) => one.id === id)?.returnedCoins, 100n)
  await sound(stage)
})

test('a chargeback takes the coins that are there; what was spent is owed, and blocks buying until it is settled', async (t) => {
  const stage = await coinStage(t)
  const { coins, payments } = stage
  const sari = stage.people.add('sari')
  await stage.buys(sari, 'koin-100', 'one')
  stage.clock.advance(hour)
  await stage.spends(sari, 60n, 'gift')
  stage.clock.advance(hour)
  const [purchase] = await coins.purchases(sari, undefined, 1)
  await Promise.allSettled(
    [1, 2, 3].map(() => payments.chargeBack(purchase?.paymentId ?? '', 'the bank took it back')),
  )
  assert.equal(await coins.held(sari), 0n)
  assert.deepEqual(await coins.debtors(), [{ accountId: sari, owedIdr: 6_000n }])
  assert.equal((await coins.audit()).lossIdr, 6_000n)
  await assert.rejects(coins.buy(sari, order('again')), { message: /buying_blocked/ })
  await coins.settleDebt(operator, sari, 'transfer diterima')
  await assert.rejects(coins.settleDebt(operator, sari, 'lagi'), { message: /holder_not_found/ })
  await coins.buy(sari, order('again'))
  assert.deepEqual(
    (await coins.history(sari, undefined, 10)).map(({ kind, coins: count }) => [kind, count]),
    [
      ['taken_back', -40n],
      ['spent', -60n],
      ['bought', 100n],
    ],
  )
  await sound(stage)
})

test('a refund that the gateway made itself takes back what is there, although coins of it are spent', async (t) => {
  const stage = await coinStage(t)
  const { coins, desk, jobs, payments, holds } = stage
  const sari = stage.people.add('sari')
  const { id, paymentId } = await coins.buy(sari, order('one', { method: 'midtrans.gopay' }))
  await jobs.drain()
  await desk.gateway.pay(paymentId)
  await jobs.drain()
  await stage.spends(sari, 30n, 'thirty')
  desk.gateway.become(paymentId, { state: 'refunded' })
  await desk.gateway.pay(paymentId)
  await jobs.drain()
  assert.equal((await payments.find([paymentId]))[0]?.state, 'refunded')
  assert.equal(await coins.held(sari), 0n)
  assert.equal((await coins.purchases(sari, undefined, 1)).find((one) => one.id === id)?.returnedCoins, 70n)
  assert.deepEqual(await coins.debtors(), [{ accountId: sari, owedIdr: 3_000n }])
  assert.equal(await holds(refundsAccount), (await payments.find([paymentId]))[0]?.payableIdr)
  await sound(stage)
})

test('nobody can take the number of a chargeback to come', async (t) => {
  const stage = await coinStage(t)
  const { coins, payments, people } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  const [hers, his] = [await stage.buys(sari, 'koin-100', 'one'), await stage.buys(budi, 'koin-100', 'two')]
  const paymentId = uuidFrom('coins.payment', his)
  const refundId = uuidFrom('payments.return', paymentId, 'chargeback')
  const { refund } = await coins.refund(sari, { refundId, purchaseId: hers })
  assert.equal(refund.id, refundId)
  await payments.chargeBack(paymentId, 'surat bank')
  assert.equal(await coins.held(budi), 0n)
  await sound(stage)
})

test('two who race for the last coins: one gets them, the other is told (I3)', async (t) => {
  const stage = await coinStage(t)
  const sari = stage.people.add('sari')
  await stage.buys(sari, 'koin-50', 'one')
  const tried = await Promise.allSettled(
    Array.from({ length: 6 }, (_, at) => stage.spends(sari, 20n, `gift ${at}`)),
  )
  assert.equal(tried.filter((one) => one.status === 'fulfilled').length, 2)
  for (const one of tried) if (one.status === 'rejected') assert.match(String(one.reason), /not_enough_coins/)
  assert.equal(await stage.coins.held(sari), 10n)
  await sound(stage)
})

test('a refund, a chargeback and gifts that want the same coins: each coin goes once (I3, I8)', async (t) => {
  const stage = await coinStage(t)
  const { coins, payments } = stage
  for (const round of [1, 2, 3, 4]) {
    const sari = stage.people.add(`sari${round}`)
    const first = await stage.buys(sari, 'koin-50', `first ${round}`)
    await stage.buys(sari, 'koin-50', `second ${round}`)
    const second = (await coins.purchases(sari, undefined, 5)).find((one) => one.id !== first)
    await Promise.allSettled([
      coins.refund(sari, { refundId: named(`refund ${round}`), purchaseId: first, coins: 50n }),
      payments.chargeBack(second?.paymentId ?? '', 'ditarik bank'),
      stage.spends(sari, 40n, `a ${round}`),
      stage.spends(sari, 40n, `b ${round}`),
    ])
    assert.ok((await coins.held(sari)) >= 0n)
    await sound(stage)
  }
})

test('the audit tells a float that is not the coins’ worth, and coins that nobody holds', async (t) => {
  const stage = await coinStage(t)
  const { ledger, coins, db } = stage
  await stage.buys(stage.people.add('sari'), 'koin-50', 'one')
  const [coinSink, sink] = [anAccount('a coin sink', { ledger: 3 }), anAccount('a sink')]
  await ledger.openAccounts(db, [coinSink, sink])
  await ledger.submit([
    { id: named('1'), debit: coinFloat.id, credit: sink.id, ledger: 1, amount: 1n, code: 1 },
    { id: named('2'), debit: uuidFrom('coins.issued'), credit: coinSink.id, ledger: 3, amount: 7n, code: 1 },
  ])
  assert.deepEqual((await coins.audit()).faults, [
    { what: 'issued', accountId: null, expected: 57n, found: 50n },
    { what: 'float', accountId: null, expected: 5_000n, found: 4_999n },
  ])
})

test('the audit names an account whose coins differ from its history', async (t) => {
  const stage = await coinStage(t)
  const sari = stage.people.add('sari')
  await stage.buys(sari, 'koin-50', 'one')
  await stage.db.transaction((tx) =>
    tx.run(sql`update coins.purchase set coins = 60, amount_idr = 6000,
    total_idr = 6000 + gateway_idr + vat_idr`),
  )
  const audit = await stage.coins.audit()
  assert.equal(audit.ok, false)
  assert.deepEqual(audit.faults, [
    { what: 'held', accountId: sari, expected: 60n, found: 50n },
    { what: 'total', accountId: null, expected: 60n, found: 50n },
  ])
})

test('a page of a long history reads a page, not the history', async (t) => {
  const stage = await coinStage(t)
  const { db } = stage
  const sari = stage.people.add('sari')
  await db.run(sql`
    insert into coins.spend (id, account_id, coins, what_en, what_id, spent_at)
    select gen_random_uuid(), ${sari}, 1, 'Rose', 'Mawar', timestamptz '2026-11-23' - n * interval '1 second'
    from generate_series(1, 5000) n`)
  await db.run(sql`insert into coins.holder (account_id, created_at) values (${sari}, now())`)
  await db.run(sql`
    insert into coins.purchase (id, account_id, payment_id, package_id, coins, amount_idr, gateway_idr, vat_idr, total_idr,
      method, state, asked_at, paid_at)
    select gen_random_uuid(), ${sari}, gen_random_uuid(), 'koin-100', 1, 100, 0, 0, 100, 'bank-transfer', 'paid', at, at
    from (select timestamptz '2026-11-23' - n * interval '1 second' as at from generate_series(1, 5000) n) one`)
  await db.run(sql`analyze coins.spend, coins.purchase`)
  for (const table of ['coins.spend', 'coins.purchase']) {
    const read = await rowsRead(db, table, async (tx) => {
      assert.equal((await store.findEntries(tx, sari, undefined, 31)).length, 31)
    })
    assert.ok(read < 200, `${read} rows of ${table} were read`)
  }
})

test('above its alarm the float is told in a metric', async (t) => {
  const stage = await coinStage(t, { config: { FLOAT_ALARM: 9_000 } })
  assert.match(await stage.metrics.text(), /coins_float_alarm 0/)
  await stage.buys(stage.people.add('sari'), 'koin-100', 'one')
  assert.match(await stage.metrics.text(), /coins_float_idr 10000\n/)
  assert.match(await stage.metrics.text(), /coins_float_alarm 1/)
})

type Step = { who: number; what: 'buy' | 'pay' | 'cancel' | 'spend' | 'refund' | 'chargeback'; size: number }

test('whatever people do, coins sold − spent − returned are held, × price is the float (I8)', async (t) => {
  const stage = await coinStage(t)
  const { coins, payments, desk } = stage
  const packages = ['koin-50', 'koin-100', 'koin-250']
  const step = fc.record<Step>({
    who: fc.nat(2),
    what: fc.constantFrom(
      'buy',
      'buy',
      'pay',
      'pay',
      'pay',
      'cancel',
      'spend',
      'spend',
      'refund',
      'chargeback',
    ),
    size: fc.integer({ min: 1, max: 120 }),
  })
  let life = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 24 }), async (steps) => {
      life++
      const people = [0, 1, 2].map((at) => stage.people.add(`life${life}.${at}`))
      const model = people.map(() => 0n)
      for (const [at, { who, what, size }] of steps.entries()) {
        const person = people[who] ?? ''
        const mine = await coins.purchases(person, undefined, 50)
        const waiting = mine.find((one) => one.state === 'waiting')
        const paid = mine.find((one) => one.state === 'paid' && one.returnedCoins === 0n)
        const holding = model[who] ?? 0n
        if (what === 'buy')
          await coins
            .buy(person, order(`${life} ${at}`, { packageId: packages[size % 3] }))
            .catch((thrown: Error) => assert.match(thrown.message, /buying_blocked|day_limit|held_too_much/))
        if (what === 'pay' && waiting) {
          await payFor(desk, waiting.paymentId)
          model[who] = holding + waiting.coins
        }
        if (what === 'cancel' && waiting) await payments.cancel(person, waiting.paymentId)
        if (what === 'spend') {
          const fits = BigInt(size) <= holding
          const tried = stage.spends(person, BigInt(size), `${life} ${at}`)
          if (fits) model[who] = holding - BigInt(size)
          await (fits ? tried : assert.rejects(tried, { message: /not_enough_coins/ }))
        }
        if (what === 'refund' && paid) {
          const wanted = BigInt(size)
          const most = holding < paid.coins ? holding : paid.coins
          const tried = coins.refund(person, {
            refundId: named(`refund ${life} ${at}`),
            purchaseId: paid.id,
            coins: wanted,
          })
          if (wanted <= most) model[who] = holding - wanted
          await (wanted <= most ? tried : assert.rejects(tried, { message: /refund_too_much/ }))
        }
        if (what === 'chargeback' && paid) {
          await payments.chargeBack(paid.paymentId, 'a test')
          model[who] = holding - (holding < paid.coins ? holding : paid.coins)
        }
      }
      assert.deepEqual(await Promise.all(people.map((one) => coins.held(one))), model)
      assert.deepEqual((await coins.audit()).faults, [])
    }),
    { numRuns: 12 },
  )
  await sound(stage)
})
