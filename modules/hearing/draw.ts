/** Draws the clips that a viewer may be offered as one of the first, each with the exact chance it was drawn with. */
import type { Match, Matched, Viewer } from './match.ts'

export interface Draw {
  readonly videoId: string
  /** P(this draw gives this clip | the draws before it on the same page, everything known then). */
  readonly propensity: number
}

interface Drawable {
  readonly entry: Matched & {
    readonly videoId: string
    readonly begunMs: number
    readonly deadlineMs: number
  }
}

export interface DrawLists<T extends Drawable> {
  /** Clips that are owed views, the most pressing first. */
  readonly due: readonly T[]
  /** Clips that climb, with the chance of each to be the best. */
  readonly arms: readonly { readonly placed: T; readonly chance: number }[]
  /** Chance that a draw is for those that are owed views, when there are both. */
  readonly guaranteed: number
}

interface Asked<T> {
  readonly viewer: Viewer
  readonly match: Match
  readonly limit: number
  readonly nowMs: number
  /** 0 ≤ x < 1; two a draw. */
  readonly random: () => number
  readonly hasRoom: (one: T) => boolean
}

/** How far down the list of those that are owed views one request looks. */
const lookMax = 64
/** Each draw is among so many of them. The first is the likeliest; two viewers at once are not given the same. */
const nextMax = 8
const nextFades = 0.7
/** Of fewer than so many there is nothing to choose. */
const halvedFrom = 4
/** In the last quarter of its time a clip is offered to anyone: a promise weighs more than a match. */
const pressingPart = 0.25

export function drawFrom<T extends Drawable>(lists: DrawLists<T>, asked: Asked<T>): Draw[] {
  const due = dueFor(lists.due, asked)
  const arms = armsFor(lists.arms, asked)
  const draws: Draw[] = []
  while (draws.length < asked.limit && (due.length > 0 || arms.length > 0)) {
    const chanceOfDue = due.length === 0 ? 0 : arms.length === 0 ? 1 : lists.guaranteed
    const isDue = asked.random() < chanceOfDue
    const from = isDue ? due : arms
    const weights = isDue
      ? due.slice(0, nextMax).map((_, at) => nextFades ** at)
      : arms.map(({ chance }) => chance)
    const { at, chance } = drawOne(weights, asked.random())
    const [drawn] = from.splice(at, 1)
    if (!drawn) break
    draws.push({
      videoId: drawn.placed.entry.videoId,
      propensity: chance * (isDue ? chanceOfDue : 1 - chanceOfDue),
    })
  }
  return draws
}

/** @param x 0 ≤ x < 1 */
function drawOne(weights: readonly number[], x: number): { at: number; chance: number } {
  const total = weights.reduce((sum, one) => sum + one, 0)
  let left = x * total
  for (const [at, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return { at, chance: weight / total }
  }
  const last = weights.length - 1
  return { at: last, chance: (weights[last] ?? 0) / total }
}

interface Candidate<T> {
  readonly placed: T
  readonly chance: number
}

/** Those whose time runs out first, then the closest. */
function dueFor<T extends Drawable>(due: readonly T[], asked: Asked<T>): Candidate<T>[] {
  const pressing: Candidate<T>[] = []
  const others: Candidate<T>[] = []
  for (const placed of due) {
    if (!isFor(placed, asked) || !asked.hasRoom(placed)) continue
    const list = isPressing(placed, asked.nowMs) ? pressing : others
    list.push({ placed, chance: 0 })
    if (pressing.length + others.length >= lookMax) break
  }
  return [...pressing, ...closest(others, asked)]
}

const isPressing = ({ entry }: Drawable, nowMs: number): boolean =>
  nowMs < entry.deadlineMs && nowMs >= entry.deadlineMs - pressingPart * (entry.deadlineMs - entry.begunMs)

const armsFor = <T extends Drawable>(arms: DrawLists<T>['arms'], asked: Asked<T>): Candidate<T>[] =>
  closest(
    arms.filter(({ placed, chance }) => chance > 0 && isFor(placed, asked)),
    asked,
  )

const isFor = <T extends Drawable>({ entry }: T, { viewer }: Asked<T>): boolean =>
  entry.ownerId !== viewer.key && !viewer.hasSeen(entry.videoId)

/** The closer half of them, whose score is the viewer's median or above (recsys.md §5), the closest first; among equals the
 *  order stays. */
function closest<T extends Drawable>(
  candidates: readonly Candidate<T>[],
  { match, viewer }: Asked<T>,
): Candidate<T>[] {
  const scored = candidates
    .map((one) => ({ one, score: match(viewer, one.placed.entry) }))
    .toSorted((a, b) => b.score - a.score)
  const least = scored.length < halvedFrom ? undefined : scored[(scored.length - 1) >> 1]?.score
  return scored.filter(({ score }) => least === undefined || score >= least).map(({ one }) => one)
}
