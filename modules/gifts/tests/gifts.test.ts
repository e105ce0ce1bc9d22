import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from '../../../platform/db/index.ts'
import { assertTables, rowsRead } from '../../../platform/testing/index.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { coinFloat, platformIncome } from '../../coins/index.ts'
import { operator } from '../../coins/testing.ts'
import { assertSound } from '../../ledger/testing.ts'
import { vatPayable } from '../../tax/index.ts'
import * as store from '../store.ts'
import { tables } from '../tables.ts'
import { giftNamed, giftStage, type GiftStage } from '../testing.ts'

const sending = (name: string, target: object, more: object = {}) => ({
  giftId: giftNamed(name),
  itemId: 'mawar',
  count: 1,
  target,
  ...more,
})

async function sound(stage: GiftStage): Promise<void> {
  await assertSound(stage.ledger)
  assert.deepEqual((await stage.coins.audit()).faults, [])
  assert.deepEqual((await stage.earnings.audit()).faults, [])
}

test('the tables are those that the statements name', async (t) => {
  const { db } = await giftStage(t)
  await assertTables(db, 'gifts', tables)
})

test('a gift to a clip: coins leave, four fifths of their worth are the creator’s on hold, the rest is the stage’s', async (t) => {
  const stage = await giftStage(t)
  const { gifts, coins, earnings, holds, people } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  await stage.buys(budi, 'koin-100', 'one')
  const before = await holds(platformIncome)
  const videoId = stage.aVideo(sari)
  const sent = await gifts.send(budi, sending('one', { videoId }, { count: 3, message: 'Keren!' }))
  assert.equal(sent.coins, 15n)
  assert.equal(sent.creatorIdr, 1_200n)
  assert.equal(await coins.held(budi), 85n)
  assert.equal((await earnings.balances(sari)).pendingIdr, 1_200n)
  assert.equal((await holds(platformIncome)) - before, 300n)
  assert.equal(await holds(coinFloat), 8_500n)
  const [left] = await stage.ledger.latestTransfersOf(uuidFrom('coins.held', budi), { limit: 1 })
  const [income] = await stage.ledger.latestTransfersOf(platformIncome.id, { limit: 1 })
  assert.equal(left?.chainId, left?.id, 'coins and rupiah are one chain (I6)')
  assert.equal(income?.chainId, left?.id)
  await stage.jobs.drain()
  assert.deepEqual(
    stage.told.map(({ kind, receiverId, videoId: of, count, message }) => ({
      kind,
      receiverId,
      of,
      count,
      message,
    })),
    [{ kind: 'gift', receiverId: sari, of: videoId, count: 3, message: 'Keren!' }],
  )
  assert.deepEqual(
    await gifts.totals([videoId, sari]),
    new Map([videoId, sari].map((id) => [id, { gifts: 3, coins: 15n }])),
  )
  assert.deepEqual(
    (await gifts.received(sari, undefined, 9)).map((one) => [one.name?.id, one.message]),
    [['Mawar', 'Keren!']],
  )
  assert.deepEqual((await gifts.sent(budi, undefined, 9)).length, 1)
  assert.deepEqual((await coins.history(budi, undefined, 9)).map((one) => one.whatId).filter(Boolean), [
    'Mawar ×3',
  ])
  await sound(stage)
})

test('a gift tapped many times at once is sent once; its id is good for nothing else', async (t) => {
  const stage = await giftStage(t)
  const { gifts, people } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  people.add('dewi')
  await stage.buys(budi, 'koin-100', 'one')
  const tap = () => gifts.send(budi, sending('one', { handle: 'sari' }))
  await Promise.all(Array.from({ length: 8 }, tap))
  assert.equal(await stage.coins.held(budi), 95n)
  assert.equal((await gifts.sent(budi, undefined, 9)).length, 1)
  assert.deepEqual((await gifts.totals([sari])).get(sari), { gifts: 1, coins: 5n })
  for (const [target, more] of [
    [{ handle: 'sari' }, { count: 2 }],
    [{ handle: 'sari' }, { itemId: 'kopi' }],
    [{ handle: 'dewi' }, {}],
    [{ videoId: stage.aVideo(sari) }, {}],
  ] as const)
    await assert.rejects(gifts.send(budi, sending('one', target, more)), { message: /gift_id_used/ })
  await sound(stage)
})

