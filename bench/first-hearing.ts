/** Five days of a stage with 1,000 people, 40 slots each a day and 40 new clips a day, lived by a seeded audience: once with
 *  the recommender alone, once with the first hearing as it is served. */
import { type Figures, live } from '../tools/audience/live.ts'
import { plainStand } from '../tools/audience/plain-stand.ts'
import { makeWorld } from '../tools/audience/world.ts'
import type { BenchResult } from './figure.ts'

export const name = 'first-hearing'
export const goal =
  'every new clip has its guarantee in 24 h, ≥ .95 of the best are found at ≤ .5 % of the finished views, Gini ≤ .6'

const seeds = [1, 2, 3]
const stage = { viewers: 1_000, slots: 40, uploads: 40, days: 5 }

interface Outcome extends Pick<Figures, 'finishRate' | 'found' | 'inTime' | 'gini'> {
  readonly guarantee: number
}

async function simulate(seed: number, perMille: number): Promise<Outcome> {
  const world = makeWorld({ ...stage, seed })
  const stand = plainStand(world, perMille)
  return { ...(await live(world, stand)), guarantee: stand.guarantee }
}

export async function run(): Promise<BenchResult> {
  const alone: Outcome[] = []
  const heard: Outcome[] = []
  for (const seed of seeds) {
    alone.push(await simulate(seed, 0))
    heard.push(await simulate(seed, 50))
  }
  const before = meanOf(alone)
  const after = meanOf(heard)
  const loss = 1 - after.finishRate / before.finishRate
  return {
    name,
    value: rounded(after.inTime),
    unit: 'of the new clips had their guarantee in time',
    baseline: { what: 'the recommender alone', value: rounded(before.inTime) },
    ratio: after.inTime / Math.max(before.inTime, 0.001),
    goal,
    details: {
      'alone  ': lineOf(before),
      hearing: lineOf(after),
      ...Object.fromEntries(heard.map((one, at) => [`seed ${seeds[at]}`, lineOf(one)])),
      'finished views lost': `${(100 * loss).toFixed(2)} %`,
      goalMet:
        heard.every((one) => one.inTime === 1) && after.found >= 0.95 && loss <= 0.005 && after.gini <= 0.6,
    },
  }
}

const rounded = (value: number): number => Math.round(1000 * value) / 1000

const lineOf = (one: Outcome): string =>
  `G ${one.guarantee}, finished ${one.finishRate.toFixed(4)}, best found ${one.found.toFixed(2)}, ` +
  `in time ${one.inTime.toFixed(3)}, Gini ${one.gini.toFixed(2)}`

function meanOf(outcomes: readonly Outcome[]): Outcome {
  const mean = (of: keyof Outcome): number =>
    outcomes.reduce((sum, one) => sum + one[of], 0) / outcomes.length
  return {
    guarantee: mean('guarantee'),
    finishRate: mean('finishRate'),
    found: mean('found'),
    inTime: mean('inTime'),
    gini: mean('gini'),
  }
}
