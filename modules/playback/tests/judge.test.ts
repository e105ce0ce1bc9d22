import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import type { PaidView } from '../index.ts'
import { anEvent, aVideo, aViewer, aVisitor, issueFor, named, watches } from '../testing.ts'
import { stage } from './stage.ts'

const today = toDay('2026-11-23')
const video = aVideo('sunset', 'budi')
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
const batch = (events: ReturnType<typeof anEvent>[]) => ({ batchId: named('batch'), events })

test('watches become counters, a histogram with reasons, and the list of paid views', async (t) => {
  const devices = new Map([[named('device of tablet'), [named('budi')]]])
  const { playback, clock } = await stage(t, { devices })
  const sari = aViewer('sari')
  await watches(playback, clock, sari, video, { seconds: 12 })
  await watches(playback, clock, sari, video, { seconds: 12 })
  await watches(playback, clock, aViewer('dewi'), video, { seconds: 3 })
  await watches(playback, clock, aViewer('eko'), video, { seconds: 1 })
  await watches(playback, clock, aViewer('budi'), video, { seconds: 12 })
  await watches(playback, clock, aVisitor('tablet'), video, { seconds: 12 })
  await watches(playback, clock, { ...aViewer('crawler'), userAgent: 'Googlebot/2.1' }, video, {
    seconds: 12,
  })
  assert.equal(await playback.judgeDue(), 7)
  assert.deepEqual((await playback.counters([video.id, named('unseen')])).get(video.id), {
    plays: 4,
    views: 3,
    paidViews: 1,
  })
  assert.deepEqual((await playback.counters([named('unseen')])).get(named('unseen')), {
    plays: 0,
    views: 0,
    paidViews: 0,
  })
  const counts = { paid: 1, repeat: 1, view: 1, play: 1, own_video: 2, robot: 1 }
  const [line, ...more] = await playback.histogram(video.ownerId, today)
  assert.deepEqual([line?.videoId, line?.counts, more.length], [video.id, counts, 0])
  assert.deepEqual(await collect(playback.eachVerdictCount(today)), [{ creatorId: video.ownerId, counts }])
  const [hours] = await collect(playback.eachHourCount(today))
  assert.equal(hours?.creatorId, video.ownerId)
  const begun = Number(
    new Intl.DateTimeFormat('en', { timeZone: 'Asia/Jakarta', hour: '2-digit', hourCycle: 'h23' }).format(
      clock.now(),
    ),
  )
  assert.deepEqual(
    hours?.hours,
    Array.from({ length: 24 }, (_, hour) => (hour === begun ? 1 : 0)),
  )
  assert.deepEqual(await collect(playback.eachPaidView(today)), [
    { viewerKey: sari.viewerKey, videoId: video.id, creatorId: video.ownerId, validMs: 12_000 },
  ])
})

test('a watch in many events counts once, as the highest word it earned, however the batches fall', async (t) => {
  for (const JUDGE_BATCH of [1, 2, 1_000]) {
    const { playback, clock } = await stage(t, { config: { JUDGE_BATCH } })
    const sari = aViewer('sari')
    const ticket = issueFor(playback, sari, video)
    for (let start = 0; start < 9_000; start += 1_500) {
      clock.advance(1_500)
      const events = [anEvent(ticket, { ranges: [[start, start + 1_500]], playedMs: 1_500 })]
      await playback.ingest(sari, batch(events))
      if (start % 3_000 === 0) await playback.judgeDue()
    }
    await playback.judgeDue()
    assert.equal(await playback.judgeDue(), 0)
    assert.deepEqual((await playback.histogram(video.ownerId, today))[0]?.counts, { paid: 1 })
    assert.deepEqual((await playback.counters([video.id])).get(video.id), {
      plays: 1,
      views: 1,
      paidViews: 1,
    })
    assert.equal((await collect(playback.eachPaidView(today)))[0]?.validMs, 9_000)
  }
})

test('a video is told of when it becomes popular: at the view that makes it so, and not again', async (t) => {
  for (const JUDGE_BATCH of [1, 1_000]) {
    const { playback, clock, jobs, popular } = await stage(t, { config: { JUDGE_BATCH, POPULAR_VIEWS: 3 } })
    const watched = async (viewer: string, of = video): Promise<readonly string[]> => {
      await watches(playback, clock, aViewer(viewer), of, { seconds: 12 })
      await playback.judgeDue()
      await jobs.drain()
      return popular
    }
    await watched('sari')
    await watched('sari') // a repeat is a view too
    assert.deepEqual(await watched('lain', aVideo('rain', 'budi')), [])
    assert.deepEqual(await watched('dewi'), [video.id])
    assert.deepEqual(await watched('eko'), [video.id])
  }
})

test('a ticket shown to a second device, and a stolen one, add nothing to its viewer', async (t) => {
  const { playback, clock } = await stage(t)
  const sari = aViewer('sari')
  const ticket = await watches(playback, clock, sari, video, { seconds: 3 })
  await watches(playback, clock, { ...sari, deviceKey: named('second') }, video, { seconds: 20, ticket })
  await watches(playback, clock, aViewer('thief'), video, { seconds: 20, ticket })
  await playback.judgeDue()
  assert.deepEqual((await playback.histogram(video.ownerId, today))[0]?.counts, { view: 1, bad_ticket: 1 })
  assert.deepEqual(await collect(playback.eachPaidView(today)), [])
})

