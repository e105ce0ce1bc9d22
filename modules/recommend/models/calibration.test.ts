import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { calibrate, fitCalibration } from './calibration.ts'
import { normals } from './normals.ts'

const rows = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 80,
})
const fitted = (list: readonly (readonly [number, number])[]) =>
  fitCalibration(
    Float64Array.from(list, ([score]) => score / 10),
    Uint8Array.from(list, ([, outcome]) => outcome),
  )

test('a higher score never means less, and what is said in all is what came in all', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const calibration = fitted(list)
      let last = 0
      for (let score = -12; score <= 12; score++) {
        const share = calibrate(calibration, score / 10)
        assert.ok(share >= last && share <= 1)
        last = share
      }
      const said = list.reduce((sum, [score]) => sum + calibrate(calibration, score / 10), 0)
      const came = list.reduce((sum, [, outcome]) => sum + outcome, 0)
      assert.ok(Math.abs(said - came) < 1e-9, `${said} said, ${came} came`)
    }),
  )
})

test('no other step function that rises is nearer: adjacent steps differ, and each is the share of its own', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const { from, share } = fitted(list)
      share.forEach((value, step) => {
        assert.ok(step === 0 || value > (share[step - 1] ?? 0))
        const low = from[step] ?? 0
        const high = from[step + 1] ?? Infinity
        const own = list.filter(([score]) => score / 10 >= low && score / 10 < high)
        assert.ok(Math.abs(value - own.reduce((sum, [, outcome]) => sum + outcome, 0) / own.length) < 1e-9)
      })
    }),
  )
})

test('scores that say twice what comes are brought down to it', () => {
  const dice = normals(20_000, 1, 5)
  const chance = (at: number): number => Math.abs(Math.sin(at))
  const scores = Float64Array.from(dice, (_, at) => chance(at))
  // |N(0, 1)| mod a thousandth is as good as even.
  const outcomes = Uint8Array.from(dice, (one, at) => ((Math.abs(one) * 1_000) % 1 < chance(at) / 2 ? 1 : 0))
  const calibration = fitCalibration(scores, outcomes)
  for (const score of [0.2, 0.4, 0.6, 0.8])
    assert.ok(
      Math.abs(calibrate(calibration, score) - score / 2) < 0.06,
      `${score} says ${calibrate(calibration, score)}`,
    )
})

test('without anything to learn from a score stays as it is', () => {
  assert.equal(calibrate(fitCalibration(new Float64Array(), new Uint8Array()), 0.7), 0.7)
})
