import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mulberry32 } from '../../../platform/random.ts'
import { evaluatePolicy } from './estimate.ts'
import { evaluateSequences, type SequenceDecision, type SequenceEstimates } from './sequences.ts'

const near = (one: number, other: number): void =>
  assert.ok(Math.abs(one - other) < 1e-9 * Math.max(1, Math.abs(other)), `${one} is not ${other}`)

const chance = fc.integer({ min: 1, max: 20 }).map((part) => part / 20)
const reward = fc.integer({ min: 0, max: 9 })
const decision = fc.record({ reward, logged: chance, target: chance })

test('of a single decision each, the estimates are those of decisions', () => {
  fc.assert(
    fc.property(fc.array(decision, { minLength: 40, maxLength: 80 }), (log) => {
      const alone = evaluatePolicy(log)
      const told = evaluateSequences(log.map((one) => [one]))
      near(told.effective, alone.effective)
      near(told.meanWeight, alone.meanWeight)
      if (!alone.ok || !told.ok)
        return assert.ok(!told.ok && told.effective < Math.max(30, 0.05 * log.length))
      for (const name of ['ips', 'capped', 'snips'] as const)
        near(told.estimates[name].value, alone.estimates[name].value)
      near(told.estimates.ips.error, alone.estimates.ips.error)
    }),
  )
})

test('the policy that ran earns what it earned, without a doubt', () => {
  const sequence = fc.array(decision, { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(sequence, { minLength: 30, maxLength: 60 }), (log) => {
      const told = evaluateSequences(
        log.map((one) =>
          one.map((step) => ({
            ...step,
            target: step.logged,
            model: { done: step.reward / 2, ran: 3, target: 3 },
          })),
        ),
      )
      assert.ok(told.ok)
      near(told.effective, log.length)
      for (const name of ['ips', 'snips', 'dr'] as const) {
        const estimate = told.estimates[name]
        assert.ok(estimate)
        near(estimate.value, told.was.value)
        assert.ok(Math.abs(estimate.change.value) < 1e-9 && estimate.change.error < 1e-9)
      }
    }),
  )
})

/** Three places; what is worth showing depends on what was shown before. @returns the sequence, and what it earned */
function live(random: () => number, policy: number, other: number): SequenceDecision[] {
  const steps: SequenceDecision[] = []
  let mood = 0
  for (let place = 0; place < 3; place++) {
    const takes = (p: number): number => (mood > 0 ? p : 1 - p)
    const isFirst = random() < takes(policy)
    const [logged, target] = [takes(policy), takes(other)]
    const expected = (first: boolean): number => (first ? 0.6 : 0.3) + 0.1 * mood
    const isPaid = random() < expected(isFirst)
    steps.push({
      reward: Number(isPaid),
      logged: isFirst ? logged : 1 - logged,
      target: isFirst ? target : 1 - target,
      // Wrong by a third everywhere.
      model: {
        done: 0.66 * expected(isFirst),
        ran: 0.66 * (logged * expected(true) + (1 - logged) * expected(false)),
        target: 0.66 * (target * expected(true) + (1 - target) * expected(false)),
      },
    })
    mood = isFirst ? 1 : -1
  }
  return steps
}

test('over 200 logs the truth lies within two standard errors of each estimate nineteen times of twenty', () => {
  const random = mulberry32(5)
  let truth = 0
  const runs = 200_000
  for (let run = 0; run < runs; run++)
    truth += live(random, 0.7, 0.7).reduce((sum, one) => sum + one.reward, 0) / runs
  const held = { ips: 0, snips: 0, dr: 0 }
  const errors = { ips: 0, snips: 0, dr: 0 }
  const names = ['ips', 'snips', 'dr'] as const
  for (let log = 0; log < 200; log++) {
    const told = evaluateSequences(Array.from({ length: 500 }, () => live(random, 0.5, 0.7)))
    assert.ok(told.ok)
    const estimates: SequenceEstimates = told.estimates
    for (const name of names) {
      const { value = 0, error = 0 } = estimates[name] ?? {}
      if (Math.abs(value - truth) <= 2 * error) held[name]++
      errors[name] += error
    }
  }
  for (const name of names) assert.ok(held[name] >= 184, `${name} ${held[name]} of 200`)
  assert.ok(errors.dr < errors.snips, 'a model helps, though it is wrong')
})

test('nothing is told where too little carries the weight, where nothing overlaps, and of an empty log', () => {
  const step = (logged: number, target: number): SequenceDecision => ({ reward: 1, logged, target })
  const reason = (log: readonly (readonly SequenceDecision[])[]): string | undefined => {
    const told = evaluateSequences(log)
    return told.ok ? undefined : told.reason
  }
  assert.equal(reason([]), 'empty-log')
  assert.equal(reason([[], []]), 'empty-log')
  assert.equal(reason(Array.from({ length: 40 }, () => [step(0.5, 0)])), 'no-overlap')
  assert.equal(reason(Array.from({ length: 40 }, () => [step(0, 0.5)])), 'impossible-propensity')
  const rare = (count: number, effective: number) =>
    Array.from({ length: count }, (_, at) => [step(0.5, at < effective ? 1 : 0)])
  assert.equal(reason(rare(1_000, 50)), undefined)
  assert.equal(reason(rare(1_000, 49)), 'few-effective')
  assert.equal(reason(rare(100, 29)), 'few-effective', 'five of a hundred are not enough where there are few')
  assert.equal(reason(rare(100, 30)), undefined)
})
