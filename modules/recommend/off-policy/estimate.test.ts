import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mulberry32 } from '../../../platform/random.ts'
import {
  type Decision,
  type Estimates,
  evaluatePolicy,
  leastEffective,
  meanOf,
  standardErrorsOf,
} from './estimate.ts'

const chance = fc.integer({ min: 1, max: 20 }).map((part) => part / 20)
const reward = fc.integer({ min: -4, max: 9 })
const decision = fc.record({ reward, logged: chance, target: chance })
const logs = fc.array(decision, { minLength: 2, maxLength: 60 })

const near = (one: number, other: number, what = ''): void =>
  assert.ok(Math.abs(one - other) < 1e-9 * Math.max(1, Math.abs(other)), `${what} ${one} is not ${other}`)

function estimatesOf(log: readonly Decision[], cap?: number): Estimates {
  const found = evaluatePolicy(log, cap)
  assert.ok(found.ok, found.ok ? '' : found.reason)
  return found.estimates
}

/** A small world: in each situation some actions, with what each earns, and how often either policy takes it. */
const worlds = fc.array(
  fc.array(
    fc.record({
      reward,
      logged: fc.integer({ min: 1, max: 3 }),
      target: fc.integer({ min: 0, max: 3 }),
      model: reward,
    }),
    { minLength: 1, maxLength: 3 },
  ),
  { minLength: 1, maxLength: 3 },
)

interface Lived {
  readonly log: Decision[]
  /** What the other policy would have earned on average. */
  readonly truth: number
}

/** A log in which each action comes exactly as often as the policy that ran takes it. */
function live(world: readonly (readonly World[])[]): Lived {
  const log: Decision[] = []
  let truth = 0
  // The same number of decisions in each situation, divisible by each of its sums of parts.
  const rounds = world.reduce((all, actions) => all * sumOf(actions, 'logged'), 1)
  for (const actions of world) {
    const [loggedParts, targetParts] = [sumOf(actions, 'logged'), sumOf(actions, 'target')]
    if (targetParts === 0) return { log: [], truth: Number.NaN }
    const mean = (of: 'reward' | 'model'): number =>
      actions.reduce((total, action) => total + (action[of] * action.target) / targetParts, 0)
    truth += mean('reward') / world.length
    for (const action of actions)
      for (let time = 0; time < (rounds * action.logged) / loggedParts; time++)
        log.push({
          reward: action.reward,
          logged: action.logged / loggedParts,
          target: action.target / targetParts,
          model: { done: action.model, target: mean('model') },
        })
  }
  return { log, truth }
}
type World = Readonly<Record<'reward' | 'logged' | 'target' | 'model', number>>
const sumOf = (actions: readonly World[], of: 'logged' | 'target'): number =>
  actions.reduce((total, action) => total + action[of], 0)

test('the policy that ran earns what it earned', () => {
  fc.assert(
    fc.property(logs, (log) => {
      const same = log.map((one) => ({
        ...one,
        target: one.logged,
        model: { done: one.reward / 2, target: one.reward / 2 },
      }))
      const { ips, capped, snips, dr } = estimatesOf(same)
      const mean = meanOf(log.map((one) => one.reward))
      for (const one of [ips, capped, snips, dr]) {
        assert.ok(one)
        near(one.value, mean.value)
        near(one.error, one === snips ? mean.error * Math.sqrt(1 - 1 / log.length) : mean.error)
      }
      near(evaluatePolicy(same).effective, log.length)
    }),
  )
})

test('where each action came as often as it should, IPS, SNIPS and DR with any model find the truth', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { log, truth } = live(world)
      const found = evaluatePolicy(log, Infinity)
      if (!found.ok) return
      near(found.meanWeight, 1)
      const { ips, capped, snips, dr } = found.estimates
      for (const one of [ips, capped, snips, dr]) near(one?.value ?? Number.NaN, truth)
    }),
    { numRuns: 300 },
  )
})

test('DR with an exact model finds the truth of its situations, whatever the propensities', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(decision, reward), { minLength: 2, maxLength: 40 }), (list) => {
      const log = list.map(([one, target]) => ({ ...one, model: { done: one.reward, target } }))
      const found = evaluatePolicy(log)
      if (!found.ok) return
      near(found.estimates.dr?.value ?? Number.NaN, meanOf(list.map(([, target]) => target)).value)
    }),
  )
})

test('a constant on every reward moves SNIPS by itself and leaves its error', () => {
  fc.assert(
    fc.property(logs, fc.integer({ min: -50, max: 50 }), (log, constant) => {
      const before = evaluatePolicy(log)
      if (!before.ok) return
      const after = estimatesOf(log.map((one) => ({ ...one, reward: one.reward + constant })))
      near(after.snips.value, before.estimates.snips.value + constant)
      near(after.snips.error, before.estimates.snips.error)
    }),
  )
})

test('effective are at most as many as there are, and as many only where all weigh the same', () => {
  fc.assert(
    fc.property(logs, (log) => {
      const { effective, count } = evaluatePolicy(log)
      assert.equal(count, log.length)
      assert.ok(effective >= 1 - 1e-9 && effective <= count * (1 + 1e-9))
      const weights = new Set(log.map(({ logged, target }) => target / logged))
      if (Math.max(...weights) / Math.min(...weights) > 1.01) assert.ok(effective < count)
    }),
  )
})

