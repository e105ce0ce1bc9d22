import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { availableAccount, disputedAccount, pendingAccount, reserveAccount } from '../../earnings/index.ts'
import { anEarning } from '../../earnings/testing.ts'
import { assertSound } from '../../ledger/testing.ts'
import { taxRuleFacts } from '../../revenue/index.ts'
import { fillPool, testRevenue } from '../../revenue/testing.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { aPayee, hasAvailable, maker, paidPayout, person, testPayouts } from '../testing.ts'

const sunday = toDay('2026-11-22')

/** Everything that moves a creator's earnings, wired as in the composed stage. */
async function aStage(t: TestContext) {
  const clock = fakeClock('2026-11-22T05:00:00Z')
  const db = await testDatabase(t, {
    modules: ['ledger', 'tax', 'videos', 'earnings', 'revenue', 'payouts'],
    max: 12,
  })
  const { events } = testJobs(t, db)
  const ids = seededIds(t.name, clock)
  const house = await testPayouts({ db, clock, ids })
  const story = { [sunday]: { ani: { ads: 9_000_000_123n, watched: {} } } }
  const { revenue } = testRevenue({
    db,
    clock,
    ids,
    events,
    stories: story,
    overrides: {
      ledger: house.ledger,
      earnings: house.earnings,
      income: [house.earnings, house.payouts],
      taxRules: async (wanted) =>
        (await house.tax.rules()).flatMap(({ rule }) =>
          wanted.includes(rule.id) ? (taxRuleFacts(rule) ?? []) : [],
        ),
      playback: {
        async *eachPaidView() {
          yield [
            {
              viewerKey: uuidFrom('test', 'ani'),
              videoId: uuidFrom('test', 'clip'),
              creatorId: person('sari'),
              validMs: 9_000,
            },
          ]
        },
        histogram: async () => [],
      },
    },
  })
  const close = async () => {
    clock.set('2026-11-23T03:00:00Z')
    await fillPool(db, house.ledger, sunday, 9_000_000_123n)
    await revenue.shareOut(sunday, 9_000_000_123n)
    assert.equal((await revenue.closePeriod('2026-W47')).status, 'closed')
  }
  /** I12: what the statement says is owed, with the ad income that was posted just now, stands on the accounts. */
  const assertTold = async (creator: string) => {
    const statement = await revenue.statement(creator, '2026-W47')
    assert.ok(statement && 'income' in statement.body)
    const accounts = [pendingAccount, availableAccount, reserveAccount, disputedAccount].map((of) =>
      of(creator),
    )
    const balances = await house.ledger.balances(accounts)
    const standing = balances.reduce((sum, one) => sum + one.creditsPosted - one.debitsPosted, 0n)
    assert.equal(BigInt(statement.body.income.closing), standing)
    const transfers = await house.ledger.findTransfers(
      statement.body.income.lines.map((line) => line.transfer),
    )
    const amounts = new Map(transfers.map((one) => [one.id, String(one.amount)]))
    for (const line of statement.body.income.lines)
      assert.equal(amounts.get(line.transfer), line.amount, line.kind)
    await assertSound(house.ledger)
    return statement.body
  }
  return { ...house, clock, revenue, close, assertTold }
}

test('I12: gifts, a deduction, tax, fee and payout are in the statement as in the ledger', async (t) => {
  const s = await aStage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 60_000n)
  const payout = await paidPayout(s.payouts, sari, 'one')
  assert.ok(payout.feeIdr > 0n)
  assert.equal(payout.taxLines.length, 1)
  await s.credited([anEarning('a later gift', 'sari', 5_000n, s.clock.now())])
  await s.earnings.deduct(maker, {
    id: uuidFrom('test', 'deduction'),
    creatorId: sari,
    amountIdr: 1_200n,
    reason: 'invalid_traffic',
    evidence: { summary: 'Seen in the logs of that day.', facts: [] },
  })
  await s.close()
  const { income, taxRules } = await s.assertTold(sari)
  assert.equal(income.kinds.payout.amount, String(payout.netIdr))
  assert.equal(income.kinds.tax.amount, String(payout.taxIdr))
  assert.equal(BigInt(income.kinds.deduction.amount), 1_200n + payout.feeIdr)
  const named = new Set(income.lines.flatMap(({ tax }) => (tax === null ? [] : [tax.rule])))
  assert.deepEqual(
    taxRules.map((one) => one.id),
    [...named].sort(),
  )
  assert.equal(BigInt(income.kinds.ads.amount), 4_950n)
})

test('I12: a payout that came back is told as paid and as returned', async (t) => {
  const s = await aStage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 2_000_000n)
  const payout = await paidPayout(s.payouts, sari, 'one')
  await s.payouts.giveBack(maker, payout.id, 'account_closed', 'The bank says that the account is closed.')
  await s.close()
  const { income } = await s.assertTold(sari)
  assert.equal(income.kinds.payout_returned.amount, '2000000')
  assert.equal(BigInt(income.kinds.payout.amount) + BigInt(income.kinds.tax.amount), 2_000_000n)
})

test('paid before a cut and back after it: each cut is told what the ledger had moved by then (I12)', async (t) => {
  const s = await aStage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 2_000_000n)
  const payout = await paidPayout(s.payouts, sari, 'one')
  const cut = s.clock.now()
  s.clock.advance(86_400_000)
  await s.payouts.giveBack(maker, payout.id, 'account_closed', 'Rekening ditutup')
  const told = async (after: Date | null, until: Date) =>
    (await Array.fromAsync(s.payouts.eachMovement(after, until)))
      .flat()
      .map(({ kind, at, amount }) => [kind, at.toISOString(), amount])
  const first = await told(null, cut)
  assert.deepEqual(first, [
    ['payout', cut.toISOString(), 1_950_000n],
    ['tax', cut.toISOString(), 50_000n],
  ])
  const back = s.clock.now()
  const second = await told(cut, back)
  assert.deepEqual(second, [
    ...first,
    ['payout_returned', back.toISOString(), 1_950_000n],
    ['payout_returned', back.toISOString(), 50_000n],
  ])
})
