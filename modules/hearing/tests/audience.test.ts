import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulate } from '../testing.ts'

test('a small stage: every new clip is heard in time, the best are found, and next to nothing is lost', () => {
  const stage = { seed: 1, users: 500, slots: 40, uploads: 20, days: 4 }
  const alone = simulate({ ...stage, perMille: 0 })
  const heard = simulate({ ...stage, perMille: 50 })
  assert.equal(heard.guarantee, 30)
  assert.equal(heard.inTime, 1, 'every clip has its guarantee within a day')
  assert.ok(heard.found >= alone.found && heard.found >= 0.8, `${heard.found} of the best were found`)
  assert.ok(heard.finishRate >= 0.99 * alone.finishRate, `${heard.finishRate} after ${alone.finishRate}`)
  assert.ok(heard.gini <= 0.65 && heard.gini < alone.gini, `${heard.gini} after ${alone.gini}`)
  assert.deepEqual(
    simulate({ ...stage, days: 1, perMille: 50 }),
    simulate({ ...stage, days: 1, perMille: 50 }),
  )
})
