import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { accountNamed, anAccount, assertSound, fund } from '../../ledger/testing.ts'
import { lossesAccount } from '../../payments/index.ts'
import { payFor } from '../../payments/testing.ts'
import { named } from '../../playback/testing.ts'
import { prepaidId } from '../accounts.ts'
import { tables } from '../tables.ts'
import { aMerchant, operator } from '../testing.ts'
import { stage } from './stage.ts'

const aVatLine = {
  ruleId: 'test-vat',
  kind: 'vat',
  remitAs: 'vat',
  article: 'PMK 131/2024',
  certainty: 'settled',
  steps: [],
} as const

test('the tables are those that the statements name', async (t) => {
  const { db } = await stage(t)
  const columns = await db.all(sql<{ name: string; columns: string[] }>`
    select 'ads.' || table_name as name, array_agg(column_name::text) as columns
    from information_schema.columns where table_schema = 'ads' group by table_name`)
  assert.deepEqual(
    Object.fromEntries(columns.map((one) => [one.name, one.columns.toSorted()])),
    Object.fromEntries(Object.entries(tables).map(([name, list]) => [name, list.toSorted()])),
  )
})

test('a confirmed top-up is on the balance, code included; the same confirmation again changes nothing', async (t) => {
  const { ads, ledger } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const topUp = await ads.requestTopUp(tini, 200_000n)
  assert.ok(topUp.payableIdr > 200_000n && topUp.payableIdr <= 200_999n)
  const answers = await Promise.all(
    ['BCA 0007', ' bca  0007 ', 'BCA 0007'].map((reference) =>
      ads.confirmTopUp(operator, topUp.id, reference),
    ),
  )
  assert.deepEqual(new Set(answers.map((one) => one.state)), new Set(['confirmed']))
  assert.equal((await ads.findMerchant(tini))?.balanceMicro, topUp.payableIdr * 1_000_000n)
  await assertSound(ledger)
})

test('one bank reference is one top-up', async (t) => {
  const { ads, ledger } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const [one, two] = [await ads.requestTopUp(tini, 50_000n), await ads.requestTopUp(tini, 50_000n)]
  assert.notEqual(one.payableIdr, two.payableIdr)
  await ads.confirmTopUp(operator, one.id, 'BCA 0007')
  await assert.rejects(ads.confirmTopUp(operator, two.id, 'bca 0007'), { message: /bank_reference_used/ })
  await assert.rejects(ads.confirmTopUp(operator, one.id, 'BCA 0008'), { message: /top_up_settled/ })
  assert.equal((await ads.findMerchant(tini))?.balanceMicro, one.payableIdr * 1_000_000n)
  assert.equal((await ads.confirmTopUp(operator, two.id, 'BCA 0008')).state, 'confirmed')
  await assertSound(ledger)
})

test('declined and expired top-ups bring nothing, and their end is final', async (t) => {
  const { ads, clock, payments } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const [declined, expired] = [await ads.requestTopUp(tini, 50_000n), await ads.requestTopUp(tini, 60_000n)]
  await ads.declineTopUp(operator, declined.id, 'tidak ada transfer')
  assert.equal((await ads.declineTopUp(operator, declined.id, 'lagi')).reason, 'tidak ada transfer')
  clock.advance(3 * 86_400_000)
  await payments.expireDue()
  for (const { id } of [declined, expired])
    await assert.rejects(ads.confirmTopUp(operator, id, `REF ${id}`), { message: /top_up_settled/ })
  assert.equal((await ads.findMerchant(tini))?.balanceMicro, 0n)
  assert.deepEqual(
    (await ads.listTopUps('expired')).map((one) => one.id),
    [expired.id],
  )
  assert.deepEqual((await ads.topUpsOf(tini)).map((one) => one.state).toSorted(), ['declined', 'expired'])
})

test('amounts and numbers have limits, and a stranger’s top-up is not found', async (t) => {
  const { ads } = await stage(t, { TOP_UPS_OPEN_MAX: 2 })
  const tini = await aMerchant(ads, 'tini', 0n)
  await assert.rejects(ads.requestTopUp(tini, 19_999n), { message: /amount_out_of_range/ })
  await assert.rejects(ads.requestTopUp(tini, 100_000_001n), { message: /amount_out_of_range/ })
  await Promise.all([ads.requestTopUp(tini, 20_000n), ads.requestTopUp(tini, 20_000n)])
  await assert.rejects(ads.requestTopUp(tini, 20_000n), { message: /too_many_top_ups/ })
  await assert.rejects(ads.confirmTopUp(operator, named('nothing'), 'REF 1'), { message: /top_up_not_found/ })
})

