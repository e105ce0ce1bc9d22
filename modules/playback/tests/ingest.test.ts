import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { testHttp } from '../../../platform/testing/index.ts'
import { mountPlayback } from '../index.ts'
import { tables } from '../tables.ts'
import { anEvent, aVideo, aViewer, aVisitor, issueFor, named } from '../testing.ts'
import { stage } from './stage.ts'

const video = aVideo('sunset', 'budi')
const today = toDay('2026-11-23')
const batch = (events: ReturnType<typeof anEvent>[]) => ({ batchId: named('batch'), events })
type Db = Awaited<ReturnType<typeof stage>>['db']
const stored = (db: Db) =>
  db.all(sql<{
    day: string
    event_id: string
    flags: number
    ranges: number[]
    elapsed_ms: number
    viewer_key: string
  }>`
    select day, event_id, flags, ranges, elapsed_ms, viewer_key from playback.watch order by seq`)

test('the tables are those that the statements name', async (t) => {
  const { db } = await stage(t)
  const columns = await db.all(sql<{ name: string; columns: string[] }>`
    select 'playback.' || table_name as name, array_agg(column_name::text order by ordinal_position) as columns
    from information_schema.columns where table_schema = 'playback' group by table_name`)
  const found = Object.fromEntries(columns.map((one) => [one.name, one.columns.toSorted()]))
  const named = Object.fromEntries(Object.entries(tables).map(([name, list]) => [name, list.toSorted()]))
  assert.deepEqual(found, named)
})

test('an event is stored once however often and however concurrently it is sent', async (t) => {
  const { playback, db, clock } = await stage(t)
  const sari = aViewer('sari')
  const ticket = issueFor(playback, sari, video)
  clock.advance(10_000)
  const events = [anEvent(ticket), anEvent(ticket, { ranges: [[6_000, 9_000]], playedMs: 3_000 })]
  const replies = await Promise.all(Array.from({ length: 8 }, () => playback.ingest(sari, batch(events))))
  replies.push(await playback.ingest(sari, batch([...events, anEvent(ticket)])))
  for (const reply of replies.slice(0, 8))
    assert.deepEqual(
      reply.accepted,
      events.map((event) => event.eventId),
    )
  assert.equal((await stored(db)).length, 3)
})

test('two processes that store the same events at once store them once', async (t) => {
  const { playback, again, db, clock } = await stage(t)
  const sari = aViewer('sari')
  const ticket = issueFor(playback, sari, video)
  clock.advance(10_000)
  const nodes = [playback, again(), again()]
  const events = Array.from({ length: 40 }, () => anEvent(ticket))
  await Promise.all(
    nodes.flatMap((node, n) =>
      [0, 10, 20].map((from) => node.ingest(sari, batch(events.slice(from, from + 20 + n)))),
    ),
  )
  const ids = (await stored(db)).map((row) => row.event_id)
  assert.deepEqual(ids.toSorted(), events.map((event) => event.eventId).toSorted())
})

test('a claim is cut to the clip, and wall time is measured from the issue', async (t) => {
  const { playback, db, clock } = await stage(t)
  const sari = aViewer('sari')
  const ticket = issueFor(playback, sari, video)
  clock.advance(7_000)
  await playback.ingest(
    sari,
    batch([
      anEvent(ticket, {
        ranges: [
          [5_000, 1_000],
          [18_000, 90_000],
          [30_000, 40_000],
        ],
      }),
    ]),
  )
  const [row] = await stored(db)
  assert.deepEqual([row?.ranges, row?.elapsed_ms, row?.flags, row?.day], [[18_000, 20_000], 7_000, 1, today])
})

test('a forged ticket is not stored; a foreign or expired one is, without its viewer', async (t) => {
  const { playback, db, clock } = await stage(t)
  const [sari, thief] = [aViewer('sari'), aViewer('thief')]
  const ticket = issueFor(playback, sari, video)
  const forged = `${ticket.slice(0, 40)}A${ticket.slice(41)}`
  const events = [anEvent(forged), anEvent(ticket), anEvent('AQ')]
  const stolen = await playback.ingest(thief, batch(events))
  assert.deepEqual(
    stolen.refused.map((one) => one.code),
    ['bad_ticket', 'ticket_foreign', 'bad_ticket'],
  )
  clock.advance(120 * 60_000)
  const late = await playback.ingest(sari, batch([anEvent(ticket)]))
  assert.deepEqual(
    late.refused.map((one) => one.code),
    ['ticket_expired'],
  )
  assert.deepEqual(
    (await stored(db)).map((row) => [row.viewer_key, row.flags]),
    [
      [thief.viewerKey, 9],
      [sari.viewerKey, 5],
    ],
  )
})

