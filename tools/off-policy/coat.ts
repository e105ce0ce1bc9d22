/** Coat (Schnabel et al., ICML 2016): 290 people rated 24 coats of their own choice, and 16 that dice chose. What people
 *  choose they like better, so the plain mean of the first says too much about a policy; the second is the truth.
 *
 *  The propensities have to be estimated. That a coat is among the chosen is taken to be likelier by a factor of how often
 *  such coats are chosen at all, and by a factor of how it is rated; both are raked (Deming and Stephan, 1940) until the
 *  weights tell the right number of pairs of each. How often each rating comes where nobody chooses is learnt from the dice
 *  of one half of the people. The policies are made from what that half chose; estimates and truth are of the other half. */
import { join } from 'node:path'
import {
  type Decision,
  type Evaluation,
  evaluatePolicy,
  meanOf,
  standardErrorsOf,
} from '../../modules/recommend/index.ts'
import { present } from '../../platform/errors.ts'
import { mulberry32 } from '../../platform/random.ts'
import { readCsv } from '../replay/read-csv.ts'
import { type Comparison, compare, estimators } from './compare.ts'

interface Rated {
  readonly item: number
  /** 1 to 5. */
  readonly rating: number
}

interface Person {
  readonly isKnown: boolean
  readonly chosen: readonly Rated[]
  readonly diced: readonly Rated[]
}

const groupCount = 10
const sweeps = 10
/** Ratings that the mean of all weighs in the model of one item's. */
const modelPrior = 5
const draws = 200

export function compareCoat(folder: string): Comparison[] {
  const people = readPeople(folder)
  const items = [...new Set(people.flatMap(({ diced }) => diced.map(({ item }) => item)))]
  const policies = policiesOf(people, items)
  const evaluated = (drawn: readonly Person[]): Evaluation[] => {
    const weighed = weigh(drawn, items)
    return policies.map(({ wanted }) => evaluatePolicy(decisionsOf(weighed, wanted)))
  }
  // The delta method knows nothing of raking: all of it is done again with people drawn anew.
  const errors = standardErrorsOf(
    people,
    (drawn) => evaluated(drawn).flatMap((one) => estimators.map((name) => valueOf(one, name))),
    { draws, random: mulberry32(7) },
  )
  const judged = people.filter(({ isKnown }) => !isKnown)
  const found = evaluated(people)
  return policies.map(({ name, wanted }, at) => {
    const evaluation = present(found[at], 'each policy is evaluated')
    const within = (rated: readonly Rated[]) =>
      meanOf(rated.filter(({ item }) => wanted.has(item)).map(({ rating }) => rating))
    return compare({
      name,
      naive: within(judged.flatMap(({ chosen }) => chosen)).value,
      evaluation: withErrors(evaluation, errors.slice(at * estimators.length)),
      truth: within(judged.flatMap(({ diced }) => diced)),
    })
  })
}

const valueOf = (evaluation: Evaluation, name: (typeof estimators)[number]): number =>
  evaluation.ok ? (evaluation.estimates[name]?.value ?? Number.NaN) : Number.NaN

function withErrors(evaluation: Evaluation, errors: readonly number[]): Evaluation {
  if (!evaluation.ok) return evaluation
  const { ips, capped, snips, dr } = evaluation.estimates
  const [ofIps = 0, ofCapped = 0, ofSnips = 0, ofDr = 0] = errors
  const estimates = {
    ips: { ...ips, error: ofIps },
    capped: { ...capped, error: ofCapped },
    snips: { ...snips, error: ofSnips },
    dr: dr && { ...dr, error: ofDr },
  }
  return { ...evaluation, estimates }
}

/** A policy shows one of its items, any alike. */
function policiesOf(
  people: readonly Person[],
  items: readonly number[],
): { readonly name: string; readonly wanted: ReadonlySet<number> }[] {
  const chosen = people.filter(({ isKnown }) => isKnown).flatMap((person) => person.chosen)
  const counts = countsOf(chosen)
  const rating = ratingOf(chosen)
  const quarter = (of: (item: number) => number): ReadonlySet<number> =>
    new Set(items.toSorted((a, b) => of(b) - of(a) || a - b).slice(0, items.length / 4))
  return [
    { name: 'any coat', wanted: new Set(items) },
    { name: 'the quarter most chosen', wanted: quarter((item) => counts.get(item) ?? 0) },
    { name: 'the quarter least chosen', wanted: quarter((item) => -(counts.get(item) ?? 0)) },
    { name: 'the quarter rated best', wanted: quarter(rating) },
  ]
}

