/** The rules of the feed, held over what simulated viewers were offered. `npm run bench -- rules` does ten thousand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../../platform/testing/index.ts'
import { aStage, noBreaks, simulateFeeds } from './simulate-feeds.ts'

test('no feed of any stage breaks a rule, shows a muted word or goes on with an unwanted topic', async (t) => {
  const db = await testDatabase(t, { modules: ['feed'] })
  const total = { feeds: 0, before: 0, after: 0 }
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1 }), fc.integer({ min: 1_500, max: 4_000 }), async (seed, clips) => {
      const stage = await aStage(db, { clips, seed })
      const found = await simulateFeeds(stage, 40)
      assert.equal(found.slots, 40 * 100)
      assert.deepEqual(found.breaks, noBreaks())
      assert.equal(found.muted, 0)
      // The rules have something to do: shuffled, the same clips break them.
      for (const [rule, times] of Object.entries(found.shuffled))
        if (!['repeated', 'untried'].includes(rule)) assert.ok(times > 0, rule)
      total.feeds += found.feeds
      total.before += found.topicBefore
      total.after += found.topicAfter
    }),
    { numRuns: 8, endOnFailure: true },
  )
  assert.ok(total.feeds >= 300)
  assert.ok(total.before > 100)
  assert.ok(total.after <= 0.12 * total.before, `${total.after} after ${total.before}`)
})
