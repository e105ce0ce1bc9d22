/** What an operator reads of an audit: the same facts as codes, whatever is found. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adminRoutes } from '../../modules/admin/contract.ts'
import { aWeekOfMoney } from '../testing/a-week-of-money.ts'
import { openHouse } from '../testing/house.ts'

test('an audit tells what it found as codes, of a stage that is well and of one that was tampered with', async (t) => {
  const house = await openHouse(t)
  const { operator } = await aWeekOfMoney(house)
  const audited = async () => {
    const { audit } = adminRoutes.audit.reply.parse((await operator.call('POST', '/v1/admin/audit')).body)
    const kept = adminRoutes.readOverview.reply.parse((await operator.call('GET', '/v1/admin/overview')).body)
    assert.deepEqual(kept.audit, audit, 'what was found is kept')
    return new Map(audit.checks.map(({ name, ok, detail }) => [name, { ok, ...detail }]))
  }
  const well = await audited()
  assert.ok([...well.values()].every((check) => check.ok))
  assert.deepEqual(
    [...well.values()].map((check) => check.code),
    [
      'ledgers_balance',
      'balances_agree',
      'chain_whole',
      'conversion',
      'accounts_agree', // payments
      'pools_empty',
      'accounts_agree', // coins
      'accounts_agree', // earnings
      'accounts_agree', // payouts
      'documents_follow',
      'reports_follow',
      'originals_there',
      'counts_differ',
    ],
  )

  const { db } = house.stage
  await db.execute(`alter table ledger.transfer disable trigger append_only;
    update ledger.transfer set reason = 'bonus' where seq = 2`)
  await db.execute(`alter table ledger.balance disable trigger append_only;
    update ledger.balance set credits_posted = credits_posted + 1 where batch = 1 and credits_posted > 0`)
  house.clock.advance(1_000)
  const ill = await audited()
  assert.equal(ill.get('ledger.hash-chain')?.code, 'chain_broken')
  assert.deepEqual(ill.get('ledger.hash-chain')?.params, {
    batch: '1',
    fault: 'hash_differs',
    transfer: null,
  })
  assert.equal(ill.get('ledger.balances-rederived')?.code, 'balance_differs')
  assert.equal(ill.get('ledger.balances-rederived')?.ok, false)
})
