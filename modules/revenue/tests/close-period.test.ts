import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { createLedger } from '../../ledger/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import { platformIncomeAccount } from '../accounts.ts'
import {
  accrualAccount,
  conversionAccount,
  pendingAccount,
  platformAccount,
  type Revenue,
  type RevenueDeps,
} from '../index.ts'
import { hashOf, messageOf, signatureHolds } from '../sign.ts'
import { creatorNamed, fillPool, poolOf, testRevenue, testSigner } from '../testing.ts'
import { saturday, stories, sunday, weekStories } from './stories.ts'

async function aStage(t: TestContext, overrides: Partial<RevenueDeps> = {}) {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds('revenue', clock)
  const { events } = testJobs(t, db)
  const { revenue } = testRevenue({ db, clock, ids, events, stories, overrides })
  const ledger = createLedger({ db, clock })
  const share = async (...days: string[]) => {
    for (const day of days) {
      const pool = poolOf(stories[day] ?? {})
      await fillPool(db, ledger, toDay(day), pool)
      await revenue.shareOut(toDay(day), pool)
    }
  }
  const balance = async (id: string): Promise<bigint> => {
    const [found] = await ledger.balances([id])
    return found === undefined ? 0n : found.creditsPosted - found.debitsPosted
  }
  return { db, clock, revenue, ledger, share, balance }
}

async function statementOf(revenue: Revenue, creator: string, period: string) {
  const statement = await revenue.statement(creator, period)
  assert.ok(statement && 'income' in statement.body, 'a statement of version 2')
  const { body, key, signature } = statement
  assert.ok(body.ads)
  return { body, ads: body.ads, key, signature }
}

const xena = creatorNamed('xena')
const yoga = creatorNamed('yoga')

test('a closed period posts whole rupiah, carries the rest, and adds up in public', async (t) => {
  const { revenue, ledger, share, balance } = await aStage(t)
  await share(saturday, sunday)
  const before = await balance(accrualAccount(xena))
  const result = await revenue.closePeriod('2026-W47')
  assert.equal(result.status, 'closed')

  assert.equal(await balance(pendingAccount(xena)), before / 1_000_000n)
  assert.equal(await balance(accrualAccount(xena)), before % 1_000_000n)
  assert.equal(await balance(conversionAccount(2)), -(await balance(conversionAccount(1))) * 1_000_000n)
  assert.ok((await balance(platformIncomeAccount)) > 0n)
  assert.ok((await balance(platformAccount)) < 1_000_000n)
  await assertSound(ledger)

  const document = JSON.parse((await revenue.periodDocument('2026-W47')) ?? '')
  assert.ok(
    signatureHolds(messageOf('panggung/period/2', document.body), document.signature, testSigner.publicKey),
  )
  const { body } = document
  assert.deepEqual(
    [body.sequence, body.previous, body.firstDay, body.lastDay, body.closedAt],
    ['1', null, saturday, sunday, '2026-11-23T03:00:00.000Z'],
  )
  assert.equal(
    BigInt(body.poolMicro),
    BigInt(body.creators.accruedMicro) +
      BigInt(body.platform.accruedMicro) +
      BigInt(body.unattributed.accruedMicro),
  )
  assert.deepEqual(body.days[0].views, { paid: '4', repeat: '2' })
  assert.equal((await revenue.closePeriod('2026-W47')).status, 'closed before')
})

test('a period waits for its end, its days and its predecessor', async (t) => {
  const { clock, revenue, share } = await aStage(t)
  clock.set('2026-11-22T03:00:00Z')
  assert.equal((await revenue.closePeriod('2026-W47')).status, 'too early')
  await share(saturday)
  assert.equal((await revenue.closePeriod('2026-W47')).status, 'too early')
  clock.set('2026-11-23T03:00:00Z')
  assert.deepEqual(await revenue.closePeriod('2026-W47'), {
    status: 'days missing',
    period: '2026-W47',
    days: [sunday],
  })
  clock.set('2026-12-01T03:00:00Z')
  await share(...Object.keys(weekStories))
  assert.equal((await revenue.closePeriod('2026-W48')).status, 'too early') // another comes before it
  await share(sunday)
  assert.deepEqual(
    (await revenue.closeDue()).periods.map(({ status, period }) => `${period} ${status}`),
    ['2026-W47 closed', '2026-W48 closed'],
  )
})

