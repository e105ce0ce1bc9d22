/** Two engines on one database, hundreds of callers at once, backends killed under them. Nobody can foretell who comes
 *  first, so the replies are held against the history that the chain recorded: every created transfer must have been
 *  allowed at its place, and for every other reply there must be a moment between question and answer at which the model
 *  says the same (linearizability, as Jepsen checks it). Seeded, save for the races: `--seed=7` replays the calls. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, testDatabase } from '../../../platform/testing/index.ts'
import { createLedger, type Ledger, type NewTransfer } from '../index.ts'
import { assertSound } from '../testing.ts'
import { Model } from './model.ts'
import { accounts, seedOfRun, workload } from './workload.ts'

interface Reply {
  readonly call: readonly NewTransfer[]
  readonly statuses: readonly string[]
  /** Where the call began and ended among all beginnings and endings. */
  readonly began: number
  readonly ended: number
}

const callsWanted = 4_000
const callersEach = 240 // enough to wait that a second batch sets off behind the first

test('two engines at once answer as one serial ledger would', async (t) => {
  const seed = seedOfRun(process.argv, randomInt(2 ** 31))
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
  const explained = explain(replies, places)
  t.diagnostic(`${kills} kills, ${places.size} created, ${explained} other replies explained`)
})

/** A call that is one transfer or one chain: what is atomic is also asked alone. */
function oneChain(call: readonly NewTransfer[]): readonly NewTransfer[] {
  const end = call.findIndex((one) => !one.linked)
  return end === -1 ? call : call.slice(0, end + 1)
}

/** Ends a backend that is in a batch right now, wherever in it that may be. */
async function killOne(db: Awaited<ReturnType<typeof testDatabase>>): Promise<number> {
  const { killed } = await db.one(sql<{ killed: bigint }>`
    select count(pg_terminate_backend(pid)) as killed from (
      select pid from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null limit 1) busy`)
  return Number(killed)
}

/** The seq of everything that was created, by id. */
async function placesOf(ledger: Ledger, replies: readonly Reply[]): Promise<Map<string, number>> {
  const ids = new Set(replies.flatMap(({ call }) => call.map(({ id }) => id)))
  const found = await ledger.findTransfers([...ids])
  return new Map(found.map(({ id, seq }) => [id, Number(seq)]))
}

function explain(replies: readonly Reply[], places: ReadonlyMap<string, number>): number {
  const model = new Model()
  for (const account of accounts) model.open(account)
  const createdAt = new Map<number, Reply>()
  const others: (Reply & { from: number; to: number })[] = []
  for (const reply of replies) {
    const [head] = reply.call
    const seq = places.get(head?.id ?? '') ?? 0
    if (reply.statuses.includes('created')) {
      assert.ok(
        reply.statuses.every((status) => status === 'created'),
        'a chain is all or nothing',
      )
      assert.ok(seq > 0 && !createdAt.has(seq), `created once, and kept: ${head?.id}`)
      createdAt.set(seq, reply)
    } else others.push({ ...reply, ...windowOf(reply, replies, places) })
  }
  const all = [...places.values()].length
  let waiting = others
  const check = (at: number): void => {
    waiting = waiting.filter(({ call, statuses, from, to }) => {
      if (at < from) return true
      if (model.submit(call, 0, true).join() === statuses.join()) return false
      assert.ok(at < to, `no moment explains ${statuses.join()} of ${call.map(({ id }) => id).join()}`)
      return true
    })
  }
  check(0)
  for (let seq = 1; seq <= all; ) {
    const reply = createdAt.get(seq)
    assert.ok(reply, `transfer ${seq} was created, and someone was told so`)
    assert.ok(
      model.submit(reply.call, 0).every((status) => status === 'created'),
      `transfer ${seq} was allowed at its place`,
    )
    seq += reply.call.length
    check(seq - 1)
  }
  assert.equal(waiting.length, 0)
  return others.length
}

/** Between which seqs a reply was decided: after all that had been answered when it was asked, and before all that was
 *  asked when it had been answered. */
function windowOf(reply: Reply, replies: readonly Reply[], places: ReadonlyMap<string, number>) {
  let from = 0
  let to = places.size
  for (const other of replies) {
    if (!other.statuses.includes('created')) continue
    const first = places.get(other.call[0]?.id ?? '') ?? 0
    if (other.ended < reply.began) from = Math.max(from, first + other.call.length - 1)
    if (other.began > reply.ended) to = Math.min(to, first - 1)
  }
  return { from, to }
}