test('gifts that race for the last coins: what they can’t pay for leaves no trace at all (I3, I6)', async (t) => {
  const stage = await giftStage(t)
  const { gifts, people } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  await stage.buys(budi, 'koin-50', 'one')
  const tried = await Promise.allSettled(
    [1, 2, 3, 4].map((at) =>
      gifts.send(budi, sending(`race ${at}`, { handle: 'sari' }, { itemId: 'bintang' })),
    ),
  )
  assert.equal(tried.filter((one) => one.status === 'fulfilled').length, 2)
  for (const one of tried) if (one.status === 'rejected') assert.match(String(one.reason), /not_enough_coins/)
  assert.equal(await stage.coins.held(budi), 0n)
  assert.equal((await stage.earnings.balances(sari)).pendingIdr, 4_000n)
  assert.equal((await gifts.received(sari, undefined, 9)).length, 2)
  assert.deepEqual(await gifts.totals([sari]), new Map([[sari, { gifts: 2, coins: 50n }]]))
  await sound(stage)
})

test('nobody gives to oneself, to who is gone, or to a clip that the giver can’t see', async (t) => {
  const gone = new Set<string>()
  const stage = await giftStage(t, { mayReceive: async (id) => !gone.has(id) })
  const { gifts, people } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  await stage.buys(budi, 'koin-50', 'one')
  const refused = (name: string, target: object, code: RegExp, more = {}) =>
    assert.rejects(gifts.send(budi, sending(name, target, more)), { message: code })
  await refused('a', { handle: 'budi' }, /gift_to_oneself/)
  await refused('b', { videoId: stage.aVideo(budi) }, /gift_to_oneself/)
  await refused('c', { handle: 'nobody' }, /receiver_not_found/)
  await refused('d', { videoId: stage.aVideo(sari, { visibility: 'private' }) }, /receiver_not_found/)
  await refused('e', { videoId: stage.aVideo(sari, { state: 'removed' }) }, /receiver_not_found/)
  await refused('f', { handle: 'sari' }, /gift_not_offered/, { itemId: 'unicorn' })
  gone.add(sari)
  await refused('g', { handle: 'sari' }, /receiver_not_found/)
  assert.equal(await stage.coins.held(budi), 50n)
  await sound(stage)
})

test('a shared clip’s gift follows its split', async (t) => {
  const stage = await giftStage(t)
  const { gifts, earnings, people } = stage
  const [sari, dewi, budi] = [people.add('sari'), people.add('dewi'), people.add('budi')]
  const videoId = stage.aVideo(sari)
  const split = await earnings.proposeSplit(sari, videoId, [
    { handle: 'sari', basisPoints: 7_500 },
    { handle: 'dewi', basisPoints: 2_500 },
  ])
  await earnings.answerSplit(dewi, split?.id ?? '', true)
  stage.clock.advance(2 * 86_400_000)
  await stage.buys(budi, 'koin-50', 'one')
  await gifts.send(budi, sending('one', { videoId }, { itemId: 'bintang' }))
  assert.deepEqual(
    await Promise.all([sari, dewi].map(async (id) => (await earnings.balances(id)).pendingIdr)),
    [1_500n, 500n],
  )
  await sound(stage)
})

test('what was given keeps its name and price when the catalogue changes; what is not offered can’t be given', async (t) => {
  const stage = await giftStage(t)
  const { gifts, people } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  await stage.buys(budi, 'koin-50', 'one')
  await gifts.send(budi, sending('one', { handle: 'sari' }))
  const item = {
    id: 'mawar',
    name: { en: 'Red rose', id: 'Mawar merah' },
    icon: 'rose',
    coins: 7n,
    active: true,
  }
  assert.equal((await gifts.putItem(operator, item)).creatorIdr, 560n)
  await gifts.send(budi, sending('two', { handle: 'sari' }))
  assert.deepEqual(
    (await gifts.received(sari, undefined, 9)).map((one) => `${one.name?.en} ${one.coins}`).toSorted(),
    ['Red rose 7', 'Rose 5'],
  )
  await gifts.putItem(operator, { ...item, active: false })
  await assert.rejects(gifts.send(budi, sending('three', { handle: 'sari' })), {
    message: /gift_not_offered/,
  })
  // A gift that was sent is still answered when its client asks again.
  assert.equal((await gifts.send(budi, sending('one', { handle: 'sari' }))).coins, 5n)
  await sound(stage)
})

