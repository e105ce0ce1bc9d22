import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createMetrics,
  fakeClock,
  seededIds,
  silentLog,
  testDatabase,
} from '../../../platform/testing/index.ts'
import { noWishes } from '../../tastes/index.ts'
import { defaultSettings } from '../../tuning/index.ts'
import { createFeed, feedConfig } from '../index.ts'
import { aClip } from '../testing.ts'

const me = '00000000-0000-7000-8000-0000000000aa'

test('a preview is the page that would come, and leaves no trace: no ticket, nothing seen, nothing remembered', async (t) => {
  const db = await testDatabase(t, { modules: ['feed'] })
  const clock = fakeClock('2026-08-22T03:00:00Z')
  let tickets = 0
  const feed = createFeed({
    db,
    clock,
    ids: seededIds('preview', clock),
    config: feedConfig.defaults(),
    log: silentLog,
    metrics: createMetrics(),
    random: () => 0,
    wishesOf: () => noWishes,
    changesAfter: async (cursor) => ({
      changes: cursor
        ? []
        : Array.from({ length: 60 }, (_, n) => ({
            kind: 'put' as const,
            clip: aClip(n, { owner: aClip(n % 12).owner }),
          })),
      cursor: 'end',
    }),
    countsOf: async () => new Map(),
    issueTicket: ({ videoId }) => {
      tickets++
      return `clip.${videoId}`
    },
    pickAd: () => undefined,
    findClips: async () => new Map(),
    following: async () => [],
    liked: async () => [],
    recentlySeen: async () => [aClip(0).id],
  })
  await feed.refresh()
  await feed.rescore()
  const ask = (rules: Partial<typeof defaultSettings.rules> = {}, accountId: string | null = me) =>
    feed.preview({
      accountId,
      lang: 'id',
      settings: { ...defaultSettings, rules: { ...defaultSettings.rules, ...rules } },
      dice: 0.3,
    })
  const first = await ask()
  assert.equal(first.length, 10)
  assert.deepEqual(await ask(), first)
  assert.equal(tickets, 0)
  assert.throws(() => feed.explain(me, first[0]?.videoId ?? '', 'id'), /slot_not_known/)
  const without = await ask({ trialPercent: 0 })
  assert.ok(without.filter(({ isTrial }) => isTrial).length <= 1)
  assert.notDeepEqual(without, await ask({ trialPercent: 50 }))
  assert.ok(
    first.every(({ videoId }) => videoId !== aClip(0).id),
    'what this viewer saw does not come',
  )
  assert.equal((await ask({}, null)).length, 10)
  // The viewer's own page begins as if nobody had looked.
  const { slots } = JSON.parse(await feed.readPage({ viewerKey: me, accountId: me, tab: 'for-you' })) as {
    slots: { video: { id: string } }[]
  }
  assert.equal(slots.length, 10)
  assert.equal(tickets, 10)
  await feed.stop()
})
