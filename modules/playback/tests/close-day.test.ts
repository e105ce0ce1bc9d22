import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { nextDay, toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { createMetrics } from '../../../platform/testing/index.ts'
import { createPlayback, type Playback, playbackConfig } from '../index.ts'
import { holdDay } from '../store.ts'
import { anEvent, aVideo, aViewer, issueFor, named, testTicketKey, watches } from '../testing.ts'
import { stage } from './stage.ts'

const today = toDay('2026-11-23')
const video = aVideo('sunset', 'budi')

test('closing judges what is left, is told once, and sends late events to the next open day', async (t) => {
  const { playback, clock, jobs, closed, db } = await stage(t)
  await watches(playback, clock, aViewer('sari'), video, { seconds: 12 })
  assert.equal(await playback.closeDay(today), true)
  assert.equal(await playback.closeDay(today), false)
  await jobs.drain()
  assert.deepEqual(closed, [today])
  assert.equal(await playback.dayState(today), 'closed')
  const before = await playback.histogram(video.ownerId, today)
  assert.deepEqual(before[0]?.counts, { paid: 1 })

  await watches(playback, clock, aViewer('dewi'), video, { seconds: 12 })
  await playback.judgeDue()
  assert.deepEqual(await playback.histogram(video.ownerId, today), before)
  assert.deepEqual((await playback.histogram(video.ownerId, nextDay(today)))[0]?.counts, { paid: 1 })
  const days = await db.all(sql<{ day: string }>`select day from playback.watch order by seq`)
  assert.deepEqual(
    days.map((row) => row.day),
    [today, nextDay(today)],
  )
})

test('a close that died after its mark is finished by the next one', async (t) => {
  const { db, clock, ids, events, jobs, closed, playback } = await stage(t)
  await watches(playback, clock, aViewer('sari'), video, { seconds: 12 })
  const dying = createPlayback({
    db,
    clock,
    ids,
    events,
    config: playbackConfig.defaults({ TICKET_KEY: testTicketKey }),
    identity: { accountsOnDevices: () => Promise.reject(new Error('the power went out')) },
    metrics: createMetrics(),
  })
  await assert.rejects(dying.closeDay(today), /power/)
  assert.equal(await playback.dayState(today), 'closing')
  await watches(playback, clock, aViewer('dewi'), video, { seconds: 12 })
  assert.deepEqual(await playback.closeDueDays(), [today])
  await jobs.drain()
  assert.deepEqual(closed, [today])
  assert.deepEqual((await playback.histogram(video.ownerId, today))[0]?.counts, { paid: 1 })
})

test('a day closes by itself once its grace is over, and not before', async (t) => {
  const { playback, clock } = await stage(t)
  await watches(playback, clock, aViewer('sari'), video, { seconds: 12 })
  clock.set('2026-11-23T17:29:59Z')
  assert.deepEqual(await playback.closeDueDays(), [])
  clock.set('2026-11-23T17:30:00Z')
  assert.deepEqual(await playback.closeDueDays(), [today])
})

test('a day without a watch closes too; a day to come does not', async (t) => {
  const { playback, jobs, closed } = await stage(t)
  assert.equal(await playback.closeDay(toDay('2026-11-20')), true)
  await assert.rejects(playback.closeDay(nextDay(today)), { message: /day_to_come/ })
  await jobs.drain()
  assert.deepEqual(closed, ['2026-11-20'])
})

test('closing while events pour in loses none and changes no closed day', async (t) => {
  const { playback, again, clock, db } = await stage(t)
  const other = again()
  const viewers = Array.from({ length: 30 }, (_, n) => aViewer(`viewer ${n}`))
  const tickets = viewers.map((viewer) => issueFor(playback, viewer, video))
  clock.advance(60_000)
  const sent: Promise<unknown>[] = []
  let closing: Promise<boolean> | undefined
  for (const [n, viewer] of viewers.entries())
    for (const node of [playback, other]) {
      const events = [anEvent(tickets[n] ?? '', { ranges: [[0, 1_000]], playedMs: 1_000 })]
      sent.push(node.ingest(viewer, { batchId: named('batch'), events }))
      if (sent.length === 30) closing = playback.closeDay(today)
    }
  await Promise.all([...sent, closing])
  const { unjudged, total } = await db.one(sql<{ unjudged: bigint; total: bigint }>`
    select count(*) as total, count(*) filter (where v.seq is null and w.day = ${today}) as unjudged
    from playback.watch w left join playback.verdict v using (day, seq)`)
  assert.deepEqual([total, unjudged], [60n, 0n])
})

test('reports of old closed days can be dropped; sums and counters stay', async (t) => {
  const { playback, clock, db } = await stage(t)
  await watches(playback, clock, aViewer('sari'), video, { seconds: 12 })
  await playback.closeDay(today)
  clock.set('2026-12-10T05:00:00Z')
  await watches(playback, clock, aViewer('sari'), video, { seconds: 12 })
  assert.deepEqual(await playback.dropReportsOlderThan(30), [])
  assert.deepEqual(await playback.dropReportsOlderThan(10), [today])
  assert.deepEqual(await playback.dropReportsOlderThan(10), [])
  await playback.judgeDue()
  const { left } = await db.one(sql<{ left: bigint }>`select count(*) as left from playback.watch`)
  assert.equal(left, 1n)
  assert.equal((await playback.counters([video.id])).get(video.id)?.paidViews, 2)
  assert.deepEqual((await playback.histogram(video.ownerId, today))[0]?.counts, { paid: 1 })
})

/** An append that has its place in the order but has not committed, while a later one has. */
async function withAppendInFlight(t: TestContext, act: (playback: Playback) => Promise<unknown>) {
  const { playback, clock, db } = await stage(t)
  const ticket = issueFor(playback, aViewer('sari'), video)
  clock.advance(30_000)
  const report = () =>
    playback.ingest(aViewer('sari'), { batchId: named('batch'), events: [anEvent(ticket)] })
  await report()
  await playback.judgeDue()
  let acting: Promise<unknown> | undefined
  await db.transaction(async (tx) => {
    await holdDay(tx, today)
    await tx.run(sql`
      insert into playback.watch (day, event_id, ticket_id, viewer_key, device_key, video_id, creator_id, duration_ms,
        elapsed_ms, played_ms, ranges, position, source, flags, received_at)
      select day, ${named('slow event')}, ticket_id, viewer_key, device_key, video_id, creator_id, duration_ms,
        elapsed_ms, played_ms, ranges, position, source, flags, received_at from playback.watch limit 1`)
    await report()
    let done = false
    acting = act(playback).finally(() => {
      done = true
    })
    const waiting = () =>
      db.maybe(sql`select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database()) limit 1`)
    while (!done && !(await waiting()));
  })
  await acting
  await playback.judgeDue()
  const { unjudged } = await db.one(sql<{ unjudged: bigint }>`
    select count(*) as unjudged from playback.watch w
    where not exists (select from playback.verdict v where v.seq = w.seq and v.day = w.day)`)
  assert.equal(unjudged, 0n)
}

test('an append that commits late is not passed over by the judge', (t) =>
  withAppendInFlight(t, (playback) => playback.judgeDue()))

test('an append that commits late is in the day that closes meanwhile, and judged', (t) =>
  withAppendInFlight(t, (playback) => playback.closeDay(today)))
