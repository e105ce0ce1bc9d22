import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import { availableAccount, pendingAccount } from '../../earnings/index.ts'
import { indonesia } from '../../tax/index.ts'
import { accrualAccount, type Movement, type Revenue, type RevenueDeps, taxRuleFacts } from '../index.ts'
import { incomeKinds } from '../income.ts'
import { shareSplit } from '../share-splits.ts'
import { ed25519Signer, hashOf, messageOf, signatureHolds } from '../sign.ts'
import { signed } from '../signed.ts'
import { creatorNamed, fillPool, named, poolOf, testRevenue, testSigner, videoNamed } from '../testing.ts'
import { saturday, stories, sunday, weekStories } from './stories.ts'

async function aStage(t: TestContext, overrides: Partial<RevenueDeps> = {}) {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const { events } = testJobs(t, db)
  const another = (more: Partial<RevenueDeps>) =>
    testRevenue({ db, clock, ids: seededIds('revenue', clock), events, stories, overrides: more })
  const { revenue, ledger, earnings } = another(overrides)
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
  /** As earnings keeps one that all have accepted. */
  const split = async (video: string, from: string, parts: Readonly<Record<string, number>>) => {
    const id = named(`split ${video} ${from}`)
    await db.run(sql`update earnings.split set state = 'ended', ends_on = ${from}::date
      where video_id = ${videoNamed(video)} and state = 'accepted'`)
    await db.run(sql`insert into earnings.split (id, video_id, owner_id, state, proposed_at, starts_on)
      values (${id}, ${videoNamed(video)}, ${creatorNamed(video.split('/')[0] ?? '')}, 'accepted', now(), ${from}::date)`)
    for (const [creator, points] of Object.entries(parts))
      await db.run(sql`insert into earnings.split_part (split_id, account_id, basis_points, state)
        values (${id}, ${creatorNamed(creator)}, ${points}, 'accepted')`)
    return id
  }
  return { db, clock, revenue, ledger, earnings, share, balance, split, another }
}

async function statementOf(revenue: Revenue, creator: string, period = '2026-W47') {
  const statement = await revenue.statement(creatorNamed(creator), period)
  assert.ok(statement && 'income' in statement.body, `${creator} has a statement of version 2`)
  return { ...statement, body: statement.body }
}

const movement = (id: string, of: Partial<Movement> & Pick<Movement, 'kind' | 'amount'>): Movement => ({
  id: named(`line ${id}`),
  creatorId: creatorNamed('xena'),
  at: new Date('2026-11-22T05:00:00Z'),
  transferId: named(`transfer ${id}`),
  videoId: null,
  split: null,
  tax: null,
  reason: null,
  ...of,
})

const sourceOf = (movements: readonly Movement[]) => ({
  async *eachMovement(after: Date | null, until: Date) {
    yield movements.filter((one) => one.at <= until && (after === null || one.at > after))
  },
})

test('I10: a split video’s ad income is divided exactly, in the ledger and in every partner’s statement', async (t) => {
  const { revenue, ledger, share, balance, split } = await aStage(t)
  await split('xena/one', saturday, { xena: 6_999, wati: 3_001 })
  await split('xena/two', sunday, { xena: 5_000, yoga: 2_500, wati: 2_500 })
  await share(saturday, sunday)
  const before = await balance(accrualAccount(creatorNamed('xena')))
  assert.equal((await revenue.closePeriod('2026-W47')).status, 'closed')

  const xena = await statementOf(revenue, 'xena')
  const wati = await statementOf(revenue, 'wati')
  const yoga = await statementOf(revenue, 'yoga')
  assert.ok(xena.body.ads && wati.body.ads && yoga.body.ads)
  assert.equal(xena.body.ads.total.accruedMicro, String(before))
  assert.deepEqual(wati.body.ads.days, []) // nothing of her own
  assert.deepEqual(
    [xena, wati, yoga].map(({ body }) => body.ads?.splits.length),
    [2, 2, 1],
  )
  // All partners are shown the same split, proof and all.
  const [ofXena, ofWati] = [xena.body.ads, wati.body.ads]
  for (const one of ofXena.splits) {
    assert.deepEqual(
      ofWati.splits.find((theirs) => theirs.split === one.split),
      one,
    )
    assert.equal(
      one.parts.reduce((sum, part) => sum + BigInt(part.micro), 0n),
      BigInt(one.micro),
    )
    const rows = ofXena.days
      .filter(({ day }) => day >= one.firstDay && day <= one.lastDay)
      .flatMap((day) => day.rows.filter((row) => row.video === one.video))
    assert.equal(
      rows.reduce((sum, row) => sum + BigInt(row.micro), 0n),
      BigInt(one.micro),
    )
    const transfers = await ledger.findTransfers(one.parts.flatMap((part) => part.transfer ?? []))
    assert.equal(transfers.length, one.parts.length - 1)
    for (const { id, amount } of transfers)
      assert.equal(String(amount), one.parts.find((part) => part.transfer === id)?.micro)
  }
  const moved = [wati, yoga].reduce((sum, { body }) => sum + BigInt(body.ads?.total.splitInMicro ?? 0), 0n)
  assert.equal(BigInt(xena.body.ads.total.splitOutMicro), moved)
  const document = xena.body.document.body
  assert.equal(document.splits.movedMicro, String(moved))
  assert.equal(document.creators.tree.sum, document.creators.accruedMicro)
  // I12: what the statement says stands in the ledger.
  for (const [name, { body }] of Object.entries({ xena, wati, yoga })) {
    assert.equal(await balance(accrualAccount(creatorNamed(name))), BigInt(body.ads?.total.closingMicro ?? 0))
    assert.equal(await balance(pendingAccount(creatorNamed(name))), BigInt(body.income.closing))
  }
  await assertSound(ledger)
})