test('I9: a top-up may be paid through a gateway: the balance is the amount, and nothing stays unapplied', async (t) => {
  const { ads, ledger, payments, gateway } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const topUp = await ads.requestTopUp(tini, 200_000n, 'midtrans.qris')
  assert.equal(topUp.payableIdr, 200_000n)
  await assert.rejects(ads.confirmTopUp(operator, topUp.id, 'BCA 1'), { message: /not_manual/ })
  await payFor({ payments, gateway }, topUp.id)
  assert.equal((await ads.findMerchant(tini))?.balanceMicro, 200_000_000_000n)
  assert.deepEqual(
    (await ads.topUpsOf(tini)).map((one) => [one.state, one.method, one.bankReference]),
    [['confirmed', 'midtrans.qris', null]],
  )
  assert.deepEqual(await payments.audit(), [])
  await assert.rejects(ads.requestTopUp(tini, 20_000n, 'by pigeon'), { message: /method_unknown/ })
  await assertSound(ledger)
})

test('a top-up that is cancelled as a payment is declined here', async (t) => {
  const { ads, payments } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const { id } = await ads.requestTopUp(tini, 50_000n)
  await payments.cancel(tini, id)
  assert.deepEqual(
    (await ads.topUpsOf(tini)).map((one) => one.state),
    ['declined'],
  )
  await assert.rejects(ads.confirmTopUp(operator, id, 'BCA 1'), { message: /top_up_settled/ })
})

test('I3: a refund takes back what is not spent, in whole rupiah; the rest is the stage’s loss', async (t) => {
  const { ads, ledger, payments, db, house } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const topUp = await ads.requestTopUp(tini, 50_000n)
  await ads.confirmTopUp(operator, topUp.id, 'BCA 1')
  await fund(db, house.ledger, anAccount('shown', { ledger: 2 }), 1n)
  await ledger.submit([
    {
      id: named('spent'),
      debit: prepaidId(tini),
      credit: accountNamed('shown'),
      ledger: 2,
      amount: 20_000_000_001n,
      code: 1,
    },
  ])
  await db.transaction((tx) => payments.refund(tx, topUp.id, topUp.payableIdr, 'usaha tutup'))
  assert.equal((await ads.findMerchant(tini))?.balanceMicro, 999_999n)
  const [lost] = await ledger.balances([lossesAccount.id])
  assert.equal(lost?.debitsPosted, 20_001n)
  assert.deepEqual(await payments.audit(), [])
  await assertSound(ledger)
})

test('a top-up of before payments keeps its amount and its time, and is confirmed as ever', async (t) => {
  const { ads, payments, db, clock, ledger } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const [waiting, over, done] = ['waiting', 'over', 'done'].map((name) => named(name))
  const days = (count: number) => new Date(clock.now().getTime() + count * 86_400_000)
  for (const [id, amount, until, reference] of [
    [waiting, 50_123n, days(1), null],
    [over, 60_321n, days(-1), null],
    [done, 70_007n, days(-5), 'BCA OLD'],
  ] as const)
    await db.run(sql`
      insert into ads.top_up (id, merchant_id, amount_idr, payable_idr, requested_at, expires_at, state, decided_at,
        bank_reference)
      values (${id}, ${tini}, ${(amount / 1_000n) * 1_000n}, ${amount}, ${days(-2)}, ${until},
        ${reference ? 'confirmed' : 'requested'}, ${reference ? days(-4) : null}, ${reference})`)
  await assert.rejects(ads.confirmTopUp(operator, waiting ?? '', 'bca old'), {
    message: /bank_reference_used/,
  })
  await ads.tidyUp()
  await ads.tidyUp()
  const [adopted] = await payments.find([waiting ?? ''])
  assert.deepEqual(
    [adopted?.payableIdr, adopted?.expiresAt, adopted?.instructions?.kind],
    [50_123n, days(1), 'bank_transfer'],
  )
  clock.advance(1_000)
  await payments.expireDue()
  assert.equal((await ads.confirmTopUp(operator, waiting ?? '', 'BCA 1')).state, 'confirmed')
  assert.deepEqual((await ads.topUpsOf(tini)).map((one) => one.state).toSorted(), [
    'confirmed',
    'confirmed',
    'expired',
  ])
  assert.equal((await ads.findMerchant(tini))?.balanceMicro, 50_123_000_000n)
  assert.deepEqual(await payments.audit(), [])
  await assertSound(ledger)
})

test('PPN on a top-up is off unless configured; then it is paid on top and not credited', async (t) => {
  const tax = {
    vatOn: (price: bigint) => ({ ...aVatLine, baseIdr: (price * 11n) / 12n, taxIdr: (price * 11n) / 100n }),
  }
  const { ads, payments } = await stage(t, { TOP_UP_VAT: true }, { tax })
  const tini = await aMerchant(ads, 'tini', 0n)
  const topUp = await ads.requestTopUp(tini, 200_000n)
  const [payment] = await payments.find([topUp.id])
  assert.equal(payment?.vatIdr, 22_000n)
  assert.equal(topUp.payableIdr, 222_000n + (payment?.codeIdr ?? 0n))
  await ads.confirmTopUp(operator, topUp.id, 'BCA 1')
  assert.equal((await ads.findMerchant(tini))?.balanceMicro, (topUp.payableIdr - 22_000n) * 1_000_000n)
  assert.deepEqual(await payments.audit(), [])
})
