import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mulberry32 } from '../../../platform/random.ts'
import { compareArms } from './compare.ts'
import { addMeasured, type ArmMoments, emptyMoments, type Measured } from './moments.ts'
import { halfWidthOf, mixtureOf, pValueOf } from './sequential.ts'

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

const momentsOf = (viewers: readonly Measured[]): ArmMoments => {
  const moments = emptyMoments()
  for (const one of viewers) addMeasured(moments, one)
  return moments
}

/** Minutes as people watch: long tails, and who watched much last week watches much this week. */
function aViewer(random: () => number, lift = 0): Measured {
  const habit = Math.exp(0.8 * normal(random))
  const x = random() < 0.7 ? 10 * habit * Math.exp(0.4 * normal(random)) : undefined
  return { y: 10 * habit * Math.exp(0.4 * normal(random)) + lift, d: 1, x }
}

const alpha = 0.05
const isFound = (control: ArmMoments, arm: ArmMoments): boolean => {
  const told = compareArms(control, arm)
  return (
    told !== undefined && pValueOf(told.difference, told.variance, mixtureOf(told.viewerVariance)) <= alpha
  )
}

test('of 2,000 experiments without a difference, looked at twenty times each, at most one in twenty finds one', () => {
  const random = mulberry32(7)
  let found = 0
  for (let run = 0; run < 2_000; run++) {
    const control = emptyMoments()
    const arm = emptyMoments()
    let isOver = false
    for (let look = 0; look < 20; look++) {
      for (let one = 0; one < 100; one++) {
        addMeasured(control, aViewer(random))
        addMeasured(arm, aViewer(random))
      }
      isOver ||= isFound(control, arm)
    }
    if (isOver) found++
  }
  assert.ok(found <= alpha * 2_000, `${found} of 2000`)
})

test('the same viewers, measured longer each day, find no more', () => {
  const random = mulberry32(8)
  let found = 0
  const runs = 500
  for (let run = 0; run < runs; run++) {
    const viewers = Array.from({ length: 400 }, () => ({ habit: Math.exp(0.8 * normal(random)), y: 0 }))
    let isOver = false
    for (let day = 1; day <= 14; day++) {
      for (const one of viewers) one.y += 10 * one.habit * Math.exp(0.6 * normal(random))
      const measured = viewers.map(({ habit, y }) => ({ y: y / day, d: 1, x: 10 * habit }))
      isOver ||= isFound(momentsOf(measured.slice(0, 200)), momentsOf(measured.slice(200)))
    }
    if (isOver) found++
  }
  assert.ok(found <= alpha * runs, `${found} of ${runs}`)
})

test('a rate without a difference is found to differ no more often, peeking included', () => {
  const random = mulberry32(9)
  let found = 0
  const runs = 500
  const aRate = (): Measured => {
    const d = 1 + Math.floor(40 * random() ** 2)
    const skips = 0.1 + 0.4 * random()
    let y = 0
    for (let at = 0; at < d; at++) if (random() < skips) y++
    return { y, d, x: random() < 0.5 ? undefined : skips }
  }
  for (let run = 0; run < runs; run++) {
    const control = emptyMoments()
    const arm = emptyMoments()
    let isOver = false
    for (let look = 0; look < 10; look++) {
      for (let one = 0; one < 60; one++) {
        addMeasured(control, aRate())
        addMeasured(arm, aRate())
      }
      isOver ||= isFound(control, arm)
    }
    if (isOver) found++
  }
  assert.ok(found <= alpha * runs, `${found} of ${runs}`)
})