test('a split that changes in the middle of a period applies day by day', async (t) => {
  const { revenue, share, split } = await aStage(t)
  const first = await split('xena/one', saturday, { xena: 5_000, wati: 5_000 })
  const second = await split('xena/one', sunday, { xena: 9_000, yoga: 1_000 })
  await share(saturday, sunday)
  await revenue.closePeriod('2026-W47')
  const { body } = await statementOf(revenue, 'xena')
  assert.deepEqual(
    Object.fromEntries((body.ads?.splits ?? []).map((one) => [one.split, [one.firstDay, one.lastDay]])),
    { [first]: [saturday, saturday], [second]: [sunday, sunday] },
  )
})

test('I10: splits add up, whoever shares and however much', () => {
  const creators = fc.uniqueArray(fc.nat(1_000_000), { minLength: 2, maxLength: 10 })
  fc.assert(
    fc.property(creators, fc.bigInt(1n, 2n ** 62n), fc.infiniteStream(fc.nat(500)), (names, micro, cuts) => {
      const points = names.map((_, at) => (at === 0 ? 0 : 1 + (cuts.next().value ?? 0)))
      points[0] = 10_000 - points.reduce((sum, one) => sum + one, 0)
      const asked = names.map((name, at) => ({
        creatorId: uuidFrom('creator', String(name)),
        basisPoints: BigInt(points[at] ?? 0),
      }))
      const base = {
        splitId: named('split'),
        videoId: named('video'),
        ownerId: asked[0]?.creatorId ?? '',
        firstDay: saturday,
        lastDay: sunday,
        micro,
      }
      const shared = shareSplit('2026-W47', { ...base, parts: asked })
      assert.equal(
        shared.parts.reduce((sum, part) => sum + part.micro, 0n),
        micro,
      )
      for (const part of shared.parts) {
        const exact = (micro * part.basisPoints) / 10_000n
        assert.ok(part.micro === exact || part.micro === exact + 1n)
      }
      assert.deepEqual(shareSplit('2026-W47', { ...base, parts: asked.toReversed() }), shared)
    }),
  )
})

