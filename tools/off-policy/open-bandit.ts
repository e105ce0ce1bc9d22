/** Open Bandit (Saito et al., NeurIPS Datasets 2021): a shop's recommendations in three places, a week of them by uniform
 *  dice and, at the same time, a week by Bernoulli Thompson sampling. So each of the two is the truth about what the log of
 *  the other says. The propensities in the logs are the policies' own. */
import { join } from 'node:path'
import { type Decision, evaluatePolicy, meanOf } from '../../modules/recommend/index.ts'
import { readCsv } from '../replay/read-csv.ts'
import { type Comparison, compare } from './compare.ts'

interface Round {
  readonly item: number
  /** 1 to 3. */
  readonly place: number
  readonly clicked: number
  readonly propensity: number
}

/** How often a policy puts an item in a place, 0 to 1. */
type Arrangement = (item: number, place: number) => number

const policies = { random: 'random', bts: 'Thompson' } as const
type Policy = keyof typeof policies
const campaigns = ['men', 'women'] as const

/** Impressions that the mean of all items weighs in the model of one item's rate. */
const modelPrior = 200

export function compareOpenBandit(folder: string): Comparison[] {
  const rounds = (policy: Policy, campaign: string): Round[] =>
    readRounds(join(folder, 'open-bandit', `${policy}_${campaign}.csv.gz`))
  const pairs: [Policy, Policy][] = [
    ['random', 'bts'],
    ['bts', 'random'],
  ]
  return pairs.flatMap(([ran, other]) => {
    const each = campaigns.map((campaign) => {
      const log = rounds(ran, campaign)
      const lived = rounds(other, campaign)
      const items = [...new Set([...log, ...lived].map(({ item }) => item))]
      const target = other === 'random' ? () => 1 / items.length : shareOf(lived)
      return { campaign, log: decisionsOf(log, target, items), lived }
    })
    const parts = [
      ...each,
      { campaign: 'all', log: each.flatMap(({ log }) => log), lived: each.flatMap(({ lived }) => lived) },
    ]
    return parts.map(({ campaign, log, lived }) =>
      compare({
        name: `${policies[ran]} → ${policies[other]}, ${campaign}`,
        naive: meanOf(log.map(({ reward }) => reward)).value,
        evaluation: evaluatePolicy(log),
        truth: meanOf(lived.map(({ clicked }) => clicked)),
      }),
    )
  })
}

/** A policy as it was on the average of its log. Thompson sampling moves from hour to hour; what can be asked of another
 *  log is a policy that stands still. */
export function shareOf(rounds: readonly Round[]): Arrangement {
  const shown = countBy(rounds, ({ item, place }) => `${place} ${item}`)
  const inPlace = countBy(rounds, ({ place }) => `${place}`)
  return (item, place) => (shown.get(`${place} ${item}`) ?? 0) / (inPlace.get(`${place}`) ?? 1)
}

/** The model for DR is each item's rate, held to the mean of all: for each half of the log learnt from the other half. */
export function decisionsOf(
  log: readonly Round[],
  target: Arrangement,
  items: readonly number[],
): Decision[] {
  const models = [0, 1].map((half) => {
    const rate = rateOf(log.filter((_, at) => at % 2 !== half))
    const places = new Map<number, number>()
    const expected = (place: number): number => {
      const known =
        places.get(place) ?? items.reduce((sum, item) => sum + target(item, place) * rate(item), 0)
      places.set(place, known)
      return known
    }
    return { rate, expected }
  })
  return log.map(({ item, place, clicked, propensity }, at) => {
    const model = models[at % 2]
    return {
      reward: clicked,
      logged: propensity,
      target: target(item, place),
      ...(model ? { model: { done: model.rate(item), target: model.expected(place) } } : {}),
    }
  })
}

function rateOf(rounds: readonly Round[]): (item: number) => number {
  const shown = countBy(rounds, ({ item }) => `${item}`)
  const clicked = countBy(
    rounds.filter((round) => round.clicked === 1),
    ({ item }) => `${item}`,
  )
  const mean = rounds.reduce((sum, round) => sum + round.clicked, 0) / rounds.length
  return (item) =>
    ((clicked.get(`${item}`) ?? 0) + mean * modelPrior) / ((shown.get(`${item}`) ?? 0) + modelPrior)
}

function countBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1)
  return counts
}

const readRounds = (path: string): Round[] =>
  Array.from(readCsv(path), (fields) => ({
    item: Number(fields[2]),
    place: Number(fields[3]),
    clicked: Number(fields[4]),
    propensity: Number(fields[5]),
  }))