test('a difference that is there is found, and its interval holds it', () => {
  const random = mulberry32(10)
  let found = 0
  let held = 0
  const runs = 100
  for (let run = 0; run < runs; run++) {
    const control = emptyMoments()
    const arm = emptyMoments()
    for (let one = 0; one < 3_000; one++) {
      addMeasured(control, aViewer(random))
      addMeasured(arm, aViewer(random, 3))
    }
    const told = compareArms(control, arm)
    assert.ok(told)
    const mixture = mixtureOf(told.viewerVariance)
    if (pValueOf(told.difference, told.variance, mixture) <= alpha) found++
    if (Math.abs(told.difference - 3) <= halfWidthOf(told.variance, mixture, alpha)) held++
  }
  assert.ok(found >= 0.95 * runs, `${found} of ${runs} found`)
  assert.ok(held >= 0.95 * runs, `${held} of ${runs} held`)
})

test('the week before lowers the variance and keeps the difference', () => {
  const random = mulberry32(11)
  let raw = 0
  let adjusted = 0
  let squares = 0
  const runs = 400
  for (let run = 0; run < runs; run++) {
    const some = (lift: number) => Array.from({ length: 300 }, () => aViewer(random, lift))
    const [control, arm] = [some(0), some(2)]
    const adjustedOnes = compareArms(momentsOf(control), momentsOf(arm))
    const without = compareArms(
      momentsOf(control.map((one) => ({ ...one, x: undefined }))),
      momentsOf(arm.map((one) => ({ ...one, x: undefined }))),
    )
    assert.ok(adjustedOnes && without)
    assert.ok(adjustedOnes.variance < without.variance && adjustedOnes.explained > 0)
    assert.equal(without.explained, 0)
    raw += without.difference
    adjusted += adjustedOnes.difference
    squares += (adjustedOnes.difference - 2) ** 2
  }
  const error = Math.sqrt(squares / runs / runs)
  assert.ok(Math.abs(adjusted / runs - 2) < 4 * error, `mean difference ${adjusted / runs}`)
  assert.ok(Math.abs(raw / runs - adjusted / runs) < 0.3)
})

const zViewer = fc.record({
  y: fc.double({ min: 0, max: 1_000, noNaN: true }),
  x: fc.option(fc.double({ min: 0, max: 1_000, noNaN: true }), { nil: undefined }),
})

test('without a week before the difference is that of the means; with one the variance is no greater', () => {
  fc.assert(
    fc.property(
      fc.array(zViewer, { minLength: 2, maxLength: 60 }),
      fc.array(zViewer, { minLength: 2, maxLength: 60 }),
      (control, arm) => {
        const told = compareArms(
          momentsOf(control.map((one) => ({ ...one, d: 1 }))),
          momentsOf(arm.map((one) => ({ ...one, d: 1 }))),
        )
        assert.ok(told)
        const known = [...control, ...arm].filter(({ x }) => x !== undefined).length
        if (known === 0) assert.ok(Math.abs(told.difference - (told.armMean - told.controlMean)) < 1e-6)
        assert.ok(told.variance >= 0 && told.explained >= 0 && told.explained <= 1)
      },
    ),
  )
})

test('who is everywhere the same differs by nothing, and nothing is found in it', () => {
  const same = momentsOf([1, 2, 3, 4].map((y) => ({ y, d: 1, x: y })))
  const told = compareArms(same, same)
  assert.ok(told)
  assert.equal(told.difference, 0)
  assert.equal(pValueOf(0, 0, 0), 1)
  assert.equal(compareArms(momentsOf([]), same), undefined)
})

test('the p-value falls with the difference, the interval shrinks with the variance', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
      fc.double({ min: 0, max: 1e3, noNaN: true }),
      (variance, difference) => {
        const p = pValueOf(difference, variance, 1)
        assert.ok(p >= 0 && p <= 1)
        assert.ok(pValueOf(2 * difference, variance, 1) <= p)
        assert.ok(halfWidthOf(variance, 1, 0.05) <= halfWidthOf(2 * variance, 1, 0.05))
        // The same thing twice: outside of the interval is what the p-value finds.
        if (difference > 1.0001 * halfWidthOf(variance, 1, 0.05)) assert.ok(p <= 0.05)
        if (difference < 0.9999 * halfWidthOf(variance, 1, 0.05)) assert.ok(p >= 0.05)
      },
    ),
  )
})
