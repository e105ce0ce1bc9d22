import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, testDatabase } from '../../../platform/testing/index.ts'
import { mulberry32 } from '../../../platform/random.ts'
import { noWishes, type Wishes } from '../../tastes/index.ts'
import { defaultSettings } from '../../tuning/index.ts'
import { feedConfig } from '../index.ts'
import { aClip, openFeed, readSlots, settingsTrying } from '../testing.ts'

const viewer = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
const minuteMs = 60_000

/** Every page is of the sample that may be. */
async function stage(t: TestContext) {
  const db = await testDatabase(t, { modules: ['feed'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const tickets: string[] = []
  let wishes: Wishes = noWishes
  const clips = Array.from({ length: 60 }, (_, n) => aClip(n, { owner: aClip(n % 20).owner }))
  const feed = await openFeed(clips, {
    db,
    clock,
    random: mulberry32(3),
    config: feedConfig.defaults({ SAMPLE_PER_MILLE: 1_000 }),
    issueTicket: ({ ticketId }) => {
      if (ticketId) tickets.push(uuidOf(ticketId))
      return 'ticket'
    },
    wishesOf: () => wishes,
  })
  t.after(() => feed.stop())
  return {
    db,
    clock,
    feed,
    setWishes: (to: Wishes) => {
      wishes = to
    },
    /** A page, watched as far as its third clip. */
    async watchPage(n: number) {
      tickets.length = 0
      const slots = await readSlots(feed, viewer(n))
      feed.came(
        tickets.slice(0, 3).map((ticketId, place) => ({
          ticketId,
          watchedMs: 3_000 * (place + 1),
          finished: place === 2,
          skipped: false,
          unwanted: false,
        })),
      )
      return slots
    },
    count: async () => (await db.one(sql<{ n: number }>`select count(*)::int as n from feed.sample`)).n,
  }
}

const uuidOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

test('a page a minute is kept with what came of it, half an hour later, and names nobody', async (t) => {
  const { feed, clock, db, watchPage, count } = await stage(t)
  const slots = await watchPage(1)
  await watchPage(2)
  await feed.keepSlots()
  assert.equal(await count(), 0, 'it may still be watched')
  clock.advance(30 * minuteMs)
  await feed.keepSlots()
  assert.equal(await count(), 1, 'the second came within the minute')
  const kept = await db.one(sql<{ page: Buffer }>`select page from feed.sample`)
  const page = zstdDecompressSync(kept.page)
  for (const secret of [viewer(1), slots[0]?.video.id ?? '?', slots[0]?.video.owner.id ?? '?'])
    assert.ok(!page.includes(secret) && !page.includes(Buffer.from(secret.replaceAll('-', ''), 'hex')))
  await readSlots(feed, viewer(3))
  clock.advance(31 * minuteMs)
  await feed.keepSlots()
  assert.equal(await count(), 1, 'a page that nobody looked at says nothing')
})

test('of who paused learning nothing is kept, and old samples go', async (t) => {
  const { feed, clock, watchPage, setWishes, count } = await stage(t)
  setWishes({ ...noWishes, version: 1, learning: false })
  await watchPage(1)
  clock.advance(31 * minuteMs)
  await feed.keepSlots()
  assert.equal(await count(), 0)
  setWishes({ ...noWishes, version: 2 })
  await watchPage(2)
  clock.advance(31 * minuteMs)
  await feed.keepSlots()
  await feed.sweep()
  assert.equal(await count(), 1)
  clock.advance(feedConfig.defaults().SAMPLE_DAYS * 86_400_000)
  await feed.sweep()
  assert.equal(await count(), 0)
})

test('what was kept tells what other settings would have done, and is refused where it is too little', async (t) => {
  const { feed, clock, watchPage } = await stage(t)
  for (let n = 0; n < 80; n++) {
    await watchPage(n)
    clock.advance(minuteMs)
  }
  clock.advance(30 * minuteMs)
  await feed.keepSlots()
  const same = await feed.weigh(defaultSettings)
  assert.deepEqual([same.pages, same.passed, same.refused], [80, 0, null])
  assert.ok(Math.abs(same.effective - 80) < 0.01)
  const watch = same.figures.find(({ metric }) => metric === 'watch')
  assert.ok(watch && Math.abs(watch.was - 0.3) < 1e-6 && Math.abs(watch.would - 0.3) < 1e-6)
  assert.equal(watch.by.dr, null, 'nothing was learned')
  const fewer = await feed.weigh(settingsTrying(10))
  assert.equal(fewer.refused, null)
  assert.ok(fewer.effective > 30 && fewer.effective < 80, String(fewer.effective))
  assert.equal((await feed.weigh(settingsTrying(50))).refused, 'few-effective')
})
