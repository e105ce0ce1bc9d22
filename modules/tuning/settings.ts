/** Settings as values: what the code brings, how two of them differ, and how kept ones are read. */
import { z } from 'zod'
import { type Change, type FeedSettings, zRules, zWeights } from './contract-settings.ts'

/** Source of the weights: recsys.md §5; of the rules: docs/feed.md, "Pipeline". */
export const defaultSettings: FeedSettings = {
  weights: {
    finish: 0.3,
    watch: 0.25,
    like: 0.5,
    share: 2,
    follow: 4,
    rewatch: 1,
    unwanted: -40,
    skip: -0.2,
  },
  rules: { perCreatorIn20: 2, perSoundIn20: 2, perTagIn10: 4, trialPercent: 15, diversity: 0.3 },
}

/** In the order of the fields. */
export function changesBetween(from: FeedSettings, to: FeedSettings): Change[] {
  const before = new Map(fieldsOf(from))
  return fieldsOf(to).flatMap(([field, value]) => {
    const old = before.get(field)
    return old === undefined || old === value ? [] : [{ field, from: old, to: value }]
  })
}

const fieldsOf = ({ weights, rules }: FeedSettings): [string, number][] => [
  ...Object.entries(weights).map(([name, value]): [string, number] => [`weights.${name}`, value]),
  ...Object.entries(rules).map(([name, value]): [string, number] => [`rules.${name}`, value]),
]

/** Whether anything at all can speak for a clip: without it every clip would be as good as another. */
export const saysSomething = ({ weights }: FeedSettings): boolean =>
  Object.values(weights).some((value) => value > 0)

const zNumbers = z.record(z.string(), z.number())
const zKept = z.object({ weights: zNumbers, rules: zNumbers })

/** What was kept by a code that knew other fields: what it didn't know is as in `defaults`, what is not known any more is
 *  left out. */
export function settingsFrom(kept: unknown, { weights, rules }: FeedSettings): FeedSettings {
  const known = zKept.parse(kept)
  return {
    weights: zWeights.parse({ ...weights, ...among(weights, known.weights) }),
    rules: zRules.parse({ ...rules, ...among(rules, known.rules) }),
  }
}

const among = (fields: object, kept: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(kept).filter(([name]) => name in fields))