test('a cap lowers what rewards of 0 and more earn, and none changes nothing', () => {
  fc.assert(
    fc.property(logs, fc.integer({ min: 1, max: 20 }), (log, cap) => {
      const earned = log.map((one) => ({ ...one, reward: Math.abs(one.reward) }))
      const found = evaluatePolicy(earned, cap)
      if (!found.ok) return
      const { capped, ips } = found.estimates
      assert.ok(capped.value <= ips.value + 1e-9)
      near(estimatesOf(earned, Infinity).capped.value, ips.value)
    }),
  )
  const log = [1, 0.05].map((logged) => ({ reward: 1, logged, target: 1 }))
  near(estimatesOf(log, 10).capped.value, (1 + 10) / 2)
  near(estimatesOf(log, 10).ips.value, (1 + 20) / 2)
})

test('what the log cannot tell is refused with the reason', () => {
  const one = { reward: 1, logged: 0.5, target: 0.5 }
  const refused = (log: readonly Decision[]): string => {
    const found = evaluatePolicy(log)
    return found.ok ? 'told' : found.reason
  }
  assert.equal(refused([]), 'empty-log')
  assert.equal(refused([{ ...one, target: 0 }]), 'no-overlap')
  for (const odd of [
    { logged: 0 },
    { logged: -0.1 },
    { logged: 1.1 },
    { logged: Number.NaN },
    { target: -0.1 },
    { target: 1.1 },
    { target: Number.NaN },
  ])
    assert.equal(refused([one, { ...one, ...odd }]), 'impossible-propensity', JSON.stringify(odd))
  // One decision of a hundred has nearly all the weight: effective is 1 of 100.
  const heavy = { reward: 1, logged: 0.0001, target: 1 }
  const light = Array.from({ length: 99 }, () => ({ reward: 0, logged: 1, target: 0.01 }))
  const few = evaluatePolicy([heavy, ...light])
  assert.equal(refused([heavy, ...light]), 'few-effective')
  assert.ok(few.effective < leastEffective * few.count && few.effective >= 1)
  // Exactly so many are enough.
  const enough = Array.from({ length: 20 }, (_, at) => ({ ...one, target: at === 0 ? 0.5 : 0 }))
  assert.equal(evaluatePolicy(enough).effective, 1)
  assert.equal(refused(enough), 'told')
  assert.equal(refused([...enough, { ...one, target: 0 }]), 'few-effective')
})

test('DR is told only where every decision has its model', () => {
  const one = { reward: 1, logged: 0.5, target: 0.5 }
  const model = { done: 1, target: 1 }
  assert.ok(
    estimatesOf([
      { ...one, model },
      { ...one, model },
    ]).dr,
  )
  assert.equal(estimatesOf([{ ...one, model }, one]).dr, undefined)
})

test('errors are as large as the estimates spread from log to log', () => {
  const random = mulberry32(11)
  const draw = (): Decision => {
    // Three actions, logged .6 .3 .1, wanted .2 .3 .5, earning 1 with .2 .5 .8.
    const dice = random()
    const action = dice < 0.6 ? 0 : dice < 0.9 ? 1 : 2
    const [logged = 0, target = 0, earns = 0] = [
      [0.6, 0.2, 0.2],
      [0.3, 0.3, 0.5],
      [0.1, 0.5, 0.8],
    ][action] ?? [0, 0, 0]
    const model = { done: earns + 0.1, target: 0.69 }
    return { reward: random() < earns ? 1 : 0, logged, target, model }
  }
  const truth = 0.2 * 0.2 + 0.3 * 0.5 + 0.5 * 0.8
  const all = Array.from({ length: 400 }, () => estimatesOf(Array.from({ length: 300 }, draw), Infinity))
  for (const name of ['ips', 'snips', 'dr'] as const) {
    const values = all.map((one) => one[name]?.value ?? Number.NaN)
    const found = meanOf(values)
    const spread = found.error * Math.sqrt(values.length)
    const told = meanOf(all.map((one) => one[name]?.error ?? Number.NaN)).value
    assert.ok(Math.abs(told / spread - 1) < 0.12, `${name}: told ${told}, spread ${spread}`)
    assert.ok(Math.abs(found.value - truth) < 4 * found.error, `${name}: ${found.value} for ${truth}`)
  }
})

test('the bootstrap finds the errors of means', () => {
  const random = mulberry32(5)
  const values = Array.from({ length: 200 }, () => random())
  const errors = standardErrorsOf(
    values,
    (drawn) => [meanOf(drawn).value, 3 * meanOf(drawn).value, Number.NaN],
    { draws: 800, random },
  )
  const { error } = meanOf(values)
  const [one = 0, triple = 0, none = 0] = errors
  assert.ok(Math.abs(one / error - 1) < 0.1 && Math.abs(triple / error / 3 - 1) < 0.1, `${errors}`)
  assert.ok(Number.isNaN(none))
})
