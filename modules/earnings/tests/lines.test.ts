import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { stands } from '../../ledger/index.ts'
import { availableAccount, pendingAccount } from '../index.ts'
import { tables } from '../tables.ts'
import { anEarning, elsewhere, person, purse } from '../testing.ts'
import { assertLaws, day, stage } from './stage.ts'

test('the tables are those that the statements name', async (t) => {
  const { db } = await stage(t)
  const columns = await db.all(sql<{ name: string; columns: string[] }>`
    select 'earnings.' || table_name as name, array_agg(column_name::text) as columns
    from information_schema.columns where table_schema = 'earnings' group by table_name`)
  assert.deepEqual(
    Object.fromEntries(columns.map((one) => [one.name, one.columns.toSorted()])),
    Object.fromEntries(Object.entries(tables).map(([name, list]) => [name, list.toSorted()])),
  )
})

test('I4: a line credited again moves nothing, in whatever company it comes', async (t) => {
  const house = await stage(t)
  const { earnings, clock, credited } = house
  const line = anEarning('mawar', 'sari', 8_000n, clock.now())
  await credited([line])
  await credited([line, anEarning('melati', 'sari', 500n, clock.now())])
  await Promise.all([1, 2, 3].map(() => credited([line])))
  assert.equal((await earnings.balances(person('sari'))).pendingIdr, 8_500n)
  await assert.rejects(credited([{ ...line, amountIdr: 8_001n }]), /another line has the id/)
  await assertLaws(house)
})

test('a rupiah is on hold for its time and is then payable once, though the clock jumps', async (t) => {
  const house = await stage(t)
  const { earnings, clock, credited } = house
  await credited([
    anEarning('mawar', 'sari', 8_000n, clock.now()),
    anEarning('iklan', 'sari', 3_000n, clock.now(), { source: 'ads' }),
    anEarning('lama', 'budi', 700n, new Date('2026-01-01T00:00:00Z')),
  ])
  clock.advance(7 * day - 1)
  assert.equal(await earnings.releaseDue(), 0)
  clock.advance(1)
  assert.equal(await earnings.releaseDue(), 2)
  clock.advance(-30 * day)
  assert.equal(await earnings.releaseDue(), 0)
  clock.advance(400 * day)
  assert.deepEqual(
    await Promise.all([earnings.releaseDue(), earnings.releaseDue()]).then((all) => all.toSorted()),
    [0, 1],
  )
  assert.deepEqual(await earnings.balances(person('sari')), {
    pendingIdr: 0n,
    availableIdr: 11_000n,
    reserveIdr: 0n,
    disputedIdr: 0n,
    inPayoutIdr: 0n,
    paidIdr: 0n,
    owedIdr: 0n,
  })
  await assertLaws(house)
})

test('many creators are released in chunks; a chunk that fails leaves the others as they were', async (t) => {
  const house = await stage(t, { config: { RELEASE_BATCH: 3 } })
  const { earnings, clock, credited, ledger, db } = house
  const names = Array.from({ length: 10 }, (_, at) => `kreator ${at}`)
  await credited(
    names.flatMap((name) => [1, 2].map((n) => anEarning(`${name} ${n}`, name, 100n, clock.now()))),
  )
  clock.advance(8 * day)
  const last = names.map(person).toSorted().at(-1) ?? ''
  await db.transaction((tx) => ledger.closeAccount(tx, availableAccount(last)))
  await assert.rejects(earnings.releaseDue(), /account_closed/)
  assert.equal((await earnings.balances(last)).pendingIdr, 200n)
  await db.transaction((tx) => ledger.reopenAccount(tx, availableAccount(last)))
  await earnings.releaseDue()
  for (const name of names) assert.equal((await earnings.balances(person(name))).availableIdr, 200n)
  await assertLaws(house)
})

test('what is kept back of a release ends after its time', async (t) => {
  const house = await stage(t, { config: { RESERVE_PERCENT: 10, RESERVE_DAYS: 30 } })
  const { earnings, clock, credited } = house
  await credited([anEarning('mawar', 'sari', 999n, clock.now())])
  clock.advance(7 * day)
  await earnings.releaseDue()
  const kept = await earnings.standing(person('sari'))
  assert.deepEqual([kept.balances.availableIdr, kept.balances.reserveIdr], [900n, 99n])
  assert.equal(kept.reserves[0]?.amountIdr, 99n)
  clock.advance(30 * day)
  await earnings.releaseDue()
  assert.equal((await earnings.balances(person('sari'))).availableIdr, 999n)
  await assertLaws(house)
})

