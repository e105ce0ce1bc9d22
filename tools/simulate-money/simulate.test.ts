import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDb } from '../../platform/db/index.ts'
import { fakeClock, testDatabase, testSeed } from '../../platform/testing/index.ts'
import { createLedger } from '../../modules/ledger/index.ts'
import { anAccount, aTransfer, fund } from '../../modules/ledger/testing.ts'
import { seedOfRun } from '../../modules/ledger/tests/workload.ts'
import { strungTo } from './cut-wire.ts'
import { live } from './life.ts'
import { numberedIds } from './numbered-ids.ts'
import { planOf } from './plan.ts'

test('a short life with power cuts is as foretold (I1–I7, I11)', { timeout: 120_000 }, async (t) => {
  const seed = seedOfRun(process.argv, testSeed())
  t.diagnostic(`--seed=${seed}`)
  const report = await live({ seed, transfers: 7_000, transfersPerKill: 3_000 })
  t.diagnostic(JSON.stringify(report.faults))
  assert.ok(report.created >= 7_000)
  assert.ok((report.faults['power cuts'] ?? 0) >= 2, 'the power was cut')
  for (const status of ['created', 'exists', 'linked_failed', 'exceeds_credits', 'pending_already_posted'])
    assert.ok(report.statuses.has(status), `never met ${status}`)
})

test('an id tells its number, and a number its transfer', () => {
  const ids = numberedIds(7)
  const many = Array.from({ length: 5_000 }, (_, index) => ids.of(index * 977))
  assert.equal(new Set(many).size, many.length)
  assert.ok(many.every((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)))
  assert.deepEqual(
    many.map((id) => ids.indexOf(id)),
    many.map((_, index) => index * 977),
  )
  assert.equal(numberedIds(8).indexOf(ids.of(5)), undefined)
  assert.equal(ids.indexOf('00000000-0000-4000-8000-000000000000'), undefined)
  for (const index of [0, 1, 999, 123_456]) assert.deepEqual(planOf(3).at(index), planOf(3).at(index))
  assert.notDeepEqual(planOf(3).at(5), planOf(4).at(5))
})

test('a wire that is cut at COMMIT loses the answer or the COMMIT, and the ledger finds out which (I4)', async (t) => {
  const db = await testDatabase(t, { modules: ['ledger'] })
  const wire = await strungTo(Number(new URL(db.url).port))
  const wired = createDb({ url: wire.urlOf(db.url), max: 2 })
  t.after(async () => {
    await wired.close()
    await wire.close()
  })
  const clock = fakeClock('2026-11-02T00:00:00Z')
  const sure = createLedger({ db, clock })
  const ani = anAccount('ani', { debitsMustNotExceedCredits: true })
  await fund(db, sure, ani, 100n)
  await sure.openAccounts(db, [anAccount('bank')])
  const ledger = createLedger({ db: wired, clock })
  for (const cut of ['answer', 'commit', 'answer', 'commit'] as const) {
    wire.cutNext(cut)
    const one = aTransfer(`${cut} ${wire.done[cut]}`, 'ani', 'bank', 10n)
    assert.deepEqual(await ledger.submit([one]), [{ status: 'created' }], cut)
    assert.deepEqual(await sure.submit([one]), [{ status: 'exists' }], cut)
  }
  assert.deepEqual(wire.done, { answer: 2, commit: 2 })
  assert.equal((await sure.balances([ani.id]))[0]?.debitsPosted, 40n)
})
