import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultSettings, type FeedRules } from '../../tuning/index.ts'
import { retrace } from './retrace.ts'
import { openWindow } from './window.ts'

/** Clips of as many creators; `tags` by clip. */
const laidWith = (tags: readonly number[], rules: Partial<FeedRules> = {}, scores?: readonly number[]) => {
  const all = { ...defaultSettings.rules, ...rules }
  return {
    candidates: tags.map((tag, at) => ({
      entry: { traits: { owner: 1 + at, sound: 0, tags: [tag], tagBits: 1 << (tag % 31), topics: [] } },
      trial: at % 2 === 0 ? 'new' : undefined,
    })),
    scores: Float64Array.from(tags, (_, at) => scores?.[at] ?? 0),
    window: openWindow({ tally: () => new Uint8Array(64) }, [], all),
    recent: [],
    sinceTrial: 0,
    near: undefined,
    rules: all,
  }
}
const drawn = (at: number, isTrial = false) => ({ at, isTrial })

test('at each place the chances of all that may stand there are one', () => {
  const tags = [40, 40, 41, 42, 43]
  for (const rules of [{}, { trialPercent: 0 }, { trialPercent: 50, diversity: 1 }]) {
    let sum = 0
    for (const at of tags.keys()) {
      const [, second] = retrace(laidWith(tags, rules, [1, 2, 3, 4, 5]), [drawn(2), drawn(at)])
      if (at !== 2) sum += second?.eitherWay ?? 0
      else assert.equal(second?.chance, 0, 'no clip comes twice')
    }
    assert.ok(Math.abs(sum - 1) < 1e-9, String(sum))
  }
})

test('what the rules forbid could not have come, and nothing after it is told of', () => {
  const draws = [drawn(0), drawn(1), drawn(2)]
  const tags = [40, 40, 41, 42]
  const chances = (perTagIn10: number) =>
    retrace(laidWith(tags, { perTagIn10 }), draws).map((one) => one.chance > 0)
  assert.deepEqual(chances(2), [true, true, true])
  assert.deepEqual(chances(1), [true, false])
})

test('a trial can be drawn only of what is tried out; the mean is over what might have come', () => {
  const laid = laidWith([40, 41, 42], { trialPercent: 50, diversity: 0 })
  const [trial] = retrace(laid, [drawn(1, true)], [Float64Array.of(3, 6, 12)])
  assert.equal(trial?.chance, 0)
  // Half the places are for clips 0 and 2, the other half for all alike.
  assert.ok(Math.abs((trial?.expected[0] ?? 0) - (0.5 * 7.5 + 0.5 * 7)) < 1e-9)
})
