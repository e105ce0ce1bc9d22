/** What would another policy have earned over several decisions that follow each other, each from what those before it
 *  left: the places of a page. A decision weighs as much likelier as the other policy would have made it *and all before
 *  it* (per-decision importance sampling: Precup, Sutton, Singh, ICML 2000); the estimators are those of `estimate.ts`, with a
 *  model of each place's own reward for DR (Jiang and Li, ICML 2016), and for SNIPS and DR weights that are normalised place by
 *  place (Thomas and Brunskill, ICML 2016).
 *
 *  Sequences are independent of each other, their decisions are not: standard errors are over sequences. */
import {
  type Decision,
  type Estimate,
  isPossible,
  leastEffective,
  meanOf,
  type NoAnswer,
  type RewardModel,
  sum,
} from './estimate.ts'

export interface SequenceDecision extends Decision {
  readonly model?: RewardModel & {
    /** Of what the policy that ran would do here: the mean over its choices. */
    readonly ran: number
  }
}

export interface SequenceEstimate extends Estimate {
  /** Against what was earned, from the same sequences: much of what they differ by is in both. */
  readonly change: Estimate
}

export interface SequenceEstimates {
  readonly ips: SequenceEstimate
  readonly capped: SequenceEstimate
  readonly snips: SequenceEstimate
  /** Absent unless every decision has its model. */
  readonly dr: SequenceEstimate | undefined
}

export interface SequenceEvidence {
  /** Sequences. */
  readonly count: number
  /** So many sequences of the other policy itself would say as much (Kish). */
  readonly effective: number
  /** Near 1 where the log has all that the other policy would do; what is missing below 1 was hardly ever tried. */
  readonly meanWeight: number
}

export type SequenceEvaluation = SequenceEvidence &
  (
    | {
        readonly ok: true
        /** What was earned, a sequence. */
        readonly was: Estimate
        readonly estimates: SequenceEstimates
      }
    | { readonly ok: false; readonly reason: NoAnswer }
  )

/** With fewer effective sequences a standard error says nothing either. */
const leastSequences = 30

/** Rewards are summed up a sequence. @param cap the greatest weight that capped IPS lets stand */
export function evaluateSequences(
  log: readonly (readonly SequenceDecision[])[],
  cap = 10,
): SequenceEvaluation {
  const none = { count: log.length, effective: 0, meanWeight: 0, ok: false } as const
  const sequences = log.filter((one) => one.length > 0)
  if (sequences.length === 0) return { ...none, reason: 'empty-log' }
  if (!sequences.every((one) => one.every(isPossible))) return { ...none, reason: 'impossible-propensity' }
  const weights = sequences.map(weightsOf)
  const totals = weights.map((some) => sum(some) / some.length)
  const total = sum(totals)
  if (total === 0) return { ...none, reason: 'no-overlap' }
  const effective = total ** 2 / sum(totals.map((one) => one ** 2))
  const evidence = { count: sequences.length, effective, meanWeight: total / sequences.length }
  if (effective < Math.max(leastSequences, leastEffective * sequences.length))
    return { ...evidence, ok: false, reason: 'few-effective' }

  const was = sequences.map((one) => sum(one.map(({ reward }) => reward)))
  const told = (values: readonly number[]): SequenceEstimate => ({
    ...meanOf(values),
    change: meanOf(values.map((value, at) => value - (was[at] ?? 0))),
  })
  const each = (of: (decision: SequenceDecision, weight: number) => number): number[] =>
    sequences.map((one, at) => sum(one.map((decision, place) => of(decision, weights[at]?.[place] ?? 0))))
  const before = weights.map((some) => [1, ...some.slice(0, -1)])
  const hasModel = sequences.every((one) => one.every(({ model }) => model !== undefined))
  return {
    ...evidence,
    ok: true,
    was: meanOf(was),
    estimates: {
      ips: told(each(({ reward }, weight) => weight * reward)),
      capped: told(each(({ reward }, weight) => Math.min(cap, weight) * reward)),
      snips: told(normalised(sequences, weights, ({ reward }) => reward)),
      dr: hasModel
        ? told(
            addUp([
              normalised(sequences, before, ({ model }) => model?.target ?? 0),
              normalised(sequences, weights, ({ reward, model }) => reward - (model?.done ?? 0)),
              // What was drawn, less what was to be expected of the dice that ran, is 0 on average: it takes their luck away.
              each(({ model }) => (model?.done ?? 0) - (model?.ran ?? 0)),
            ]),
          )
        : undefined,
    },
  }
}

/** Of each decision: its own weight times those before it. */
function weightsOf(sequence: readonly SequenceDecision[]): number[] {
  let weight = 1
  return sequence.map(({ logged, target }) => (weight *= target / logged))
}

/** A value a sequence. Their mean is the sum, over the places, of the weighted mean of what stands there; and they spread as
 *  that sum does from log to log (the delta method). */
function normalised(
  log: readonly (readonly SequenceDecision[])[],
  weights: readonly (readonly number[])[],
  valueOf: (decision: SequenceDecision) => number,
): number[] {
  const most = log.reduce((length, one) => Math.max(length, one.length), 0)
  const places = Array.from({ length: most }, (_, place) => {
    let [total, valued, count] = [0, 0, 0]
    for (const [at, one] of log.entries()) {
      const decision = one[place]
      if (!decision) continue
      const weight = weights[at]?.[place] ?? 0
      total += weight
      valued += weight * valueOf(decision)
      count++
    }
    return total === 0 ? { mean: 0, scale: 0 } : { mean: valued / total, scale: count / total }
  })
  return log.map((one, at) =>
    sum(
      one.map((decision, place) => {
        const { mean = 0, scale = 0 } = places[place] ?? {}
        return mean + scale * (weights[at]?.[place] ?? 0) * (valueOf(decision) - mean)
      }),
    ),
  )
}

const addUp = (columns: readonly (readonly number[])[]): number[] =>
  (columns[0] ?? []).map((_, at) => sum(columns.map((column) => column[at] ?? 0)))
