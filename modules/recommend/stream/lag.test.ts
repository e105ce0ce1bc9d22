import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMetrics } from '../../../platform/metrics.ts'
import { fakeClock } from '../../../platform/testing/index.ts'
import { createLag } from './lag.ts'

test('the middle and the slowest twentieth are told within a tenth, whatever the times', () => {
  const times = fc.array(fc.integer({ min: 1, max: 3_600_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(times, (some) => {
      const lag = createLag(fakeClock('2026-11-23T05:00:00Z'), createMetrics())
      for (const ms of some) lag.note(ms)
      const told = lag.lastHour()
      const ranked = some.toSorted((a, b) => a - b)
      for (const [part, said] of [
        [0.5, told?.p50],
        [0.95, told?.p95],
      ] as const) {
        const truth = ranked[Math.ceil(part * some.length) - 1] ?? 0
        assert.ok(said !== undefined && said >= truth * 0.999 && said <= 1.101 * truth, `${said} of ${truth}`)
      }
    }),
  )
})

test('an hour later it is forgotten, and the metric goes on counting', async () => {
  const clock = fakeClock('2026-11-23T05:00:00Z')
  const metrics = createMetrics()
  const lag = createLag(clock, metrics)
  assert.equal(lag.lastHour(), null)
  lag.note(0)
  clock.advance(30 * 60_000)
  for (let at = 0; at < 3; at++) lag.note(8_000)
  assert.equal(lag.lastHour()?.outcomes, 4)
  clock.advance(29 * 60_000 + 59_999)
  assert.equal(lag.lastHour()?.outcomes, 4)
  clock.advance(1)
  assert.equal(lag.lastHour()?.outcomes, 3)
  clock.advance(3_600_000)
  assert.equal(lag.lastHour(), null)
  assert.match(await metrics.text(), /recommend_lag_seconds_bucket\{le="5"\} 1\n.*le="10"\} 4/)
})
