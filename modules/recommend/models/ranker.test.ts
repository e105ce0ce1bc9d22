import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFtrl } from './ftrl.ts'
import { hashPair } from './hashing.ts'
import { auc } from './metrics.ts'
import { normals } from './normals.ts'
import { createRanker, type RankerSettings, restoreRanker } from './ranker.ts'
import { createRunningRates } from './running-rates.ts'

const ftrl = { bits: 14, alpha: 0.2, beta: 1, l1: 0.1, l2: 0.1 }
const mlp = { bits: 10, embedding: 4, hidden: [16, 8] as const, rate: 0.05, seed: 2 }
const wide: RankerSettings = { heads: 2, fields: 4, ftrl, mlp: null }

interface Event {
  readonly features: Uint32Array
  readonly targets: Float64Array
  /** Probabilities by which the targets were drawn. */
  readonly chances: readonly [number, number]
}

/** Four fields of twenty values each; the logits are sums of planted weights. The last field means nothing. */
function plantedEvents(count: number): Event[] {
  const weights = normals(2 * 80, 1, 21).map((weight, at) => (at % 80 >= 60 ? 0 : weight))
  const dice = normals(count * 6, 1, 22)
  return Array.from({ length: count }, (_, event) => {
    const roll = (place: number): number => Math.floor(Math.abs(dice[event * 6 + place] ?? 0) * 1e5)
    const values = [0, 1, 2, 3].map((field) => field * 20 + (roll(field) % 20))
    const chance = (head: number): number =>
      1 / (1 + Math.exp(-values.reduce((sum, value) => sum + (weights[head * 80 + value] ?? 0), 0)))
    const chances = [chance(0), chance(1)] as const
    return {
      features: Uint32Array.from(values, (value) => hashPair(7, value)),
      targets: Float64Array.from(chances, (one, head) => ((roll(4 + head) % 1_000) / 1_000 < one ? 1 : 0)),
      chances,
    }
  })
}

const events = plantedEvents(20_000)
const late = events.slice(15_000)

function taught(settings: RankerSettings) {
  const ranker = createRanker(settings)
  const out = new Float64Array(2)
  for (const { features, targets } of events.slice(0, 15_000)) ranker.learn(features, targets, out)
  return ranker
}

function predictions(ranker: ReturnType<typeof createRanker>, head: number): Float64Array {
  const out = new Float64Array(2)
  return Float64Array.from(late, ({ features }) => {
    ranker.predict(features, out)
    return out[head] ?? 0
  })
}

test('FTRL learns a planted model: it ranks as well as the truth, and what it says comes true', () => {
  const ranker = taught(wide)
  for (const head of [0, 1]) {
    const labels = Uint8Array.from(late, ({ targets }) => targets[head] ?? 0)
    const truth = Float64Array.from(late, ({ chances }) => chances[head] ?? 0)
    const said = predictions(ranker, head)
    assert.ok(auc(said, labels) > auc(truth, labels) - 0.01, `${auc(said, labels)}, ${auc(truth, labels)}`)
    const off = said.reduce((sum, one, at) => sum + Math.abs(one - (truth[at] ?? 0)), 0) / said.length
    assert.ok(off < 0.05, `probabilities are off by ${off}`)
  }
})

test('what helps nothing weighs exactly nothing', () => {
  const model = createFtrl(1, { ...ftrl, l1: 8 })
  const logits = new Float64Array(1)
  const gradient = new Float64Array(1)
  for (let event = 0; event < 2_000; event++) {
    const [useful, useless] = [event % 2, 2 + ((event >> 1) % 2)]
    logits.fill(0)
    model.add(Uint32Array.of(useful, useless), logits)
    gradient[0] = 1 / (1 + Math.exp(-(logits[0] ?? 0))) - useful
    model.learn(Uint32Array.of(useful, useless), gradient)
  }
  const weightOf = (feature: number): number => {
    model.add(Uint32Array.of(feature), logits.fill(0))
    return logits[0] ?? 0
  }
  assert.ok(weightOf(1) > 1 && weightOf(0) < -1)
  assert.deepEqual([weightOf(2), weightOf(3)], [0, 0])
})

/** Whether two coins differ: no coin alone says anything. */
test('the network learns what features mean only together, which the wide model cannot', () => {
  const coins = normals(8_000, 1, 31)
  const rows = Array.from({ length: 4_000 }, (_, at): [number, number] => [
    (coins[2 * at] ?? 0) > 0 ? 1 : 0,
    (coins[2 * at + 1] ?? 0) > 0 ? 1 : 0,
  ])
  const scoreOf = (settings: RankerSettings): number => {
    const ranker = createRanker(settings)
    const out = new Float64Array(1)
    const said = rows.map(([one, other]) => {
      const features = Uint32Array.of(hashPair(1, one), hashPair(2, other))
      ranker.learn(features, Float64Array.of(one ^ other), out)
      return out[0] ?? 0
    })
    return auc(
      Float64Array.from(said.slice(2_000)),
      Uint8Array.from(rows.slice(2_000), ([one, other]) => one ^ other),
    )
  }
  const small = { heads: 1, fields: 2, ftrl }
  assert.ok(scoreOf({ ...small, mlp }) > 0.98)
  assert.ok(scoreOf({ ...small, mlp: null }) < 0.6)
})

test('a restored ranker predicts and goes on learning as the first would have', () => {
  for (const settings of [wide, { ...wide, mlp }]) {
    const first = taught(settings)
    const read = restoreRanker(first.snapshot(), settings)
    assert.ok(read.ok)
    const [out, again] = [new Float64Array(2), new Float64Array(2)]
    for (const { features, targets } of late.slice(0, 500)) {
      first.learn(features, targets, out)
      read.ranker.learn(features, targets, again)
      assert.deepEqual(out, again)
    }
  }
})

test('a snapshot of other settings is refused, and so is one that is no snapshot', () => {
  const bytes = createRanker(wide).snapshot()
  assert.deepEqual(restoreRanker(bytes, { ...wide, heads: 3 }), { ok: false, reason: 'another-model' })
  assert.deepEqual(restoreRanker(bytes, { ...wide, ftrl: { ...ftrl, alpha: 0.3 } }), {
    ok: false,
    reason: 'another-model',
  })
  assert.deepEqual(restoreRanker(Buffer.from('not a model'), wide), { ok: false, reason: 'foreign' })
})

test('a running rate starts at its prior and ends at what was seen', () => {
  const rates = createRunningRates(8, [0.2, 0.5], 4)
  assert.ok(Math.abs(rates.rate(3, 0) - 0.2) < 1e-9)
  for (let seen = 0; seen < 400; seen++) rates.add(3, 0, seen % 4 === 0 ? 1 : 0)
  assert.ok(Math.abs(rates.rate(3, 0) - 0.25) < 0.01)
  assert.equal(rates.rate(3, 1), 0.5)
  assert.equal(rates.rate(11, 0), rates.rate(3, 0), 'places beyond the last begin again')
})
