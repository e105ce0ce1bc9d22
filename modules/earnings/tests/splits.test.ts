import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, toDay } from '../../../platform/clock.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { aVideoOf, anEarning, elsewhere, person } from '../testing.ts'
import { assertLaws, day, stage } from './stage.ts'

const thirds = [
  { handle: 'sari', basisPoints: 3_334 },
  { handle: 'budi', basisPoints: 3_333 },
  { handle: 'citra', basisPoints: 3_333 },
]

test('a split applies from the day after all have accepted, to the rupiah, and to nothing before', async (t) => {
  const house = await stage(t)
  const { earnings, clock, credited } = house
  const video = aVideoOf(house, 'sari', 'budi', 'citra')
  const split = await earnings.proposeSplit(person('sari'), video, thirds)
  assert.ok(split)
  await earnings.answerSplit(person('budi'), split.id, true)
  assert.equal((await earnings.answerSplit(person('budi'), split.id, true)).state, 'proposed')
  await credited([anEarning('sebelum', 'sari', 1_000n, clock.now(), { videoId: video })])
  const accepted = await earnings.answerSplit(person('citra'), split.id, true)
  assert.deepEqual([accepted.state, accepted.startsOn], ['accepted', '2026-11-03'])
  await credited([anEarning('hari itu', 'sari', 1_000n, clock.now(), { videoId: video })])
  assert.equal((await earnings.balances(person('budi'))).pendingIdr, 0n)

  clock.advance(day)
  const gift = anEarning('sesudah', 'sari', 1_000n, clock.now(), { videoId: video })
  await credited([
    gift,
    anEarning('tip orang lain', 'dewi', 70n, clock.now(), { videoId: video, source: 'tip' }),
    anEarning('tanpa video', 'sari', 30n, clock.now()),
  ])
  const shares = await Promise.all(
    ['sari', 'budi', 'citra', 'dewi'].map(async (name) => (await earnings.balances(person(name))).pendingIdr),
  )
  assert.deepEqual(shares, [2_364n, 333n, 333n, 70n])
  const [line] = await earnings.lines(person('budi'), { limit: 5 })
  assert.deepEqual([line?.source, line?.of, line?.videoId], ['split', 'gift', video])
  await assertLaws(house)

  // The same line again, after the split has changed, is what it was.
  await earnings.endSplit(person('citra'), split.id)
  clock.advance(5 * day)
  await credited([gift])
  assert.equal((await earnings.balances(person('budi'))).pendingIdr, 333n)
  await assertLaws(house)
})

test('who undoes a sale of a shared video takes it back from all in proportion', async (t) => {
  const house = await stage(t)
  const { earnings, clock, credited, db, ledger } = house
  const video = aVideoOf(house, 'sari', 'budi')
  const split = await earnings.proposeSplit(person('sari'), video, [
    { handle: 'sari', basisPoints: 7_500 },
    { handle: 'budi', basisPoints: 2_500 },
  ])
  await earnings.answerSplit(person('budi'), split?.id ?? '', true)
  clock.advance(day)
  const line = anEarning('mawar', 'sari', 1_000n, clock.now(), { videoId: video })
  await credited([line])
  const result = await db.transaction(async (tx) => {
    const back = await earnings.reverse(tx, {
      id: uuidFrom('refund'),
      lineId: line.id,
      amountIdr: 500n,
      to: elsewhere.id,
    })
    await ledger.submitIn(tx, back.transfers)
    return back
  })
  assert.equal(result.takenIdr, 500n)
  assert.equal((await earnings.balances(person('sari'))).pendingIdr, 375n)
  assert.equal((await earnings.balances(person('budi'))).pendingIdr, 125n)
  await assertLaws(house)
})

