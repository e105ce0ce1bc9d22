/** What the estimators say of a policy, beside what it really earned. */
import type { Estimate, Evaluation, NoAnswer } from '../../modules/recommend/index.ts'
import { digits, type Table } from '../replay/table.ts'

export const estimators = ['ips', 'capped', 'snips', 'dr'] as const

export interface Comparison {
  readonly name: string
  /** The mean of the log, whoever might have been shown what. */
  readonly naive: number
  readonly evaluation: Evaluation
  readonly truth: Estimate
  /** How many standard errors (of the estimate and of the truth together) the farthest estimator is off; absent where the
   *  log was refused. */
  readonly farthest: number | undefined
}

export function compare(seen: Omit<Comparison, 'farthest'>): Comparison {
  const { evaluation, truth } = seen
  if (!evaluation.ok) return { ...seen, farthest: undefined }
  const { estimates } = evaluation
  const distances = estimators.flatMap((name) => {
    const estimate = estimates[name]
    return estimate ? [distanceOf(estimate, truth)] : []
  })
  return { ...seen, farthest: Math.max(...distances) }
}

/** In standard errors of their difference. */
const distanceOf = (one: Estimate, other: Estimate): number =>
  Math.abs(one.value - other.value) / Math.hypot(one.error, other.error)

/** @param places decimal places of a reward */
export function comparisonTable(title: string, comparisons: readonly Comparison[], places: number): Table {
  const withError = ({ value, error }: Estimate): string =>
    `${digits(value, places)} ± ${digits(error, places)}`
  return {
    title,
    columns: [
      'naive',
      'IPS',
      'capped IPS',
      'SNIPS',
      'DR',
      'truth',
      'farthest, s.e.',
      'effective',
      'mean weight',
    ],
    rows: comparisons.map(({ name, naive, evaluation, truth, farthest }) => [
      name,
      digits(naive, places),
      ...estimators.map((one) => {
        const estimate = evaluation.ok ? evaluation.estimates[one] : undefined
        return estimate ? withError(estimate) : '–'
      }),
      withError(truth),
      evaluation.ok ? digits(farthest ?? Number.NaN, 1) : words[evaluation.reason],
      `${Math.floor(evaluation.effective)} of ${evaluation.count}`,
      digits(evaluation.meanWeight, 2),
    ]),
  }
}

const words: Record<NoAnswer, string> = {
  'empty-log': 'refused: empty',
  'impossible-propensity': 'refused: propensity',
  'no-overlap': 'refused: no overlap',
  'few-effective': 'refused: few effective',
}