interface Weighed {
  /** What the judged chose. */
  readonly log: readonly Rated[]
  /** For how many pairs of a person and an item each choice stands. */
  readonly pairs: readonly number[]
  /** Choices a person. */
  readonly choices: number
  /** Rating of an item, learnt from the known. */
  readonly model: (item: number) => number
}

function weigh(people: readonly Person[], items: readonly number[]): Weighed {
  const known = people.filter(({ isKnown }) => isKnown)
  const judged = people.filter(({ isKnown }) => !isKnown)
  const log = judged.flatMap(({ chosen }) => chosen)
  const dice = known.flatMap(({ diced }) => diced)
  return {
    log,
    pairs: rake(log, items, { people: judged.length, dice }),
    choices: log.length / judged.length,
    model: ratingOf(known.flatMap(({ chosen }) => chosen)),
  }
}

/** Decisions of a policy that ran: each of a person's choices is one draw from all items. */
function decisionsOf({ log, pairs, choices, model }: Weighed, wanted: ReadonlySet<number>): Decision[] {
  const expected = meanOf([...wanted].map(model)).value
  return log.map(({ item, rating }, at) => ({
    reward: rating,
    logged: 1 / (choices * (pairs[at] ?? 1)),
    target: wanted.has(item) ? 1 / wanted.size : 0,
    model: { done: model(item), target: expected },
  }))
}

/** @returns for how many pairs each choice stands, at least for itself */
function rake(
  log: readonly Rated[],
  items: readonly number[],
  { people, dice }: { readonly people: number; readonly dice: readonly Rated[] },
): number[] {
  const counts = countsOf(log)
  const order = items.toSorted((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || a - b)
  const groupOf = new Map(order.map((item, at) => [item, Math.floor((at * groupCount) / order.length)]))
  const margins = [
    {
      keyOf: ({ item }: Rated) => groupOf.get(item) ?? 0,
      totals: totalsOf(order, (item) => groupOf.get(item) ?? 0, people),
    },
    {
      keyOf: ({ rating }: Rated) => rating,
      totals: totalsOf(dice, ({ rating }) => rating, (people * items.length) / dice.length),
    },
  ]
  let weights = log.map(() => 1)
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const { keyOf, totals } of margins) {
      const sums = new Map<number, number>()
      log.forEach((one, at) => {
        sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0) + (weights[at] ?? 0))
      })
      weights = log.map(
        (one, at) => ((weights[at] ?? 0) * (totals.get(keyOf(one)) ?? 0)) / (sums.get(keyOf(one)) ?? 1),
      )
    }
  return weights.map((weight) => Math.max(1, weight))
}

function totalsOf<T>(list: readonly T[], keyOf: (one: T) => number, each: number): Map<number, number> {
  const totals = new Map<number, number>()
  for (const one of list) totals.set(keyOf(one), (totals.get(keyOf(one)) ?? 0) + each)
  return totals
}

const countsOf = (rated: readonly Rated[]): Map<number, number> => totalsOf(rated, ({ item }) => item, 1)

/** Mean rating of each item, held to that of all. */
function ratingOf(rated: readonly Rated[]): (item: number) => number {
  const counts = countsOf(rated)
  const sums = new Map<number, number>()
  for (const { item, rating } of rated) sums.set(item, (sums.get(item) ?? 0) + rating)
  const mean = meanOf(rated.map(({ rating }) => rating)).value
  return (item) => ((sums.get(item) ?? 0) + mean * modelPrior) / ((counts.get(item) ?? 0) + modelPrior)
}

/** Every other person is known, the others are judged. */
function readPeople(folder: string): Person[] {
  const people = new Map<number, { isKnown: boolean; chosen: Rated[]; diced: Rated[] }>()
  for (const [file, kind] of [
    ['biased_user.csv.gz', 'chosen'],
    ['random.csv.gz', 'diced'],
  ] as const)
    for (const [user, item, rating] of readCsv(join(folder, 'coat', file), ',', false)) {
      const person = people.get(Number(user)) ?? { isKnown: Number(user) % 2 === 0, chosen: [], diced: [] }
      person[kind].push({ item: Number(item), rating: Number(rating) })
      people.set(Number(user), person)
    }
  return [...people.values()]
}