test('I12: a statement holds every source, its totals follow from its lines, and cumulative amounts heal a lost one', async (t) => {
  const rule = indonesia.find((one) => one.series === 'id.pph21.non-employee')
  const surcharge = indonesia.find((one) => one.series === 'id.pph21.no-tax-id')
  assert.ok(rule && surcharge)
  const movements: Movement[] = [
    movement('gift', { kind: 'gift', amount: 8_000n, videoId: videoNamed('xena/one') }),
    movement('tip', { kind: 'tip', amount: 9_007_199_254_740_993n }), // beyond 2^53
    movement('tax', {
      kind: 'tax',
      amount: 175n,
      tax: { ruleId: rule.id, article: rule.article, gross: 7_000n, day: sunday, onTopOf: null },
    }),
    // A fifth of the tax above; whoever paid out does not say on top of what it is.
    movement('surcharge', {
      kind: 'tax',
      amount: 35n,
      tax: { ruleId: surcharge.id, article: surcharge.article, gross: 7_000n, day: sunday, onTopOf: null },
    }),
    movement('payout', { kind: 'payout', amount: 6_790n }),
    movement('taken', { kind: 'deduction', amount: 50n, reason: 'invalid_traffic' }),
    // Lina never had a view: a statement of gifts alone.
    movement('of lina', { kind: 'subscription', amount: 25_000n, creatorId: creatorNamed('lina') }),
    // Recorded a moment before the cut, and told only after it.
    movement('late', { kind: 'tip', amount: 11n, at: new Date('2026-11-23T02:59:59Z') }),
    movement('next week', { kind: 'gift', amount: 5n, at: new Date('2026-11-26T02:00:00Z') }),
  ]
  const told = movements.filter((one) => one.amount !== 11n)
  const stage = await aStage(t, {
    income: [sourceOf(told)],
    taxRules: async (ids) =>
      indonesia.filter((one) => ids.includes(one.id)).flatMap((one) => taxRuleFacts(one) ?? []),
  })
  const { revenue, share, clock, another } = stage
  await share(saturday, sunday)
  await revenue.closePeriod('2026-W47')
  const { body } = await statementOf(revenue, 'xena')
  const { income } = body
  for (const kind of incomeKinds) {
    if (kind === 'ads') continue
    const sum = income.lines.reduce(
      (total, line) => (line.kind === kind ? total + BigInt(line.amount) : total),
      0n,
    )
    assert.equal(income.kinds[kind].amount, String(sum), kind)
  }
  assert.equal(income.kinds.ads.amount, body.ads?.total.posted)
  assert.deepEqual(
    income.lines.flatMap(({ tax }) => tax?.onTopOf ?? []),
    [rule.id],
  )
  const ads = BigInt(body.ads?.total.posted ?? 0)
  assert.equal(BigInt(income.closing), ads + 8_000n + 9_007_199_254_740_993n - 210n - 6_790n - 50n)
  assert.deepEqual(
    body.taxRules.map((one) => one.id),
    [rule.id, surcharge.id].sort(),
  )
  assert.deepEqual(
    body.document.body.taxRules.map((one) => one.hash),
    body.taxRules.map((one) => hashOf('panggung/tax-rule/2', one)),
  )
  const lina = await statementOf(revenue, 'lina')
  assert.equal(lina.body.ads, null)
  assert.equal(lina.body.income.closing, '25000')
  assert.deepEqual(
    (await revenue.statements(creatorNamed('lina'))).map((one) => one.period),
    ['2026-W47'],
  )
  assert.ok(
    signatureHolds(messageOf('panggung/statement/2', lina.body), lina.signature, testSigner.publicKey),
  )

  clock.set('2026-11-30T03:00:00Z')
  const later = another({ income: [sourceOf(movements)] })
  await share(...Object.keys(weekStories))
  assert.equal((await later.revenue.closePeriod('2026-W48')).status, 'closed')
  const next = await statementOf(later.revenue, 'xena', '2026-W48')
  assert.deepEqual(
    next.body.income.lines.map((line) => line.amount),
    ['11', '5'],
  )
  assert.equal(next.body.income.opening, income.closing)
  assert.equal(next.body.income.kinds.tip.cumulative, '9007199254741004')
  const [was, is] = [body.document.body.income, next.body.document.body.income]
  for (const kind of incomeKinds)
    assert.equal(
      BigInt(is.kinds[kind].cumulative),
      BigInt(was.kinds[kind].cumulative) + BigInt(is.kinds[kind].amount),
    )
  // Nothing of Lina's moved: no statement, and nothing is lost.
  assert.equal(await later.revenue.statement(creatorNamed('lina'), '2026-W48'), undefined)
  assert.equal(await later.revenue.verifyDocuments(), undefined)
  assert.equal(await revenue.statement(creatorNamed('xena'), '2026-W49'), undefined)
})

test('all statements at once are those that are asked for one by one', async (t) => {
  const { revenue, share, split } = await aStage(t, {
    income: [sourceOf([movement('of lina', { kind: 'tip', amount: 7n, creatorId: creatorNamed('lina') })])],
  })
  await split('xena/one', saturday, { xena: 6_000, wati: 4_000 })
  await share(saturday, sunday)
  await revenue.closePeriod('2026-W47')
  const all = new Map<string, string>()
  for await (const page of revenue.eachStatement('2026-W47'))
    for (const { creatorId, statement } of page) all.set(creatorId, JSON.stringify(statement))
  assert.deepEqual([...all.keys()].sort(), ['xena', 'yoga', 'zaki', 'wati', 'lina'].map(creatorNamed).sort())
  for (const [creatorId, text] of all)
    assert.equal(JSON.stringify(await revenue.statement(creatorId, '2026-W47')), text)
})