test('two judges at once judge every event once', async (t) => {
  const { playback, again, db, clock } = await stage(t, { config: { JUDGE_BATCH: 100 } })
  const viewers = Array.from({ length: 50 }, (_, n) => aViewer(`viewer ${n}`))
  clock.advance(1)
  for (const viewer of viewers) {
    const tickets = Array.from({ length: 20 }, (_, n) =>
      issueFor(playback, viewer, aVideo(`v${n % 7}`, 'budi')),
    )
    clock.advance(7_000)
    await playback.ingest(viewer, batch(tickets.map((ticket) => anEvent(ticket))))
  }
  const judged = await Promise.all([playback.judgeDue(), again().judgeDue(), again().judgeDue()])
  assert.equal(
    judged.reduce((sum, count) => sum + count),
    1_000,
  )
  const { verdicts } = await db.one(
    sql<{ verdicts: bigint }>`select count(*) as verdicts from playback.verdict`,
  )
  assert.equal(verdicts, 1_000n)
  assert.equal((await collect(playback.eachPaidView(today))).length, 350)
})

test('the merchant’s side reads each ad ticket when it becomes a view, and each reason why one did not', async (t) => {
  const { playback, clock } = await stage(t)
  const ad = { campaignId: named('campaign'), priceMicro: 20_000_000n }
  const sari = aViewer('sari')
  const ticket = issueFor(playback, sari, video, ad)
  for (let start = 0; start < 12_000; start += 1_000) {
    clock.advance(1_000)
    await playback.ingest(
      sari,
      batch([anEvent(ticket, { ranges: [[start, start + 1_000]], playedMs: 1_000 })]),
    )
  }
  await watches(playback, clock, { ...aViewer('bot'), userAgent: 'curl/8' }, video, { seconds: 5, ad })
  await playback.judgeDue()
  const [first, second, ...more] = await playback.readJudgedImpressions(0n, 10)
  assert.deepEqual(
    [first?.isValid, first?.ticketId, first?.priceMicro, first?.day],
    [true, playback.readTicket(ticket)?.ticketId, 20_000_000n, today],
  )
  assert.deepEqual([second?.isValid, second?.reason, more.length], [false, 'robot', 0])
  assert.deepEqual(await playback.readJudgedImpressions(second?.seq ?? 0n, 10), [])
  assert.deepEqual(await collect(playback.eachPaidView(today)), [], 'an ad is never a paid view')
  assert.deepEqual(await playback.histogram(video.ownerId, today), [], 'promoted watches are counted apart')
})

/** The sums that the judge keeps must be what its verdicts add up to, however events and batches fall. */
test('law: paid views, weights and counters agree with the verdicts, and no pair is paid twice', async (t) => {
  const { playback, db, clock } = await stage(t, { config: { JUDGE_BATCH: 700 } })
  const clips = [aVideo('a', 'budi', 4_000), aVideo('b', 'budi', 20_000), aVideo('c', 'sari', 90_000)]
  const viewers = ['sari', 'dewi', 'eko', 'fajar', 'gita', 'hadi', 'indah', 'joko'].map(aViewer)
  const anyStep = fc.record({
    viewer: fc.constantFrom(...viewers),
    clip: fc.constantFrom(...clips),
    slot: fc.nat(2),
    from: fc.nat(6_000),
    ms: fc.nat(25_000),
    visible: fc.constantFrom(true, true, true, false),
    waitMs: fc.nat(90_000),
    judge: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), async (steps) => {
      const tickets = new Map<string, string>()
      for (const { viewer, clip, slot, from, ms, visible, waitMs, judge } of steps) {
        const key = `${viewer.viewerKey} ${clip.id} ${slot}`
        const ticket = tickets.get(key) ?? issueFor(playback, viewer, clip)
        tickets.set(key, ticket)
        clock.advance(waitMs)
        await playback.ingest(
          viewer,
          batch([anEvent(ticket, { ranges: [[from, from + ms]], playedMs: ms, visible })]),
        )
        if (judge) await playback.judgeDue()
      }
      await playback.judgeDue()
    }),
    { numRuns: 40, seed: 20261123 },
  )
  const days = (await db.all(sql<{ day: string }>`select day from playback.day`)).map((row) => toDay(row.day))
  const paid: PaidView[] = []
  for (const day of days) {
    const ofDay = await collect(playback.eachPaidView(day))
    const keys = ofDay.map((view) => view.viewerKey + view.videoId)
    assert.deepEqual(keys, [...new Set(keys)].toSorted(), 'sorted, and one a viewer and video')
    paid.push(...ofDay)
  }
  assert.ok(paid.length > 10, `the seed pays some: ${paid.length}`)
  assert.ok(paid.every((view) => view.validMs > 0 && view.validMs <= 60_000))
  const drift = await db.all(sql`
    select t.ticket_id from playback.ticket_day t
    left join lateral (
      select max(v.word) as word, sum(v.valid_ms) as ms from playback.watch w join playback.verdict v using (day, seq)
      where w.ticket_id = t.ticket_id and w.viewer_key = t.viewer_key and w.day = t.day) as s on true
    where t.word is distinct from s.word or t.weight_ms is distinct from s.ms`)
  assert.deepEqual(drift, [], 'a watch is what its verdicts add up to')
  const counted = await db.all(sql`
    select v.video_id from playback.video_day v
    where v.watches <> array(select count(t.ticket_id)::int from generate_series(0, 10) as w (word)
      left join playback.ticket_day t on t.word = w.word and t.day = v.day and t.video_id = v.video_id
      group by w.word order by w.word)`)
  assert.deepEqual(counted, [], 'a video day counts each watch by its word')
  const totals = await playback.counters(clips.map((clip) => clip.id))
  assert.equal(
    [...totals.values()].reduce((sum, one) => sum + one.paidViews, 0),
    paid.length,
  )
})