test('the next period opens with what was left, and its document names the one before', async (t) => {
  const { clock, revenue, ledger, share, balance } = await aStage(t)
  await share(saturday, sunday)
  await revenue.closePeriod('2026-W47')
  clock.set('2026-11-30T03:00:00Z')
  await share(...Object.keys(weekStories))
  assert.equal((await revenue.closePeriod('2026-W48')).status, 'closed')
  const [first, second] = await Promise.all(
    ['2026-W47', '2026-W48'].map(async (name) => JSON.parse((await revenue.periodDocument(name)) ?? '').body),
  )
  assert.equal(second.previous, hashOf('panggung/period/2', first))
  for (const part of ['creators', 'platform', 'unattributed'] as const)
    assert.equal(second[part].openingMicro, first[part].closingMicro)

  const [latest, earliest] = await revenue.statements(xena)
  assert.ok(latest && earliest)
  assert.equal(latest.openingMicro, earliest.closingMicro)
  assert.equal(latest.cumulativePosted, earliest.posted + latest.posted)
  assert.equal(latest.cumulativePosted, await balance(pendingAccount(xena)))
  assert.equal(latest.closingMicro, await balance(accrualAccount(xena)))
  // Zaki earned in the first week only: no statement for the second, the residue waits.
  assert.equal((await revenue.statements(creatorNamed('zaki'))).length, 1)
  assert.equal(await revenue.statement(creatorNamed('zaki'), '2026-W48'), undefined)
  await assertSound(ledger)
})

test('a statement is signed, repeats to the byte, and its transfers are in the ledger', async (t) => {
  const { revenue, ledger, share } = await aStage(t)
  await share(saturday, sunday)
  await revenue.closePeriod('2026-W47')
  const statement = await revenue.statement(yoga, '2026-W47')
  assert.ok(statement)
  assert.equal(JSON.stringify(await revenue.statement(yoga, '2026-W47')), JSON.stringify(statement))
  assert.ok(
    signatureHolds(messageOf('panggung/statement/2', statement.body), statement.signature, statement.key),
  )
  const { total, days } = (await statementOf(revenue, yoga, '2026-W47')).ads
  assert.deepEqual(
    days.map((day) => [day.day, day.rows.length, day.viewers.length]),
    [
      [saturday, 2, 2],
      [sunday, 2, 2],
    ],
  )
  const ids = [total.transfers?.micro, total.transfers?.whole, ...days.map((day) => day.transfer)]
  const found = await ledger.findTransfers(ids.flatMap((id) => (id ? [id] : [])))
  const amounts = new Map(found.map((transfer) => [transfer.id, transfer.amount]))
  const chains = found.filter((one) => one.chainId !== null).map((one) => one.chainId)
  assert.deepEqual(chains, [total.transfers?.micro, total.transfers?.micro]) // both or neither
  assert.equal(amounts.get(total.transfers?.whole ?? ''), BigInt(total.posted))
  assert.equal(amounts.get(total.transfers?.micro ?? ''), BigInt(total.posted) * 1_000_000n)
  for (const day of days) assert.equal(amounts.get(day.transfer ?? ''), BigInt(day.micro))
  assert.equal(await revenue.statement(creatorNamed('nobody'), '2026-W47'), undefined)
})

