import assert from 'node:assert/strict'
import { test } from 'node:test'
import { uuidFrom } from '../../../platform/ids.ts'
import { stands } from '../../ledger/index.ts'
import { assertSound, fund } from '../../ledger/testing.ts'
import { aMerchant } from '../testing.ts'
import { stage } from './stage.ts'

test('money that comes back is on the balance to the rupiah, and once', async (t) => {
  const { ads, ledger, db } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const held = { id: uuidFrom('test.held'), ledger: 1, code: 1, debitsMustNotExceedCredits: true }
  await fund(db, ledger, held, 1_000n)
  const giveBack = () =>
    db.transaction(async (tx) => {
      const given = { id: uuidFrom('test.given'), merchantId: tini, from: held.id, amountIdr: 700n }
      assert.ok((await ledger.submitIn(tx, await ads.giveBack(tx, given))).every(stands))
    })
  await Promise.all([giveBack(), giveBack()])
  assert.equal((await ads.findMerchant(tini))?.balanceMicro, 700_000_000n)
  await assertSound(ledger)
})