test('a new split takes the place of the old one from its day; any of its people ends it from tomorrow', async (t) => {
  const house = await stage(t)
  const { earnings, clock } = house
  const video = aVideoOf(house, 'sari', 'budi', 'citra')
  const agree = async (parts: { handle: string; basisPoints: number }[]) => {
    const split = await earnings.proposeSplit(person('sari'), video, parts)
    assert.ok(split)
    for (const { handle } of parts.slice(1)) await earnings.answerSplit(person(handle), split.id, true)
    return split.id
  }
  const first = await agree(thirds)
  clock.advance(3 * day)
  const second = await agree([
    { handle: 'sari', basisPoints: 9_000 },
    { handle: 'budi', basisPoints: 1_000 },
  ])
  const on = async (text: string) => (await earnings.splitOn(video, toDay(text)))?.id
  assert.deepEqual(
    await Promise.all(['2026-11-02', '2026-11-03', '2026-11-05', '2026-11-06', '2027-01-01'].map(on)),
    [undefined, first, first, second, second],
  )
  clock.advance(3 * day)
  assert.equal((await earnings.endSplit(person('budi'), second)).endsOn, '2026-11-09')
  assert.equal((await earnings.endSplit(person('budi'), second)).endsOn, '2026-11-09')
  assert.deepEqual(await Promise.all(['2026-11-08', '2026-11-09'].map(on)), [second, undefined])
  const lookup = await earnings.splitsOn(
    [video, uuidFrom('none')],
    [toDay('2026-11-04'), toDay('2026-11-08')],
  )
  assert.deepEqual(
    [lookup.on(video, toDay('2026-11-04'))?.id, lookup.on(video, toDay('2026-11-08'))?.id],
    [first, second],
  )
})

test('parts make 100 %, each person once, the owner among them; strangers learn nothing', async (t) => {
  const house = await stage(t)
  const { earnings } = house
  const video = aVideoOf(house, 'sari', 'budi', 'citra')
  const propose = (parts: { handle: string; basisPoints: number }[], by = 'sari') =>
    earnings.proposeSplit(person(by), video, parts)
  const part = (handle: string, basisPoints: number) => ({ handle, basisPoints })
  for (const parts of [
    [part('sari', 5_000), part('budi', 4_999)],
    [part('sari', 5_000), part('budi', 5_001)],
    [part('sari', 10_000)],
    [part('citra', 5_000), part('budi', 5_000)],
    [part('sari', 5_000), part('budi', 2_500), part('budi', 2_500)],
  ])
    await assert.rejects(propose(parts), { message: /split_parts_wrong/ })
  await assert.rejects(propose([part('sari', 5_000), part('hantu', 5_000)]), {
    message: /split_person_unknown/,
  })
  await assert.rejects(propose(thirds, 'budi'), { message: /not_found/ })
  const split = await propose(thirds)
  assert.ok(split)
  await assert.rejects(earnings.answerSplit(person('dewi'), split.id, true), { message: /not_found/ })
  await assert.rejects(earnings.endSplit(person('dewi'), split.id), { message: /not_found/ })
  await assert.rejects(earnings.splitsOfVideo(person('dewi'), video), { message: /not_found/ })
  assert.equal((await earnings.splitsOfVideo(person('budi'), video)).proposed?.id, split.id)
  await earnings.closeFor(person('budi'))
  await assert.rejects(propose(thirds), { message: /split_person_unknown/ })
})

test('one who declines ends the proposal; another takes its place, and what is over stays over', async (t) => {
  const house = await stage(t)
  const { earnings } = house
  const video = aVideoOf(house, 'sari', 'budi', 'citra')
  const first = await earnings.proposeSplit(person('sari'), video, thirds)
  assert.ok(first)
  assert.equal((await earnings.proposeSplit(person('sari'), video, thirds))?.id, first.id)
  await earnings.answerSplit(person('citra'), first.id, true)
  assert.equal((await earnings.answerSplit(person('budi'), first.id, false)).state, 'declined')
  assert.equal((await earnings.answerSplit(person('budi'), first.id, false)).state, 'declined')
  await assert.rejects(earnings.answerSplit(person('budi'), first.id, true), { message: /split_over/ })
  const second = await earnings.proposeSplit(person('sari'), video, thirds.toReversed())
  assert.ok(second)
  assert.equal(await earnings.proposeSplit(person('sari'), video, []), undefined)
  await assert.rejects(earnings.answerSplit(person('budi'), second.id, true), { message: /split_over/ })
  await assert.rejects(earnings.endSplit(person('sari'), second.id), { message: /split_over/ })
  assert.deepEqual(
    (await earnings.splitsOf(person('budi'))).map((one) => one.state),
    ['declined'],
  )
})

