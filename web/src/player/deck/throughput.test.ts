import assert from 'node:assert/strict'
import test from 'node:test'
import { nextAverage } from './throughput.ts'

test('the first measurement is the average, later ones pull it', () => {
  const first = nextAverage(undefined, 125_000, 1000)
  assert.equal(first, 1_000_000)
  assert.equal(nextAverage(first, 250_000, 1000), 1_400_000)
})

test('too few bytes or no time tell nothing', () => {
  assert.equal(nextAverage(undefined, 1000, 1), undefined)
  assert.equal(nextAverage(5, 1_000_000, 0), 5)
})

test('a line that gives way is believed sooner than one that recovers', () => {
  const [down = 0, up = 0] = [nextAverage(10e6, 125_000, 1000), nextAverage(1e6, 1_250_000, 1000)]
  assert.ok(down < 4e6 && up < 5e6 && up > 1e6)
})