test('a key is followed by the one that a document introduced, and old statements stay valid', async (t) => {
  const second = ed25519Signer(Buffer.alloc(32, 2))
  const { db, revenue, share, clock, another } = await aStage(t, { nextSigner: second })
  await share(saturday, sunday)
  await revenue.closePeriod('2026-W47')
  const old = await statementOf(revenue, 'xena')
  assert.equal(old.body.document.body.nextKey, second.publicKey)
  assert.deepEqual(await revenue.keys(), { instance: testSigner.publicKey, key: second.publicKey })

  const after = another({ signer: second })
  clock.set('2026-11-30T03:00:00Z')
  await share(...Object.keys(weekStories))
  // A key that no document introduced closes nothing: it is refused before anything is fixed.
  const other = another({ signer: ed25519Signer(Buffer.alloc(32, 4)) })
  await assert.rejects(other.revenue.closePeriod('2026-W48'), /by which documents go on/)
  const periods = await db.all(sql<{ period: string }>`select period from revenue.period`)
  assert.deepEqual(periods, [{ period: '2026-W47' }])
  await after.revenue.closePeriod('2026-W48')
  const next = await statementOf(after.revenue, 'xena', '2026-W48')
  assert.equal(next.body.document.key, second.publicKey)
  assert.equal(next.body.document.body.instance, testSigner.publicKey)
  assert.deepEqual(next.body.rotations, [])
  assert.equal(await after.revenue.verifyDocuments(), undefined)
  // The first key is gone: its period's statements are signed by the second, and say how it came to that.
  const again = await statementOf(after.revenue, 'xena')
  assert.equal(again.key, second.publicKey)
  const [way] = again.body.rotations
  assert.deepEqual([way?.key, way?.body.nextKey], [testSigner.publicKey, second.publicKey])
  assert.ok(way && signatureHolds(messageOf('panggung/key/2', way.body), way.signature, way.key))
  // A key that no document introduced signs nothing.
  const stranger = another({ signer: ed25519Signer(Buffer.alloc(32, 3)) })
  await assert.rejects(stranger.revenue.statement(creatorNamed('xena'), '2026-W47'))
})

test('a chain that began in version 1 goes on in version 2', async (t) => {
  const { db, revenue, share, clock, ledger, balance, earnings } = await aStage(t)
  await share(saturday, sunday)
  // As the version before left it: fixed, and nothing moved yet.
  await db.run(sql`
    insert into revenue.period (period, sequence, first_day, last_day, state, closed_at, creators_opening_micro,
      creators_accrued_micro, creators_posted, platform_opening_micro, platform_accrued_micro, platform_posted,
      held_before_micro)
    select '2026-W47', 1, min(day), max(day), 'closing', '2026-11-23T03:00:00Z', 0, sum(creators_micro),
      (select sum(m / 1000000) from (select sum(micro)::bigint as m from revenue.creator_day group by creator_id) c),
      0, sum(platform_micro), sum(platform_micro)::bigint / 1000000, 0 from revenue.day`)
  await db.run(sql`
    insert into revenue.creator_period (sequence, creator_id, opening_micro, accrued_micro, posted, closing_micro,
      cumulative_micro, cumulative_posted)
    select 1, creator_id, 0, m, m / 1000000, m % 1000000, m, m / 1000000
    from (select creator_id, sum(micro)::bigint as m from revenue.creator_day group by creator_id) c`)
  assert.equal((await revenue.closePeriod('2026-W47')).status, 'closed')
  assert.deepEqual((await earnings.audit()).faults, [], 'what was posted without lines has its lines')
  assert.ok((await earnings.audit()).creators > 0)
  const first = await revenue.statement(creatorNamed('xena'), '2026-W47')
  assert.equal(first?.format, 'panggung/statement/1')
  clock.set('2026-11-30T03:00:00Z')
  await share(...Object.keys(weekStories))
  await revenue.closePeriod('2026-W48')
  const { body } = await statementOf(revenue, 'xena', '2026-W48')
  assert.equal(await revenue.verifyDocuments(), undefined)
  assert.equal(body.document.body.instance, testSigner.publicKey)
  assert.equal(body.income.kinds.ads.cumulative, body.ads?.total.cumulativePosted)
  assert.equal(BigInt(body.income.closing), await balance(pendingAccount(creatorNamed('xena'))))
  assert.equal(await balance(availableAccount(creatorNamed('xena'))), 0n)
  const document = body.document.body
  assert.equal(
    BigInt(document.income.kinds.ads.cumulative),
    (await revenue.periods()).reduce((sum, one) => sum + one.creatorsPosted, 0n),
  )
  await assertSound(ledger)
})

test('a document that someone else signed is found in the chain', async (t) => {
  const { db, revenue, share } = await aStage(t)
  await share(saturday, sunday)
  await revenue.closePeriod('2026-W47')
  const { body } = JSON.parse((await revenue.periodDocument('2026-W47')) ?? '')
  const stranger = ed25519Signer(Buffer.alloc(32, 9))
  await db.run(
    sql`update revenue.period set document = ${JSON.stringify(signed('panggung/period/2', body, stranger))}`,
  )
  assert.deepEqual(await revenue.verifyDocuments(), { period: '2026-W47', code: 'key' })
})