test('amounts beyond 2^53 are exact', async (t) => {
  const house = await stage(t)
  const { earnings, clock, credited } = house
  const amount = 2n ** 53n + 1n
  await credited([
    anEarning('besar', 'sari', amount, clock.now()),
    anEarning('lagi', 'sari', amount, clock.now()),
  ])
  clock.advance(7 * day)
  await earnings.releaseDue()
  assert.equal((await earnings.balances(person('sari'))).availableIdr, 2n * amount)
  const [line] = await earnings.lines(person('sari'), { limit: 1 })
  assert.equal(line?.amountIdr, amount)
})

test('what went out by payouts is paid, what is on its way is reserved', async (t) => {
  const house = await stage(t)
  const { earnings, clock, credited, ledger } = house
  await credited([anEarning('mawar', 'sari', 1_000n, clock.now())])
  clock.advance(7 * day)
  await earnings.releaseDue()
  const out = {
    debit: availableAccount(person('sari')),
    credit: elsewhere.id,
    ledger: 1,
    code: 900,
  }
  await ledger.submit([
    { ...out, id: uuidFrom('payout', '1'), amount: 300n },
    { ...out, id: uuidFrom('payout', '2'), amount: 250n, kind: 'pending' },
  ])
  const { availableIdr, inPayoutIdr, paidIdr } = await earnings.balances(person('sari'))
  assert.deepEqual([availableIdr, inPayoutIdr, paidIdr], [450n, 250n, 300n])
  const paid = (amount: bigint) => async () => new Map([[person('sari'), amount]])
  assert.ok((await earnings.audit(paid(300n))).ok)
  assert.ok(!(await earnings.audit(paid(299n))).ok)
})

test('the audit finds money that no line speaks of, and a line without money', async (t) => {
  const house = await stage(t)
  const { earnings, clock, credited, ledger, db } = house
  await credited([anEarning('mawar', 'sari', 1_000n, clock.now())])
  await ledger.submit([
    {
      id: uuidFrom('stray'),
      debit: purse.id,
      credit: pendingAccount(person('sari')),
      ledger: 1,
      amount: 5n,
      code: 1,
    },
  ])
  const { faults } = await earnings.audit()
  assert.deepEqual(faults, [
    { creatorId: person('sari'), account: 'pending', expectedIdr: 1_000n, foundIdr: 1_005n },
  ])
  await earnings.openFor(db, [person('budi')])
  await db.transaction((tx) => earnings.credit(tx, [anEarning('tanpa uang', 'budi', 7n, clock.now())]))
  const both = (await earnings.audit()).faults.map((fault) => [fault.expectedIdr, fault.foundIdr])
  assert.deepEqual(
    new Set(both),
    new Set([
      [1_000n, 1_005n],
      [7n, 0n],
    ]),
  )
})

test('I7: a line is never removed and its amount never changes', async (t) => {
  const { clock, credited, db, earnings } = await stage(t)
  await credited([anEarning('mawar', 'sari', 1_000n, clock.now())])
  const refused = (change: Promise<unknown>) => assert.rejects(change, { code: '23001' })
  await refused(db.run(sql`delete from earnings.line`))
  await refused(db.run(sql`update earnings.line set amount = 1`))
  await refused(db.run(sql`update earnings.line set creator_id = ${person('maling')}`))
  clock.advance(7 * day)
  await earnings.releaseDue()
  await refused(db.run(sql`update earnings.line set release_id = null`))
  await refused(db.run(sql`update earnings.line set taken = 1`))
})

test('lines come newest first, page by page, by source and by day of the stage', async (t) => {
  const { clock, credited, earnings } = await stage(t)
  const lines = Array.from({ length: 25 }, (_, at) =>
    anEarning(
      `baris ${at}`,
      'sari',
      BigInt(at + 1),
      new Date(clock.now().getTime() - Math.floor(at / 3) * 3_600_000),
      {
        source: at % 2 === 0 ? 'gift' : 'tip',
      },
    ),
  )
  await credited([...lines, anEarning('punya budi', 'budi', 1n, clock.now())])
  const seen: string[] = []
  for (let after: { earnedAt: Date; id: string } | undefined; ; ) {
    const page = await earnings.lines(person('sari'), { limit: 4, after })
    seen.push(...page.map((line) => line.id))
    after = page.at(-1)
    if (page.length < 4) break
  }
  assert.deepEqual(seen.toSorted(), lines.map((line) => line.id).toSorted())
  assert.equal(new Set(seen).size, 25)
  const tips = await earnings.lines(person('sari'), { limit: 100, source: 'tip' })
  assert.equal(tips.length, 12)
  const whole = (await Array.fromAsync(earnings.eachLine(person('sari'), {}))).flat()
  assert.deepEqual(
    whole.map((line) => line.id),
    seen,
  )
})