test('two creators who were watched by one viewer are told the same about that viewer', async (t) => {
  const { revenue, share } = await aStage(t)
  await share(saturday, sunday)
  await revenue.closePeriod('2026-W47')
  const viewersOf = async (creator: string) => {
    const { ads } = await statementOf(revenue, creator, '2026-W47')
    return ads.days.find(({ day }) => day === sunday)?.viewers ?? []
  }
  const shared = (await viewersOf(xena)).find(({ watchMs }) => watchMs !== '120000')
  assert.ok(shared)
  const told = (await viewersOf(yoga)).find(({ viewer }) => viewer === shared.viewer)
  assert.deepEqual(told, shared)
})

test('a crash at any point of closing and a second try give the same document and post once', async (t) => {
  const smooth = await aStage(t)
  await smooth.share(saturday, sunday)
  await smooth.revenue.closePeriod('2026-W47')
  const expected = await smooth.revenue.periodDocument('2026-W47')
  const expectedStatement = JSON.stringify(await smooth.revenue.statement(yoga, '2026-W47'))

  for (const fault of ['first submit', 'in the transaction', 'sign'] as const) {
    let broken = false
    const stage = await aStage(t)
    const { db, clock } = stage
    const { events } = testJobs(t, db)
    const { revenue } = testRevenue({
      db,
      clock,
      ids: seededIds('revenue', clock),
      events,
      stories,
      overrides: {
        ledger: {
          ...stage.ledger,
          async submit(transfers) {
            const results = await stage.ledger.submit(transfers)
            if (broken && fault === 'first submit') throw new Error('the process died')
            return results
          },
          async submitIn(tx, transfers) {
            const results = await stage.ledger.submitIn(tx, transfers)
            if (broken && fault === 'in the transaction') throw new Error('the process died')
            return results
          },
        },
        signer: {
          publicKey: testSigner.publicKey,
          sign(message) {
            if (broken && fault === 'sign') throw new Error('the process died')
            return testSigner.sign(message)
          },
        },
      },
    })
    await stage.share(saturday, sunday)
    broken = true
    await assert.rejects(revenue.closePeriod('2026-W47'), /the process died/, fault)
    broken = false
    clock.advance(3_600_000) // a later try still says when the closing began
    const { periods } = await revenue.closeDue()
    assert.equal(periods[0]?.status, 'closed', fault)
    assert.equal(await revenue.periodDocument('2026-W47'), expected, fault)
    assert.equal(JSON.stringify(await revenue.statement(yoga, '2026-W47')), expectedStatement, fault)
    assert.equal(await stage.balance(pendingAccount(yoga)), await smooth.balance(pendingAccount(yoga)), fault)
    await assertSound(stage.ledger)
  }
})

test('after the appeal window the secret is gone, and statements stay as they were', async (t) => {
  const { db, clock, revenue, share } = await aStage(t)
  await share(saturday, sunday)
  await revenue.closePeriod('2026-W47')
  const before = JSON.stringify(await revenue.statement(xena, '2026-W47'))
  clock.advance(29 * 86_400_000)
  assert.deepEqual((await revenue.closeDue()).secretsDestroyed, [])
  clock.advance(2 * 86_400_000)
  assert.deepEqual((await revenue.closeDue()).secretsDestroyed, ['2026-W47'])
  const left = await db.all(sql<{ secret: Buffer | null }>`select secret from revenue.period_secret`)
  assert.deepEqual(left, [{ secret: null }])
  assert.equal(JSON.stringify(await revenue.statement(xena, '2026-W47')), before)
})

test('a month is a period too', async (t) => {
  const { db, clock, share } = await aStage(t)
  const { events } = testJobs(t, db)
  const { revenue } = testRevenue({
    db,
    clock,
    ids: seededIds('month', clock),
    events,
    stories,
    config: { PERIOD: 'month' },
  })
  assert.equal(revenue.periodOf(toDay(saturday)), '2026-11')
  await share('2026-11-29')
  clock.set('2026-12-02T00:00:00Z')
  assert.deepEqual(await revenue.closePeriod('2026-11'), {
    status: 'days missing',
    period: '2026-11',
    days: ['2026-11-30'],
  })
})
