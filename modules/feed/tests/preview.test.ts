import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock, testDatabase } from '../../../platform/testing/index.ts'
import { defaultSettings } from '../../tuning/index.ts'
import { aClip, openFeed, readSlots } from '../testing.ts'

const me = '00000000-0000-7000-8000-0000000000aa'

test('a preview is the page that would come, and leaves no trace: no ticket, nothing seen, nothing remembered', async (t) => {
  const db = await testDatabase(t, { modules: ['feed'] })
  const clock = fakeClock('2026-08-22T03:00:00Z')
  let tickets = 0
  const clips = Array.from({ length: 60 }, (_, n) => aClip(n, { owner: aClip(n % 12).owner }))
  const feed = await openFeed(clips, {
    db,
    clock,
    random: () => 0,
    issueTicket: ({ videoId }) => {
      tickets++
      return `clip.${videoId}`
    },
    recentlySeen: async () => [aClip(0).id],
  })
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
  assert.equal((await readSlots(feed, me, me)).length, 10)
  assert.equal(tickets, 10)
  await feed.stop()
})