test('a page of a long list of gifts reads a page, not the list', async (t) => {
  const { db, people } = await giftStage(t)
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  await db.run(sql`
    insert into gifts.gift (id, sender_id, receiver_id, item_id, name_en, name_id, icon, count, coins, creator_idr,
      platform_idr, vat_idr, sent_at)
    select gen_random_uuid(), ${budi}, ${sari}, 'mawar', 'Rose', 'Mawar', 'rose', 1, 5, 400, 100, 0,
      timestamptz '2026-11-23' - n * interval '1 second' from generate_series(1, 5000) n`)
  await db.run(sql`analyze gifts.gift`)
  const after = { at: new Date('2026-11-22T23:00:00Z'), id: sari }
  for (const place of [undefined, after])
    for (const [who, find] of [
      [sari, store.findReceived],
      [budi, store.findSent],
    ] as const) {
      const read = await rowsRead(db, 'gifts.gift', async (tx) => {
        assert.equal((await find(tx, who, place, 31)).length, 31)
      })
      assert.ok(read < 200, `${read} rows were read`)
    }
})

test('givers are named among the top supporters until they say no', async (t) => {
  const stage = await giftStage(t)
  const { gifts, people } = stage
  const [sari, budi, dewi] = [people.add('sari'), people.add('budi'), people.add('dewi')]
  for (const [who, count] of [
    [budi, 2],
    [dewi, 5],
  ] as const) {
    await stage.buys(who, 'koin-50', who)
    await gifts.send(who, sending(who, { handle: 'sari' }, { count }))
  }
  assert.deepEqual(
    (await gifts.supporters(sari)).top.map((one) => one.senderId),
    [dewi, budi],
  )
  await gifts.setNamed(dewi, false)
  await gifts.setNamed(dewi, false)
  assert.equal(await gifts.isNamed(dewi), false)
  assert.deepEqual(await gifts.supporters(sari), {
    gifts: 7,
    coins: 35n,
    top: [{ senderId: budi, coins: 10n }],
  })
  await gifts.setNamed(dewi, true)
  assert.equal((await gifts.supporters(sari)).top.length, 2)
})

test('where gifts are the point of tax, VAT is taken of the stage’s part when they are given', async (t) => {
  const stage = await giftStage(t)
  const { gifts, people, tax, holds } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  await tax.switchRule(operator, 'id.vat.coins-at-gift.2025', true, 'menurut konsultan pajak')
  stage.clock.advance(86_400_000)
  await stage.buys(budi, 'koin-100', 'one')
  assert.equal(await holds(vatPayable), 0n)
  const before = await holds(platformIncome)
  await gifts.send(budi, sending('one', { handle: 'sari' }, { itemId: 'kendang' }))
  const vat = await holds(vatPayable)
  assert.equal(vat, 198n)
  assert.equal((await holds(platformIncome)) - before, 2_000n - vat)
  assert.equal((await stage.earnings.balances(sari)).pendingIdr, 8_000n)
  await sound(stage)
})

test('whatever is given: coins and rupiah agree, and each creator has four fifths of what they were given (I8)', async (t) => {
  const stage = await giftStage(t)
  const { gifts, coins, earnings, people } = stage
  const items = await gifts.catalogue()
  let life = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ from: fc.nat(2), to: fc.nat(2), item: fc.nat(4), count: fc.integer({ min: 1, max: 4 }) }),
        { minLength: 4, maxLength: 12 },
      ),
      async (given) => {
        life++
        const handles = [0, 1, 2].map((at) => `life${life}.${at}`)
        const ids = handles.map((handle) => people.add(handle))
        for (const [at, id] of ids.entries()) await stage.buys(id, 'koin-250', `${life} ${at}`)
        const held = ids.map(() => 250n)
        const earned = ids.map(() => 0n)
        await Promise.all(
          given.map(async ({ from, to, item, count }, at) => {
            const { id: itemId = '', coins: price = 0n } = items[item] ?? {}
            const gift = sending(`${life} ${at}`, { handle: handles[to] }, { itemId, count })
            const sent = await gifts.send(ids[from] ?? '', gift).catch((thrown: Error) => {
              assert.match(thrown.message, /gift_to_oneself|not_enough_coins/)
            })
            if (!sent) return
            held[from] = (held[from] ?? 0n) - price * BigInt(count)
            earned[to] = (earned[to] ?? 0n) + price * BigInt(count) * 80n
          }),
        )
        assert.deepEqual(await Promise.all(ids.map((id) => coins.held(id))), held)
        assert.deepEqual(
          await Promise.all(ids.map(async (id) => (await earnings.balances(id)).pendingIdr)),
          earned,
        )
        assert.deepEqual((await coins.audit()).faults, [])
      },
    ),
    { numRuns: 8 },
  )
  await sound(stage)
})
