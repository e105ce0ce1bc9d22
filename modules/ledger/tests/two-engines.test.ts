/** Two engines on one database, hundreds of callers at once, backends killed under them. Nobody can foretell who comes
 *  first, so the replies are held against the history that the chain recorded: every created transfer must have been
 *  allowed at its place, and for every other reply there must be a moment between question and answer at which the model
 *  says the same (linearizability, as Jepsen checks it). Seeded, save for the races: `--seed=7` replays the calls. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, testDatabase, testSeed } from '../../../platform/testing/index.ts'
import { createLedger, type Ledger } from '../index.ts'
import { assertSound } from '../testing.ts'
import { explain, oneChain, placesOf, type Reply } from './explain.ts'
import { Model } from './model.ts'
import { accounts, seedOfRun, workload } from './workload.ts'

const callsWanted = 4_000
const callersEach = 240 // enough to wait that a second batch sets off behind the first

test('two engines at once answer as one serial ledger would', async (t) => {
  const seed = seedOfRun(process.argv, testSeed())
  t.diagnostic(`--seed=${seed}`)
  const db = await testDatabase(t, { modules: ['ledger'], max: 12 })
  const clock = fakeClock('2026-11-02T00:00:00Z')
  const engines = [createLedger({ db, clock, batchMax: 48 }), createLedger({ db, clock, batchMax: 100 })]
  const [first] = engines
  assert.ok(first)
  await first.openAccounts(db, accounts)

  const work = workload(seed, { timeouts: false, callMax: 1 })
  const calls = Array.from({ length: callsWanted }, () => oneChain(work.call()))
  const replies: Reply[] = []
  let tick = 0
  let kills = 0
  const caller = async (ledger: Ledger): Promise<void> => {
    for (let call = calls.pop(); call; call = calls.pop()) {
      const began = tick++
      const results = await ledger.submit(call)
      replies.push({ call, statuses: results.map(({ status }) => status), began, ended: tick++ })
      if (replies.length % 200 === 0) kills += await killOne(db)
    }
  }
  await Promise.all(engines.flatMap((ledger) => Array.from({ length: callersEach }, () => caller(ledger))))

  assert.equal(replies.length, callsWanted)
  assert.ok(kills > 0, 'backends were killed')
  await assertSound(first)
  const places = await placesOf(first, replies)
  const model = new Model()
  for (const account of accounts) model.open(account)
  const explained = explain(model, replies, places, 0)
  t.diagnostic(`${kills} kills, ${places.size} created, ${explained} other replies explained`)
})

/** Ends a backend that is in a batch right now, wherever in it that may be; not one that is ending another. */
async function killOne(db: Awaited<ReturnType<typeof testDatabase>>): Promise<number> {
  const { killed } = await db.one(sql<{ killed: bigint }>`
    select count(pg_terminate_backend(pid)) as killed from (
      select pid from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
        and query not like '%pg_terminate_backend%' limit 1) busy`)
  return Number(killed)
}
