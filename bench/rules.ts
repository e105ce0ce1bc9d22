/** Ten thousand simulated feeds of a hundred slots, against the rules that the feed promises: counted over what was
 *  offered, by code that shares nothing with the code that keeps them. */
import { assert } from '../platform/errors.ts'
import { aStage, simulateFeeds } from '../modules/feed/tests/simulate-feeds.ts'
import type { BenchResult } from './figure.ts'
import { withOwnDatabase } from './money/own-database.ts'

export const name = 'rules'
export const goal =
  '0 same creator or sound in a row, ≤ 2 of a creator in 20, 0 muted words, ≥ 88 % fewer of an unwanted topic in the next 50'

const feeds = 10_000
const clips = 5_000

export async function run(): Promise<BenchResult> {
  return withOwnDatabase('rules', ['feed'], async (db) => {
    const stage = await aStage(db, { clips, seed: 20_261_123 })
    const found = await simulateFeeds(stage, feeds)
    const { breaks, shuffled, topicBefore, topicAfter } = found
    const broken = Object.values(breaks).reduce((sum, one) => sum + one, 0) + found.muted
    const byChance = Object.values(shuffled).reduce((sum, one) => sum + one, 0)
    assert(byChance > 0 && topicBefore > 0, 'the stage gives the rules something to hold against')
    return {
      name,
      value: broken,
      unit: 'rules broken',
      baseline: { what: 'the same clips, shuffled', value: byChance },
      ratio: broken / byChance,
      goal,
      details: {
        feeds,
        slots: found.slots,
        ...breaks,
        muted: found.muted,
        topic: `${topicBefore} before, ${topicAfter} after: ${(100 * (1 - topicAfter / topicBefore)).toFixed(2)} % fewer`,
      },
    }
  })
}