test('periods that were posted before there were lines get theirs, once', async (t) => {
  const creators = ['sari', 'budi', 'tanpa'].map(person)
  const house = await stage(t, {
    more: {
      async *creatorsBefore() {
        yield creators
      },
    },
  })
  const { earnings, ledger, db, clock } = house
  await ledger.openAccounts(
    db,
    ['sari', 'budi'].map((name) => ({
      id: pendingAccount(person(name)),
      ledger: 1,
      code: 304,
      debitsMustNotExceedCredits: true,
    })),
  )
  const posted = (name: string, period: string, amount: bigint) => ({
    id: uuidFrom('revenue.close', period, name),
    debit: purse.id,
    credit: pendingAccount(person(name)),
    ledger: 1,
    amount,
    code: 321,
    reason: `close of ${period}`,
  })
  const results = await ledger.submit([
    posted('sari', '2026-W43', 1_200n),
    posted('sari', '2026-W44', 800n),
    posted('budi', '2026-W44', 90n),
  ])
  assert.ok(results.every(stands))
  assert.equal(await earnings.takeOverAll(), 3)
  assert.equal(await earnings.takeOverAll(), 0)
  assert.equal(await earnings.takeOver(creators), 0)
  const lines = await earnings.lines(person('sari'), { limit: 10 })
  assert.deepEqual(new Set(lines.map((line) => line.about.period)), new Set(['2026-W43', '2026-W44']))
  await assertLaws(house)
  clock.advance(10 * day)
  await earnings.releaseDue()
  assert.equal((await earnings.balances(person('sari'))).availableIdr, 2_000n)
  await assertLaws(house)
})

test('a sale that is undone is taken back while it is on hold; later it is short', async (t) => {
  const house = await stage(t)
  const { earnings, clock, credited, db, ledger } = house
  const line = anEarning('mawar', 'sari', 1_000n, clock.now())
  await credited([line])
  const undo = (id: string, amountIdr: bigint) =>
    db.transaction(async (tx) => {
      const { transfers, ...rest } = await earnings.reverse(tx, {
        id: uuidFrom('refund', id),
        lineId: line.id,
        amountIdr,
        to: elsewhere.id,
      })
      if (transfers.length > 0) assert.ok((await ledger.submitIn(tx, transfers)).every(stands))
      return rest
    })
  assert.deepEqual(await undo('1', 400n), { takenIdr: 400n, shortIdr: 0n })
  assert.deepEqual(await undo('1', 400n), { takenIdr: 400n, shortIdr: 0n })
  assert.deepEqual(await undo('2', 700n), { takenIdr: 600n, shortIdr: 100n })
  assert.equal((await earnings.balances(person('sari'))).pendingIdr, 0n)
  await assertLaws(house)
  clock.advance(7 * day)
  assert.equal(await earnings.releaseDue(), 1)
  assert.deepEqual(await undo('3', 10n), { takenIdr: 0n, shortIdr: 10n })
  await assertLaws(house)
})

test('an account with money owed is not closed unless the debt is kept; then it stays, and can still be paid', async (t) => {
  const house = await stage(t)
  const { earnings, clock, credited } = house
  const sari = person('sari')
  await credited([
    anEarning('mawar', 'sari', 1_000n, clock.now()),
    anEarning('dari sari', 'budi', 50n, clock.now(), {
      fanId: sari,
      about: { gift: 'mawar', from: '@sari' },
    }),
  ])
  await assert.rejects(earnings.closeFor(sari), { message: /earnings_owed.*Rp1,000/ })
  const closing = await earnings.closeFor(sari, { keepOwed: true })
  assert.deepEqual([closing.status, closing.owedIdr], ['closed', 1_000n])
  assert.equal((await earnings.closeFor(sari)).status, 'closed before')
  const [gift] = await earnings.lines(person('budi'), { limit: 1 })
  assert.deepEqual([gift?.fanId, gift?.about], [null, {}])
  clock.advance(7 * day)
  await earnings.releaseDue()
  assert.equal((await earnings.balances(sari)).availableIdr, 1_000n)
  await assertLaws(house)
  assert.equal((await earnings.closeFor(person('tak pernah'))).status, 'closed')
})
