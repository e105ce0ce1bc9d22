import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import { named } from '../../playback/testing.ts'
import { tables } from '../tables.ts'
import { aMerchant, operator } from '../testing.ts'
import { stage } from './stage.ts'

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
  const { ads, clock } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const [declined, expired] = [await ads.requestTopUp(tini, 50_000n), await ads.requestTopUp(tini, 60_000n)]
  await ads.declineTopUp(operator, declined.id, 'tidak ada transfer')
  assert.equal((await ads.declineTopUp(operator, declined.id, 'lagi')).reason, 'tidak ada transfer')
  clock.advance(3 * 86_400_000)
  await ads.tidyUp()
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
