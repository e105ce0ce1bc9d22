import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { assertTables, fakeClock, silentLog, testDatabase } from '../../../platform/testing/index.ts'
import { noWishes, type Wishes } from '../../tastes/index.ts'
import { feedConfig } from '../index.ts'
import { createSlotLog, type OfferedSlot } from '../slots/slot-log.ts'
import { tables } from '../tables.ts'
import { aClip, openFeed, readSlots } from '../testing.ts'

const viewerKey = '00000000-0000-4000-8000-00000000d00d'

test('the tables are what the statements name', async (t) => {
  const db = await testDatabase(t, { modules: ['feed'] })
  await assertTables(db, 'feed', tables)
})

test('what was offered is kept with its chance, its source and its ticket, and old days are dropped', async (t) => {
  const db = await testDatabase(t, { modules: ['feed'] })
  const clock = fakeClock('2026-08-22T23:59:59Z')
  const tickets: string[] = []
  let wishes: Wishes = noWishes
  const clips = Array.from({ length: 40 }, (_, n) => aClip(n))
  const feed = await openFeed(clips, {
    db,
    clock,
    issueTicket: ({ ticketId }) => {
      tickets.push(Buffer.from(ticketId ?? []).toString('hex'))
      return 'ticket'
    },
    wishesOf: () => wishes,
  })
  const read = () => readSlots(feed, viewerKey)
  const kept = () =>
    db.all(sql<{ requestId: string; ticket: string; position: number; propensity: number; model: number }>`
      select request_id as "requestId", replace(ticket_id::text, '-', '') as ticket, position, propensity, model
      from feed.slot order by position`)
  await read()
  assert.deepEqual(await kept(), [], 'nothing is written while a page is made')
  clock.advance(2_000) // into the next day
  await read()
  await feed.keepSlots()
  const rows = await kept()
  assert.deepEqual(
    rows.map(({ ticket }) => ticket),
    tickets,
  )
  assert.equal(new Set(rows.map(({ requestId }) => requestId)).size, 2)
  assert.deepEqual(
    rows.map(({ position }) => position),
    Array.from({ length: 20 }, (_, n) => n + 1),
  )
  assert.ok(rows.every(({ propensity, model }) => propensity > 0 && propensity <= 1 && model === 1))

  // Who paused learning leaves no record.
  wishes = { ...noWishes, version: 1, learning: false }
  await read()
  await feed.stop()
  assert.equal((await kept()).length, 20)

  clock.advance(feedConfig.defaults().SLOT_DAYS * 86_400_000)
  assert.equal(await feed.sweep(), 1)
  assert.equal((await kept()).length, 10)
  assert.equal(await feed.sweep(), 0)
})

test('slots that can not be written are counted and the feed goes on; pages beyond enough are passed over', async () => {
  const slot: OfferedSlot = {
    offeredMs: 0,
    requestId: new Uint8Array(16),
    ticketId: new Uint8Array(16),
    videoId: aClip(1).id,
    position: 1,
    source: 'fresh',
    propensity: 1,
    model: 1,
  }
  let lost = 0
  let passed = 0
  let fails = true
  const written: OfferedSlot[] = []
  const slots = createSlotLog({
    append: async (group) => {
      if (fails) throw new Error('no disk')
      written.push(...group)
    },
    log: silentLog,
    lost: (count = 1) => {
      lost += count
    },
    passed: () => {
      passed++
    },
    waitingMax: 3,
  })
  for (let n = 0; n < 5; n++) if (slots.hasRoom()) slots.note(slot)
  assert.equal(passed, 2)
  await slots.flush()
  assert.equal(lost, 3)
  fails = false
  assert.ok(slots.hasRoom())
  slots.note(slot)
  await slots.flush()
  assert.equal(written.length, 1)
})
