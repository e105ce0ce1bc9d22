/** A seeded life of a ledger, every reply foretold by a second ledger in memory. The seed is printed; to live it again:
 *  `node modules/ledger/tests/simulation.test.ts --seed=7` */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock, testDatabase, testSeed } from '../../../platform/testing/index.ts'
import { createLedger, type Ledger } from '../index.ts'
import { assertSound } from '../testing.ts'
import { assertModelled } from './as-modelled.ts'
import { type Fault, faultyDb } from './faults.ts'
import { Model } from './model.ts'
import { accounts, seedOfRun, type Workload, workload } from './workload.ts'

const transfersWanted = 20_000

test('every reply of a faulty life is the one that was foretold', async (t) => {
  const seed = seedOfRun(process.argv, testSeed())
  t.diagnostic(`--seed=${seed}`)
  const db = await testDatabase(t, { modules: ['ledger'] })
  const work = workload(seed, { timeouts: true, callMax: 5 })
  const clock = fakeClock('2026-11-02T00:00:00Z')
  let faults = 0
  const faulty = faultyDb(db, () => {
    const fault = faultOf(work)
    if (fault) faults++
    return fault
  })
  let ledger = createLedger({ db: faulty, clock, batchMax: 64 })
  const model = new Model()
  await ledger.openAccounts(db, accounts)
  for (const account of accounts) model.open(account)
  const seen = new Map<string, number>()

  for (let sent = 0; sent < transfersWanted; ) {
    const nowMs = clock.now().getTime()
    const calls = Array.from({ length: 1 + work.below(60) }, () => work.call())
    const foretold = calls.map((call) => model.submit(call, nowMs))
    const replies = await Promise.all(calls.map((call) => ledger.submit(call)))
    for (const [i, call] of calls.entries()) {
      const told = replies[i]?.map(({ status }) => status)
      assert.deepEqual(
        told,
        foretold[i],
        `--seed=${seed}: call ${JSON.stringify(call, (_, v) => (typeof v === 'bigint' ? String(v) : v))}`,
      )
      for (const status of told ?? []) seen.set(status, (seen.get(status) ?? 0) + 1)
      sent += call.length
    }
    const dice = work.random()
    if (dice < 0.2) clock.advance(work.below(20_000))
    else if (dice < 0.24)
      clock.set(new Date(clock.now().getTime() - work.below(10_000))) // someone set the clock back
    else if (dice < 0.34)
      assert.equal(await ledger.expireDue(), model.expire(clock.now().getTime()), `--seed=${seed}: expiry`)
    else if (dice < 0.38)
      ledger = createLedger({ db: faulty, clock, batchMax: 64 }) // a restart forgets what it knew
    else if (dice < 0.44) await closeOrReopen(work, model, ledger, db)
    else if (dice < 0.54) await inTransaction(work, model, ledger, db, clock.now().getTime())
  }

  const unharmed = createLedger({ db, clock }) // the proofs are no part of the life: nothing is retried in them
  await assertModelled(unharmed, model, accounts)
  await assertSound(unharmed)
  assert.ok(faults > 20, 'faults happened')
  t.diagnostic(`${faults} faults; ${[...seen].map(([status, count]) => `${status} ${count}`).join(', ')}`)
  for (const status of expectedSometimes) assert.ok(seen.has(status), `--seed=${seed} never met ${status}`)
})

const expectedSometimes = [
  'created',
  'exists',
  'exists_with_different_amount',
  'exceeds_credits',
  'exceeds_debits',
  'linked_failed',
  'pending_already_posted',
  'pending_already_voided',
  'pending_expired',
  'pending_amount_exceeded',
]

function faultOf(work: Workload): Fault | undefined {
  const dice = work.random()
  if (dice < 0.06) return { kind: 'kill', beforeStatement: work.below(4) }
  if (dice < 0.1) return { kind: 'kill-before-commit' }
  if (dice < 0.15) return { kind: 'lose-commit' }
  return undefined
}

type TestDb = Awaited<ReturnType<typeof testDatabase>>

async function closeOrReopen(work: Workload, model: Model, ledger: Ledger, db: TestDb): Promise<void> {
  const closed = accounts.filter(({ id }) => model.purses.get(id)?.closed)
  const closing = closed.length === 0
  const { id } = work.pick(closing ? accounts : closed)
  await db.transaction((tx) => (closing ? ledger.closeAccount(tx, id) : ledger.reopenAccount(tx, id)))
  model.setClosed(id, closing)
}

/** A caller's own transaction: it sees its answers at once, and when it rolls back nothing has happened. */
async function inTransaction(
  work: Workload,
  model: Model,
  ledger: Ledger,
  db: TestDb,
  nowMs: number,
): Promise<void> {
  const calls = Array.from({ length: 1 + work.below(3) }, () => work.call())
  const regrets = work.random() < 0.4
  const done = regrets ? model.copy() : model
  const undone = new Error('the caller changed its mind')
  const run = db.transaction(async (tx) => {
    for (const call of calls) {
      const told = await ledger.submitIn(tx, call)
      assert.deepEqual(
        told.map(({ status }) => status),
        done.submit(call, nowMs),
      )
    }
    if (regrets) throw undone
  })
  if (regrets) await assert.rejects(run, undone)
  else await run
}
