/** One world under several policies, as lines of a table. */
import { feedStand, type Policy } from './feed-stand.ts'
import { type Figures, live } from './live.ts'
import { makeWorld, type WorldOptions } from './world.ts'

export interface Asked extends Omit<WorldOptions, 'seed'> {
  readonly seeds: readonly number[]
  /** Thousandths of the slots that the hearing reckons with. */
  readonly perMille: number
  readonly trialPercent?: number
}

/** Means over the seeds. */
export async function figuresOf(policy: Policy, asked: Asked): Promise<Figures> {
  const all: Figures[] = []
  for (const seed of asked.seeds) {
    const world = makeWorld({ ...asked, seed })
    const { perMille, trialPercent } = asked
    const config = trialPercent === undefined ? {} : { TRIAL_PERCENT: trialPercent }
    all.push(await live(world, await feedStand(world, { policy, perMille, config })))
  }
  return meanOf(all)
}

function meanOf(all: readonly Figures[]): Figures {
  const mean = (of: keyof Figures): number => all.reduce((sum, one) => sum + one[of], 0) / all.length
  return {
    finishRate: mean('finishRate'),
    found: mean('found'),
    inTime: mean('inTime'),
    gini: mean('gini'),
    hatesOfSilent: mean('hatesOfSilent'),
    hatesOfSaying: mean('hatesOfSaying'),
    unwantedBefore: mean('unwantedBefore'),
    unwantedAfter: mean('unwantedAfter'),
    repeats: mean('repeats'),
    topicsFirst: mean('topicsFirst'),
    topicsLast: mean('topicsLast'),
  }
}

const columns: readonly (readonly [string, (figures: Figures) => string])[] = [
  ['finished', ({ finishRate }) => finishRate.toFixed(4)],
  ['best found', ({ found }) => found.toFixed(2)],
  ['G in 24 h', ({ inTime }) => inTime.toFixed(3)],
  ['Gini', ({ gini }) => gini.toFixed(2)],
  ['hated ‰, silent / said', (one) => `${one.hatesOfSilent.toFixed(1)} / ${one.hatesOfSaying.toFixed(1)}`],
  [
    'unwanted in 50, before → after',
    (one) => `${one.unwantedBefore.toFixed(0)} → ${one.unwantedAfter.toFixed(0)}`,
  ],
  ['repeats ‰', ({ repeats }) => repeats.toFixed(2)],
  ['topics a day, first → last', (one) => `${one.topicsFirst.toFixed(2)} → ${one.topicsLast.toFixed(2)}`],
]

export const head = `| policy | ${columns.map(([name]) => name).join(' | ')} |\n|---|${columns.map(() => '---|').join('')}`
export const rowOf = (policy: string, figures: Figures): string =>
  `| ${policy} | ${columns.map(([, text]) => text(figures)).join(' | ')} |`
