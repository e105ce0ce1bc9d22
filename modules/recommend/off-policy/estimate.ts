/** What would another policy have earned, told from what happened under the one that ran? Each decision is weighted by how
 *  much likelier the other policy would have made it.
 *
 *  - IPS: mean of weight × reward (Horvitz and Thompson, 1952). Unbiased, and wild where weights are large.
 *  - Capped IPS: no weight above a cap (Ionides, 2008). Calmer; for rewards ≥ 0 it errs downward.
 *  - SNIPS: weighted mean (Swaminathan and Joachims, NIPS 2015). Moves with the rewards when a constant is added.
 *  - DR: a model of the reward, corrected by the weighted error of the model (Dudík et al., ICML 2011). Unbiased if either
 *    the model or the propensities are right.
 *
 *  Standard errors are those of the mean of independent decisions, for SNIPS by the delta method. They know nothing of
 *  propensities that were themselves estimated: there, draw the log again (`standardErrorsOf`). */

import { present } from '../../../platform/errors.ts'

export interface Decision {
  readonly reward: number
  /** The probability with which the policy that ran did what was done, 0 < p ≤ 1. */
  readonly logged: number
  /** That of the other policy for the same, 0 ≤ p ≤ 1. */
  readonly target: number
  /** Expected by a model that has not seen this decision's reward; DR needs it. */
  readonly model?: RewardModel
}

export interface RewardModel {
  /** Of what was done. */
  readonly done: number
  /** Of what the other policy would do here: the mean over its choices. */
  readonly target: number
}

export interface Estimate {
  readonly value: number
  /** Standard error, in the unit of the reward. */
  readonly error: number
}

export interface Estimates {
  readonly ips: Estimate
  readonly capped: Estimate
  readonly snips: Estimate
  /** Absent unless every decision has its model. */
  readonly dr: Estimate | undefined
}

export type NoAnswer =
  | 'empty-log'
  /** A propensity of 0 or none at all: that decision could not have happened, or what happened was logged wrongly. */
  | 'impossible-propensity'
  /** The other policy would have made none of these decisions. */
  | 'no-overlap'
  /** So few decisions carry the weight that the log says next to nothing about the other policy. */
  | 'few-effective'

export interface Evidence {
  readonly count: number
  /** Kish's effective sample size, (Σw)² ÷ Σw²: so many decisions of the other policy itself would say as much. */
  readonly effective: number
  /** Near 1 where the log has all that the other policy would do; what is missing below 1 was never tried. */
  readonly meanWeight: number
}

export type Evaluation = Evidence &
  ({ readonly ok: true; readonly estimates: Estimates } | { readonly ok: false; readonly reason: NoAnswer })

/** Share of the log that must be effective. */
export const leastEffective = 0.05
const defaultCap = 10

/** @param cap the greatest weight that capped IPS lets stand */
export function evaluatePolicy(log: readonly Decision[], cap: number = defaultCap): Evaluation {
  const none = { count: log.length, effective: 0, meanWeight: 0, ok: false } as const
  if (log.length === 0) return { ...none, reason: 'empty-log' }
  if (!log.every(isPossible)) return { ...none, reason: 'impossible-propensity' }
  const weights = log.map(({ logged, target }) => target / logged)
  const total = sum(weights)
  if (total === 0) return { ...none, reason: 'no-overlap' }
  const effective = total ** 2 / sum(weights.map((weight) => weight ** 2))
  const evidence = { count: log.length, effective, meanWeight: total / log.length }
  if (effective < leastEffective * log.length) return { ...evidence, ok: false, reason: 'few-effective' }
  return { ...evidence, ok: true, estimates: estimatesOf(log, weights, cap) }
}

function estimatesOf(log: readonly Decision[], weights: readonly number[], cap: number): Estimates {
  const rewards = log.map(({ reward }) => reward)
  const earned = (of: readonly number[]): number[] => rewards.map((reward, at) => reward * (of[at] ?? 0))
  const total = sum(weights)
  const mean = sum(earned(weights)) / total
  const pull = rewards.map((reward, at) => ((weights[at] ?? 0) * (reward - mean)) ** 2)
  const corrected = log.flatMap(({ reward, model }, at) =>
    model ? [model.target + (weights[at] ?? 0) * (reward - model.done)] : [],
  )
  return {
    ips: meanOf(earned(weights)),
    capped: meanOf(earned(weights.map((weight) => Math.min(cap, weight)))),
    snips: { value: mean, error: Math.sqrt(sum(pull)) / total },
    dr: corrected.length === log.length ? meanOf(corrected) : undefined,
  }
}

/** Mean and its standard error; of a single value the error is not known. */
export function meanOf(values: readonly number[]): Estimate {
  const value = sum(values) / values.length
  const squares = sum(values.map((one) => (one - value) ** 2))
  return { value, error: Math.sqrt(squares / (values.length - 1) / values.length) }
}

/** The bootstrap's standard errors (Efron, 1979): how much figures spread when the log is drawn anew from itself.
 *  @param units what was drawn independently of each other: viewers rather than their decisions
 *  @param figures always as many; NaN where a draw allows none, which then doesn't count
 *  @param how `random`: 0 ≤ x < 1
 *  @returns one error a figure */
export function standardErrorsOf<T>(
  units: readonly T[],
  figures: (drawn: readonly T[]) => readonly number[],
  how: { readonly draws: number; readonly random: () => number },
): number[] {
  const drawOne = (): T =>
    present(units[Math.floor(how.random() * units.length)], 'a draw is one of the units')
  const found = Array.from({ length: how.draws }, () => figures(units.map(drawOne)))
  return (found[0] ?? []).map((_, at) => {
    const values = found.map((one) => one[at] ?? Number.NaN).filter((value) => !Number.isNaN(value))
    return meanOf(values).error * Math.sqrt(values.length)
  })
}

export const isPossible = ({ logged, target }: Decision): boolean =>
  logged > 0 && logged <= 1 && target >= 0 && target <= 1

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
