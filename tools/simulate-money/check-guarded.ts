/** Two short checks that a ledger with all its guards passes. */
import assert from 'node:assert/strict'
import { creditsLimited, debitsLimited, flagsOf } from '../../modules/ledger/account.ts'
import { decide, type Held, type HeldAccount } from '../../modules/ledger/decide.ts'
import { createLedger } from '../../modules/ledger/index.ts'
import { splitCalls } from '../../modules/ledger/split-calls.ts'
import { assertModelled } from '../../modules/ledger/tests/as-modelled.ts'
import { Model } from '../../modules/ledger/tests/model.ts'
import { seededRandom } from '../../modules/ledger/tests/workload.ts'
import { bodyOf, type TransferBody } from '../../modules/ledger/transfer.ts'
import type { Db } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { testDatabase } from '../../platform/testing/index.ts'
import { aLife } from './life.ts'
import { accounts, bent, planOf } from './plan.ts'
import { prove, proveOneWriter, proveTamperingShows } from './prove.ts'

const roundsOfRules = 150

/** The rule book alone, in memory, against the model. @throws AssertionError at the first difference */
export function checkRules(seed: number): void {
  const plan = planOf(seed)
  const random = seededRandom(seed)
  const model = new Model()
  for (const account of accounts) model.open(account)
  const closable = new Set<string>()
  const held = new Map<string, HeldAccount>(
    accounts.map((one) => [
      one.id,
      {
        id: one.id,
        ledger: one.ledger,
        flags: flagsOf(one),
        get closed() {
          return closable.has(one.id)
        },
        debitsPosted: 0n,
        creditsPosted: 0n,
        debitsPending: 0n,
        creditsPending: 0n,
      },
    ]),
  )
  const holding: Held = { accounts: held, transfers: new Map(), resolutions: new Map() }
  let seq = 1n
  let batch = 1n
  let nowMs = Date.parse('2026-11-02T00:00:00Z')
  const settle = (calls: readonly (readonly TransferBody[])[]): string[][] => {
    const at = new Date(Math.max(nowMs, model.lastMs))
    const { statuses, created } = decide(calls, holding, { batch: batch++, firstSeq: seq, at })
    seq += BigInt(created.length)
    return statuses.map((one) => [...one])
  }

  for (let round = 0; round < roundsOfRules; round++) {
    const block = Math.floor(random() * 5) === 0 ? Math.floor(random() * (round + 1)) : round
    const call = plan.call(block * 3, block * 3 + 3)
    const known = call.find(({ id }) => model.facts.has(id) && random() < 0.5)
    for (const one of known ? [call, [bent(known, random)]] : [call]) {
      const parts = splitCalls(one.map(bodyOf), 5)
      const told = settle(parts).flat()
      assert.deepEqual(told, model.submit(one, nowMs))
    }
    const due = [...holding.transfers.values()].filter(
      ({ kind, timeoutSeconds, at, id }) =>
        kind === 'pending' &&
        timeoutSeconds !== null &&
        !holding.resolutions.has(id) &&
        at.getTime() + timeoutSeconds * 1000 <= nowMs,
    )
    if (random() < 0.3) {
      const expired = settle([due.map(expiryOfPending)]).flat()
      assert.ok(expired.every((status) => status === 'created'))
      assert.equal(expired.length, model.expire(nowMs))
    }
    nowMs += Math.floor(random() * 6_000)
    const { id } = present(accounts[2 + Math.floor(random() * (accounts.length - 2))], 'an account')
    if (random() < 0.1 && !closable.delete(id)) closable.add(id)
    for (const one of accounts) model.setClosed(one.id, closable.has(one.id))
    assertHeld(held, model)
  }
}

const expiryOfPending = (pending: TransferBody): TransferBody => ({
  id: uuidFrom('ledger.expire', pending.id),
  debit: pending.debit,
  credit: pending.credit,
  ledger: pending.ledger,
  amount: pending.amount,
  code: pending.code,
  kind: 'expire',
  pendingId: pending.id,
  timeoutSeconds: null,
  linked: false,
  sourceKind: null,
  sourceId: null,
  reason: null,
})

function assertHeld(held: ReadonlyMap<string, HeldAccount>, model: Model): void {
  let posted = 0n
  let pending = 0n
  for (const [id, one] of held) {
    const { dp, cp, dq, cq } = present(model.purses.get(id), 'the model has it')
    assert.deepEqual(
      [one.debitsPosted, one.creditsPosted, one.debitsPending, one.creditsPending],
      [dp, cp, dq, cq],
    )
    posted += one.debitsPosted - one.creditsPosted
    pending += one.debitsPending - one.creditsPending
    if (one.flags === debitsLimited) assert.ok(one.debitsPosted + one.debitsPending <= one.creditsPosted)
    if (one.flags === creditsLimited) assert.ok(one.creditsPosted + one.creditsPending <= one.debitsPosted)
  }
  assert.deepEqual([posted, pending], [0n, 0n])
}

const transfersOfLife = 1_000

/** A short life on PostgreSQL, its proofs, and tampering that must show.
 *  @param change a guard of the database to take out first
 *  @throws whatever notices */
export async function checkLife(
  seed: number,
  change: { sql?: string; routine?: string; cut?: string; put?: string } | undefined,
): Promise<void> {
  const endings: (() => unknown)[] = []
  try {
    const db = await testDatabase({ after: (ending) => endings.push(ending) }, { modules: ['ledger'] })
    if (change) await takeOut(db, change)
    const life = aLife({
      seed,
      transfersPerKill: Number.POSITIVE_INFINITY,
      callsMax: 3, // many small batches: what a batch does not name is what is remembered wrongly
      lostPerThousand: 100,
      db,
      wired: db,
      server: { kill: () => {}, up: async () => {} },
      cut: () => {},
    })
    await life.begin()
    life.remember()
    while (life.model.facts.size < transfersOfLife) await life.round()
    for (let i = 0; i < 6; i++) {
      await life.between()
      life.clock.advance(-20_000) // set back behind the last batch
      await life.round()
    }
    await life.rivals()
    life.remember()
    const ledger = createLedger({ db, clock: life.clock })
    await assertModelled(ledger, life.model, accounts)
    await prove({ db, ledger, model: life.model, plan: planOf(seed), moments: life.moments })
    await proveOneWriter(db, ledger)
    await proveTamperingShows(db, ledger)
  } finally {
    for (const ending of endings) await ending()
  }
}

async function takeOut(
  db: Db,
  { sql, routine, cut = '', put = '' }: { sql?: string; routine?: string; cut?: string; put?: string },
): Promise<void> {
  if (sql !== undefined) await db.execute(sql)
  if (routine === undefined) return
  const { rows } = await db.execute('select pg_get_functiondef($1::regproc) as text', [routine])
  const text = String(rows[0]?.['text'])
  if (!text.includes(cut)) return // then nothing notices, and the test says so
  await db.execute(text.replace(cut, put))
}
