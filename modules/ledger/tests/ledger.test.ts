import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Db, sql } from '../../../platform/db/index.ts'
import { fakeClock, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { createLedger, type NewTransfer, OutcomeUnknown } from '../index.ts'
import { workLedger } from '../jobs.ts'
import { accountNamed, anAccount, assertSound, aTransfer, fund, transferNamed } from '../testing.ts'
import { faultyDb } from './faults.ts'

type Cleanup = Parameters<typeof testDatabase>[0]

async function aLedger(t: Cleanup) {
  const db = await testDatabase(t, { modules: ['ledger'] })
  const clock = fakeClock('2026-11-02T00:00:00Z')
  const ledger = createLedger({ db, clock })
  await ledger.openAccounts(db, [
    anAccount('bank'),
    anAccount('ani', { debitsMustNotExceedCredits: true }),
    anAccount('budi'),
  ])
  const submit = async (...transfers: NewTransfer[]) =>
    (await ledger.submit(transfers)).map(({ status }) => status)
  const held = async (name: string) => {
    const [one] = await ledger.balances([accountNamed(name)])
    assert.ok(one)
    return [one.debitsPosted, one.creditsPosted, one.debitsPending, one.creditsPending].map(Number)
  }
  return { db, clock, ledger, submit, held }
}

test('accounts are opened once and stay what they are', async (t) => {
  const { db, ledger } = await aLedger(t)
  assert.deepEqual(
    await ledger.openAccounts(db, [
      anAccount('bank'),
      anAccount('bank', { code: 9 }),
      anAccount('bank', { ledger: 2 }),
      anAccount('ani'),
      anAccount('cici'),
      anAccount('cici'),
    ]),
    [
      'exists',
      'exists_with_different_code',
      'exists_with_different_ledger',
      'exists_with_different_limits',
      'created',
      'exists',
    ],
  )
  await assert.rejects(ledger.openAccounts(db, [anAccount('x', { ledger: 4 })]), /no ledger 4/)
})

test('calls made at once share batches, and each gets its own answers', async (t) => {
  const { ledger, held } = await aLedger(t)
  const calls = Array.from({ length: 100 }, (_, i) =>
    ledger.submit([aTransfer(`t${i}`, 'bank', i % 2 ? 'ani' : 'budi', 1n)]),
  )
  for (const results of await Promise.all(calls)) assert.deepEqual(results, [{ status: 'created' }])
  assert.deepEqual(await held('bank'), [100, 0, 0, 0])
  assert.equal((await ledger.head())?.batch, 1n)
  await assertSound(ledger)
})

test('a long call is cut into batches and answered whole', async (t) => {
  const { db, clock } = await aLedger(t)
  const ledger = createLedger({ db, clock, batchMax: 100 })
  const results = await ledger.submit(
    Array.from({ length: 950 }, (_, i) => aTransfer(`t${i}`, 'bank', 'ani', 1n)),
  )
  assert.equal(results.filter(({ status }) => status === 'created').length, 950)
  assert.equal((await ledger.head())?.batch, 10n)
  const parts: bigint[] = []
  for (let after = 0n; ; ) {
    const page = await ledger.transfersOf(accountNamed('ani'), { after, limit: 333 })
    if (page.length === 0) break
    parts.push(...page.map(({ seq }) => seq))
    after = page.at(-1)?.seq ?? 0n
  }
  assert.deepEqual(
    parts,
    Array.from({ length: 950 }, (_, i) => BigInt(i + 1)),
  )
  const newest = await ledger.latestTransfersOf(accountNamed('ani'), { before: 951n, limit: 130 })
  assert.deepEqual(
    newest.map(({ seq }) => seq),
    Array.from({ length: 130 }, (_, i) => BigInt(950 - i)),
  )
})

test('calls are decided in their order, and an engine alone reads no account twice', async (t) => {
  const { db, clock } = await aLedger(t)
  const trusted: unknown[] = []
  const watched: Db = {
    ...db,
    transaction: (work) =>
      db.transaction((tx) =>
        work({
          ...tx,
          async one(query) {
            const row = await tx.one(query)
            if (typeof row === 'object' && row !== null && 'trusted' in row) trusted.push(row.trusted)
            return row
          },
        }),
      ),
  }
  const ledger = createLedger({ db: watched, clock, batchMax: 64 })
  const calls = Array.from({ length: 2_000 }, (_, i) => aTransfer(`t${i}`, 'bank', 'ani', 1n))
  const caller = async (from: number): Promise<void> => {
    for (const call of calls.slice(from, from + 4)) await ledger.submit([call])
  }
  await Promise.all(calls.flatMap((_, i) => (i % 4 === 0 ? [caller(i)] : [])))
  assert.ok(trusted.length > 30)
  assert.deepEqual(new Set(trusted.slice(1)), new Set([true]), 'only the first batch reads')

  const more = Array.from({ length: 1_000 }, (_, i) => aTransfer(`m${i}`, 'bank', 'ani', 1n))
  await Promise.all(more.map((call) => ledger.submit([call])))
  const places = new Map(
    (await ledger.findTransfers(more.map(({ id }) => id))).map(({ id, seq }) => [id, seq]),
  )
  assert.deepEqual(
    more.map(({ id }) => Number(places.get(id))),
    more.map((_, i) => 2_001 + i),
  )
})

test('a transfer comes back as it was sent', async (t) => {
  const { ledger, submit, clock } = await aLedger(t)
  const sent = aTransfer('t', 'bank', 'ani', 12n, {
    sourceKind: 3,
    sourceId: transferNamed('s'),
    reason: 'gaji “November”',
    code: 44,
  })
  assert.deepEqual(await submit(sent), ['created'])
  const [kept] = await ledger.findTransfers([sent.id])
  const full = { kind: 'single', pendingId: null, timeoutSeconds: null, linked: false, chainId: null }
  assert.deepEqual(kept, { ...full, ...sent, seq: 1n, batch: 1n, at: clock.now() })
})

test('submitIn is part of the transaction around it', async (t) => {
  const { db, ledger, held } = await aLedger(t)
  const undone = new Error('no')
  const run = (fails: boolean) =>
    db.transaction(async (tx) => {
      await ledger.openAccounts(tx, [anAccount('new')])
      const results = await ledger.submitIn(tx, [aTransfer('t', 'bank', 'new', 5n)])
      assert.deepEqual(results, [{ status: 'created' }])
      const [seen] = await ledger.balances([accountNamed('new')], tx)
      assert.equal(seen?.creditsPosted, 5n)
      if (fails) throw undone
    })
  await assert.rejects(run(true), undone)
  assert.deepEqual(await ledger.balances([accountNamed('new')]), [])
  await run(false)
  assert.deepEqual(await held('new'), [0, 5, 0, 0])
  await assertSound(ledger)
})

test('what the engine remembers is void once another writer came between', async (t) => {
  const { db, clock, ledger, submit } = await aLedger(t)
  await fund(db, ledger, anAccount('ani', { debitsMustNotExceedCredits: true }), 100n)
  const rival = createLedger({ db, clock })
  assert.deepEqual(await rival.submit([aTransfer('r', 'ani', 'bank', 80n)]), [{ status: 'created' }])
  assert.deepEqual(await submit(aTransfer('a', 'ani', 'bank', 30n)), ['exceeds_credits'])
  await db.transaction((tx) => ledger.submitIn(tx, [aTransfer('b', 'ani', 'bank', 20n)]))
  assert.deepEqual(await submit(aTransfer('c', 'ani', 'bank', 1n)), ['exceeds_credits'])
  await db.transaction((tx) => rival.closeAccount(tx, accountNamed('budi')))
  assert.deepEqual(await submit(aTransfer('d', 'bank', 'budi', 1n)), ['credit_account_closed'])
  await db.transaction((tx) => rival.reopenAccount(tx, accountNamed('budi')))
  assert.deepEqual(await submit(aTransfer('d', 'bank', 'budi', 1n)), ['created'])
  await assertSound(ledger)
})

test('an account that a rival moved is read anew, even after a batch of ours that did not name it', async (t) => {
  const { db, clock, ledger, submit } = await aLedger(t)
  await fund(db, ledger, anAccount('ani', { debitsMustNotExceedCredits: true }), 100n)
  await createLedger({ db, clock }).submit([aTransfer('r', 'ani', 'bank', 80n)])
  assert.deepEqual(await submit(aTransfer('a', 'bank', 'budi', 1n)), ['created'])
  assert.deepEqual(await submit(aTransfer('b', 'ani', 'bank', 30n)), ['exceeds_credits'])
})

test('expiry gives back what is held, once, by new rows', async (t) => {
  const { db, clock, ledger, submit, held } = await aLedger(t)
  const { jobs } = testJobs(t, db)
  workLedger(jobs, ledger)
  await submit(
    aTransfer('long', 'bank', 'ani', 5n, { kind: 'pending', timeoutSeconds: 100 }),
    aTransfer('short', 'bank', 'ani', 7n, { kind: 'pending', timeoutSeconds: 10 }),
    aTransfer('ever', 'bank', 'ani', 9n, { kind: 'pending' }),
  )
  clock.advance(10_000)
  await jobs.tick()
  assert.deepEqual(await held('ani'), [0, 0, 0, 14])
  assert.equal(await ledger.expireDue(), 0)
  const [row] = await ledger.latestTransfersOf(accountNamed('ani'), { limit: 1 })
  assert.deepEqual([row?.kind, row?.pendingId, row?.amount], ['expire', transferNamed('short'), 7n])
  await assertSound(ledger)
})

test('a balance is known for every instant', async (t) => {
  const { clock, ledger, submit } = await aLedger(t)
  const start = clock.now()
  const credits: number[] = []
  const now = async (at: Date) => Number((await ledger.balanceAt(accountNamed('ani'), at))?.creditsPosted)
  for (let i = 1; i <= 4; i++) {
    clock.advance(60_000)
    await submit(aTransfer(`t${i}`, 'bank', 'ani', 10n))
  }
  for (let i = 0; i <= 5; i++) credits.push(await now(new Date(start.getTime() + i * 60_000 + 1)))
  assert.deepEqual(credits, [0, 10, 20, 30, 40, 40])
  assert.equal(await ledger.balanceAt(accountNamed('nobody'), start), undefined)
})

test('a statement is what was held, what moved and what is held, for any two instants (I2)', async (t) => {
  const { clock, ledger, submit } = await aLedger(t)
  const start = clock.now().getTime()
  const minute = (n: number) => new Date(start + n * 60_000)
  for (let i = 1; i <= 5; i++) {
    clock.set(minute(i))
    await submit(
      aTransfer(`in ${i}`, 'bank', 'ani', 10n),
      aTransfer(`hold ${i}`, 'ani', 'bank', 3n, { kind: 'pending' }),
      aTransfer(`past ${i}`, 'bank', 'budi', 1n),
    )
  }
  clock.set(minute(6))
  await submit(
    aTransfer('post', 'ani', 'bank', 2n, { kind: 'post', pendingId: transferNamed('hold 2') }),
    aTransfer('void', 'ani', 'bank', 3n, { kind: 'void', pendingId: transferNamed('hold 4') }),
  )
  const ani = accountNamed('ani')
  const pendings = new Map((await ledger.transfersOf(ani)).map((one) => [one.id, one.amount]))
  for (const [from, to] of [
    [0, 9],
    [2, 4],
    [3, 3],
    [4, 2],
    [5, 7],
    [6, 6.5],
    [8, 9],
  ] as const) {
    const moved = []
    let after: bigint | undefined
    for (;;) {
      const page = await ledger.statementOf(ani, minute(from), minute(to), {
        limit: 2,
        ...(after === undefined ? {} : { after }),
      })
      assert.ok(page)
      moved.push(...page.transfers)
      assert.ok(page.transfers.length <= 2)
      after = page.next ?? undefined
      if (page.next !== null) continue
      const made = { ...page.opening }
      for (const one of moved) {
        assert.ok(one.at >= minute(from) && one.at < minute(to))
        if (one.kind === 'single' || one.kind === 'post') {
          if (one.debit === ani) made.debitsPosted += one.amount
          else made.creditsPosted += one.amount
        }
        if (one.kind === 'pending') made.debitsPending += one.amount
        if (one.pendingId !== null) made.debitsPending -= pendings.get(one.pendingId) ?? 0n
      }
      assert.deepEqual(made, page.closing, `${from} to ${to}`)
      break
    }
  }
  const whole = await ledger.statementOf(ani, minute(0), minute(9))
  const [held] = await ledger.balances([ani])
  assert.deepEqual([whole?.transfers.length, whole?.closing.debitsPosted], [12, held?.debitsPosted])
  assert.equal(await ledger.statementOf(accountNamed('nobody'), minute(0), minute(9)), undefined)
})

test('coins have a ledger of their own, and no transfer turns them into rupiah', async (t) => {
  const { db, ledger, submit } = await aLedger(t)
  await ledger.openAccounts(db, [
    anAccount('coins issued', { ledger: 3 }),
    anAccount('coins of ani', { ledger: 3, debitsMustNotExceedCredits: true }),
  ])
  const coins = (name: string, from: string, to: string, amount: bigint) =>
    aTransfer(name, from, to, amount, { ledger: 3 })
  assert.deepEqual(
    await submit(
      coins('buy', 'coins issued', 'coins of ani', 10n),
      coins('spend', 'coins of ani', 'coins issued', 11n),
      coins('cross', 'coins of ani', 'bank', 1n),
    ),
    ['created', 'exceeds_credits', 'accounts_must_have_the_same_ledger'],
  )
})

test('a clock that is set back moves no batch before an earlier one', async (t) => {
  const { clock, ledger, submit } = await aLedger(t)
  const before = clock.now()
  await submit(aTransfer('a', 'bank', 'ani', 1n))
  clock.set('2026-11-01T00:00:00Z')
  await submit(aTransfer('b', 'bank', 'ani', 1n))
  assert.deepEqual((await ledger.head())?.at, before)
  assert.ok((await ledger.verifyChain()).ok)
})

test('nothing in the ledger can be changed or removed', async (t) => {
  const { db, submit } = await aLedger(t)
  await submit(aTransfer('a', 'bank', 'ani', 1n))
  const refused = { code: '23001' }
  for (const table of ['account', 'closing', 'batch', 'transfer', 'balance']) {
    await assert.rejects(db.execute(`delete from ledger.${table}`), refused)
    await assert.rejects(db.execute(`truncate ledger.${table} cascade`), refused)
  }
  await assert.rejects(db.execute('update ledger.transfer set amount = 2'), refused)
  await assert.rejects(db.execute('update ledger.account set flags = 0'), refused)
  await assert.rejects(db.execute('update ledger.balance set credits_posted = 9'), refused)
})

test('the tables themselves refuse what the engine must never write', async (t) => {
  const { db, submit } = await aLedger(t)
  await submit(
    aTransfer('p', 'bank', 'ani', 5n, { kind: 'pending' }),
    aTransfer('v', 'bank', 'ani', 5n, { kind: 'void', pendingId: transferNamed('p') }),
  )
  const copy = (
    columns: string,
  ) => `insert into ledger.transfer (seq, batch, debit, credit, amount, id, ledger, code, kind, linked, pending_id)
    select 3, 2, ${columns} from ledger.transfer where seq = 2`
  for (const [columns, constraint] of [
    [
      'debit, credit, amount, gen_random_uuid(), ledger, code, kind, linked, pending_id',
      'transfer_resolves_once',
    ],
    ['debit, credit, amount, id, ledger, code, kind, linked, gen_random_uuid()', 'transfer_id_unique'],
    ['debit, debit, amount, gen_random_uuid(), ledger, code, 1, linked, null', 'transfer_between_two'],
    ['debit, credit, 0, gen_random_uuid(), ledger, code, 1, linked, null', 'transfer_amount_check'],
  ] as const)
    await assert.rejects(db.execute(copy(columns)), { constraint })
  const balance = (flags: number, dp: number, cp: number) =>
    db.execute(`insert into ledger.balance values (1, 99, 1, 1, ${flags}, ${dp}, ${cp}, 0, 0)`)
  await assert.rejects(balance(1, 2, 1), { constraint: 'balance_within_credits' })
  await assert.rejects(balance(2, 1, 2), { constraint: 'balance_within_debits' })
})

async function tamper(db: Db, statement: string): Promise<void> {
  for (const table of ['transfer', 'batch', 'balance', 'account'])
    await db.execute(`alter table ledger.${table} disable trigger append_only`)
  await db.execute(statement)
}

test('whatever is rewritten behind the ledger, the chain shows it', async (t) => {
  for (const [statement, found] of [
    ['update ledger.transfer set amount = amount + 1 where seq = 3', 'hash_differs'],
    ['update ledger.transfer set debit = credit, credit = debit where seq = 3', 'hash_differs'],
    ["update ledger.transfer set reason = 'bonus' where seq = 3", 'hash_differs'],
    ['update ledger.transfer set code = 2 where seq = 3', 'hash_differs'],
    ['update ledger.transfer set id = gen_random_uuid() where seq = 3', 'hash_differs'],
    ['update ledger.transfer set batch = 1 where seq = 3', 'transfer_misplaced 3'],
    ['delete from ledger.transfer where seq = 3', 'transfer_misplaced 3'],
    ['delete from ledger.transfer where seq = 6', 'transfers_missing'],
    [
      'insert into ledger.transfer select 7, batch, debit, credit, amount, gen_random_uuid(), ledger, code, kind, linked from ledger.transfer where seq = 6',
      'transfer_uncovered 7',
    ],
    ["update ledger.batch set at = at + interval '1 day' where n = 3", 'hash_differs'],
    ["update ledger.batch set at = at - interval '1 day' where n = 3", 'instant_backwards'],
    ['update ledger.batch set prev = hash where n = 2', 'hash_not_followed'],
    ['delete from ledger.batch where n = 3', 'transfer_uncovered 5'],
    ['delete from ledger.batch where n = 2', 'batch_missing'],
    ['update ledger.account set id = gen_random_uuid() where pk = 1', 'hash_differs'],
    ['delete from ledger.account where pk = 2', 'account_unknown 1'],
  ] as const) {
    const { db, ledger, submit } = await aLedger(t)
    for (const n of [1, 2, 3])
      await submit(aTransfer(`a${n}`, 'bank', 'ani', 5n), aTransfer(`b${n}`, 'bank', 'budi', 5n))
    assert.ok((await ledger.verifyChain()).ok)
    assert.ok((await ledger.verifyChain({ from: 2n })).ok)
    await tamper(db, statement)
    const report = await ledger.verifyChain()
    assert.equal(report.ok, false, statement)
    const { code, transfer } = report.fault ?? assert.fail(statement)
    assert.equal(transfer === null ? code : `${code} ${transfer}`, found, statement)
  }
})

test('a balance that does not follow from the transfers is found, and so is a lost or invented one', async (t) => {
  for (const statement of [
    'update ledger.balance set credits_posted = credits_posted + 1 where batch = 1 and account = 2',
    'update ledger.balance set credits_posted = credits_posted + 1 where batch = 2 and account = 2',
    'update ledger.balance set last_seq = first_seq + 1 where batch = 2 and account = 2',
    'delete from ledger.balance where batch = 2 and account = 2',
    'insert into ledger.balance select account, 9, first_seq, last_seq, flags, debits_posted, credits_posted, 0, 0 from ledger.balance where batch = 2',
    'update ledger.transfer set amount = amount + 1 where seq = 1',
    'update ledger.account set flags = 0 where pk = 2',
  ]) {
    const { db, ledger, submit } = await aLedger(t)
    await submit(aTransfer('a', 'bank', 'ani', 5n))
    await submit(aTransfer('b', 'bank', 'ani', 5n))
    assert.deepEqual((await ledger.rederive()).drift, [])
    await tamper(db, statement)
    assert.notDeepEqual((await ledger.rederive()).drift, [], statement)
  }
  const { db, ledger, submit } = await aLedger(t)
  await submit(aTransfer('a', 'bank', 'ani', 5n))
  await tamper(db, 'update ledger.balance set debits_posted = 6 where debits_posted = 5')
  assert.equal((await ledger.trialBalance()).balanced, false)
  await db.run(sql`insert into ledger.open_pending (id) values (${transferNamed('ghost')})`)
  assert.equal((await ledger.rederive()).pendingDrift.length, 1)
})

test('a lost answer to COMMIT is asked after, not guessed', async (t) => {
  const { db, clock, held } = await aLedger(t)
  let losing = true
  const faulty = faultyDb(db, () => {
    const fault = losing ? ({ kind: 'lose-commit' } as const) : undefined
    losing = false
    return fault
  })
  const ledger = createLedger({ db: faulty, clock })
  assert.deepEqual(
    await ledger.submit([aTransfer('a', 'bank', 'ani', 5n)]),
    [{ status: 'created' }],
    'the first answer',
  )
  assert.deepEqual(await held('ani'), [0, 5, 0, 0])
  assert.equal((await ledger.head())?.lastSeq, 1n)
})

test('a database that stays away ends in an honest error, and the same ids may be asked again', async (t) => {
  const { db, clock, submit } = await aLedger(t)
  const away = createLedger({ db: faultyDb(db, () => ({ kind: 'lose-commit' })), clock, patienceMs: 0 })
  const transfer = aTransfer('a', 'bank', 'ani', 5n)
  await assert.rejects(away.submit([transfer]), OutcomeUnknown)
  assert.deepEqual(await submit(transfer), ['exists'])
})

test('one caller who sends nonsense harms no other', async (t) => {
  const { ledger } = await aLedger(t)
  const [bad, good] = await Promise.allSettled([
    ledger.submit([aTransfer('a', 'bank', 'ani', 5n, { reason: '\0' })]),
    ledger.submit([aTransfer('b', 'bank', 'ani', 5n)]),
  ])
  assert.equal(bad?.status, 'rejected')
  assert.equal(good?.status, 'fulfilled')
})

test('sums beyond 64 bits stay exact', async (t) => {
  const { ledger, submit } = await aLedger(t)
  const most = 2n ** 63n - 1n
  await submit(...Array.from({ length: 5 }, (_, i) => aTransfer(`t${i}`, 'bank', 'budi', most)))
  await submit(aTransfer('one', 'bank', 'budi', 1n))
  const [bank] = await ledger.balances([accountNamed('bank')])
  assert.equal(bank?.debitsPosted, most * 5n + 1n)
  await assertSound(ledger)
})