test('who logs in meanwhile may still report with the tickets of the device', async (t) => {
  const { playback, db } = await stage(t)
  const visitor = aVisitor('sari')
  const reply = await playback.ingest(aViewer('sari'), batch([anEvent(issueFor(playback, visitor, video))]))
  assert.equal(reply.accepted.length, 1)
  assert.equal((await stored(db))[0]?.viewer_key, visitor.viewerKey)
})

test('a flood from one viewer is refused whole, and others are not touched by it', async (t) => {
  const { playback, db, clock } = await stage(t, { config: { EVENTS_PER_MINUTE: 10 } })
  const [sari, budi] = [aViewer('sari'), aViewer('budi')]
  const six = (viewer: typeof sari) =>
    batch(Array.from({ length: 6 }, () => anEvent(issueFor(playback, viewer, video))))
  await playback.ingest(sari, six(sari))
  await assert.rejects(playback.ingest(sari, six(sari)), { message: /too_many_requests/ })
  await playback.ingest(budi, six(budi))
  clock.advance(60_000)
  await playback.ingest(sari, six(sari))
  assert.equal((await stored(db)).length, 18)
})

test('an event that was stored before midnight is not stored again after it', async (t) => {
  const { playback, db, clock } = await stage(t)
  const sari = aViewer('sari')
  clock.set('2026-11-23T16:59:50Z')
  const ticket = issueFor(playback, sari, video)
  const event = anEvent(ticket)
  await playback.ingest(sari, batch([event]))
  clock.set('2026-11-23T17:00:05Z')
  await playback.ingest(sari, batch([event, anEvent(ticket)]))
  assert.deepEqual(
    (await stored(db)).map((row) => row.day),
    ['2026-11-23', '2026-11-24'],
  )
})

test('over HTTP: 202 with an answer for each event; unknown fields and broken bodies are refused whole', async (t) => {
  const { playback, db, clock } = await stage(t)
  const http = await testHttp(t, clock)
  mountPlayback(http, playback)
  const device = named('device of sari')
  http.as({ deviceKey: device })
  const ticket = issueFor(playback, { viewerKey: device }, video)
  const [event, bad] = [anEvent(ticket), anEvent('forged')]
  const good = await http.call('POST', '/v1/watches', batch([event, bad]))
  assert.equal(good.status, 202)
  assert.deepEqual(good.body, {
    accepted: [event.eventId],
    refused: [{ eventId: bad.eventId, code: 'bad_ticket' }],
  })
  const wrong: unknown[] = [
    '{"batchId":',
    { ...batch([event]), more: 1 },
    batch([{ ...event, ...{ price: 1 } }]),
    { batchId: named('batch'), events: [] },
    batch(Array.from({ length: 51 }, () => anEvent(ticket))),
    batch([{ ...event, ranges: [[0, -1]] }]),
    batch([{ ...event, playedMs: 1.5 }]),
    batch([{ ...event, eventId: 'x' }]),
  ]
  for (const body of wrong) {
    const answer = await http.call<{ error: { code: string } }>('POST', '/v1/watches', body)
    assert.deepEqual([answer.status, answer.body.error.code], [400, 'bad_request'])
  }
  assert.equal((await stored(db)).length, 1)
})

test('when the database is away nothing is answered as kept, and the same batch is taken afterwards', async (t) => {
  const { playback, db, clock } = await stage(t)
  const sari = aViewer('sari')
  const ticket = issueFor(playback, sari, video)
  clock.advance(10_000)
  const event = anEvent(ticket)
  await playback.ingest(sari, batch([anEvent(ticket)]))
  await db.run(sql`alter table playback.watch rename to away`)
  await assert.rejects(playback.ingest(sari, batch([event])))
  await db.run(sql`alter table playback.away rename to watch`)
  assert.deepEqual((await playback.ingest(sari, batch([event]))).accepted, [event.eventId])
  assert.equal((await stored(db)).length, 2)
})