test('two answers at the last moment and a withdrawal at once leave one outcome', async (t) => {
  const house = await stage(t)
  const { earnings } = house
  const video = aVideoOf(house, 'sari', 'budi', 'citra')
  const split = await earnings.proposeSplit(person('sari'), video, thirds)
  assert.ok(split)
  await Promise.allSettled([
    earnings.answerSplit(person('budi'), split.id, true),
    earnings.answerSplit(person('citra'), split.id, true),
    earnings.proposeSplit(person('sari'), video, []),
    earnings.answerSplit(person('citra'), split.id, true),
  ])
  const [record] = await earnings.splitsOf(person('sari'))
  assert.ok(record && ['withdrawn', 'accepted', 'ended'].includes(record.state), record?.state)
})

test('whatever happens, in whatever order: one split a day, and a day that has begun stays as it is, save that a clock set back repeats days', async (t) => {
  const house = await stage(t)
  const { earnings, clock } = house
  let run = 0
  const acts = fc.array(
    fc.oneof(
      fc.record({ act: fc.constant('propose' as const), share: fc.integer({ min: 1, max: 9_999 }) }),
      fc.record({ act: fc.constant('accept' as const) }),
      fc.record({ act: fc.constant('end' as const) }),
      fc.record({ act: fc.constant('wait' as const), days: fc.integer({ min: -2, max: 3 }) }),
    ),
    { minLength: 5, maxLength: 25 },
  )
  await fc.assert(
    fc.asyncProperty(acts, async (list) => {
      run += 1
      const handles = [`sari${run}`, `budi${run}`]
      const video = aVideoOf(house, ...handles)
      const [owner = '', other = ''] = handles.map(person)
      clock.set('2026-11-02T03:00:00Z')
      const promised = new Map<string, string | undefined>()
      const days = Array.from({ length: 80 }, (_, at) => addDays(toDay('2026-10-20'), at))
      for (const one of list) {
        const mine = await earnings.splitsOf(other)
        if (one.act === 'propose')
          await earnings.proposeSplit(owner, video, [
            { handle: handles[0] ?? '', basisPoints: one.share },
            { handle: handles[1] ?? '', basisPoints: 10_000 - one.share },
          ])
        const waiting = mine.find((split) => split.state === 'proposed')
        if (one.act === 'accept' && waiting) await earnings.answerSplit(other, waiting.id, true)
        const standing = mine.find((split) => split.state === 'accepted')
        if (one.act === 'end' && standing) await earnings.endSplit(other, standing.id)
        if (one.act === 'wait') clock.advance(one.days * day)
        if (one.act === 'wait' && one.days < 0) promised.clear()
        const today = toDay(new Date(clock.now().getTime() + 7 * 3_600_000).toISOString().slice(0, 10))
        const lookup = await earnings.splitsOn([video], days)
        for (const each of days) {
          if (each > today) break
          const found = lookup.on(video, each)?.id
          if (promised.has(each)) assert.equal(found, promised.get(each), `${each} was another's`)
          promised.set(each, found)
        }
        const ranges = (await earnings.splitsOf(owner)).flatMap((split) =>
          split.startsOn !== null ? [{ from: split.startsOn, to: split.endsOn ?? toDay('2999-01-01') }] : [],
        )
        for (const each of days)
          assert.ok(ranges.filter(({ from, to }) => from <= each && each < to).length <= 1)
      }
    }),
    { numRuns: 12 },
  )
})
