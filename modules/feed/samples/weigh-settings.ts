/** What would other settings have done with the pages of the sample? Every clip of a page is drawn by dice whose chances
 *  follow from scores and rules (rerank/arrange.ts), so the chance of the same page under other settings is known exactly:
 *  weights change scores by what they count, and that is kept; rules change who may stand where.
 *
 *  Three things are as they were: which clips were at hand, which of them the network looked at, and what came before the
 *  page. So what is told is one page at a time. Rules on creators and sounds have a say in which clips are at hand
 *  (sources/walk.ts): pages that were made under others are left out. */
import { setImmediate as pagesFirst } from 'node:timers/promises'
import {
  counted,
  evaluateSequences,
  pointsOf,
  type SequenceDecision,
  type SequenceEvaluation,
} from '../../recommend/index.ts'
import type { FeedSettings, Metric, Weighed, WeighedFigure } from '../../tuning/index.ts'
import { retrace } from '../rerank/retrace.ts'
import { openWindow } from '../rerank/window.ts'
import type { Came, SampledPage } from './sampled-page.ts'

/** What was kept, the newest first; undefined: it can't be read. */
export type SampledPages = AsyncIterable<{ readonly offeredAt: Date; readonly page: SampledPage | undefined }>

/** A difference is told with 95 %. */
const z95 = 1.96
/** A chance that is kept in fewer digits. */
const slack = 1e-3

interface Step {
  readonly logged: number
  readonly target: number
  readonly came: Came | undefined
  /** By metric: what was foretold of the clip, of what stood to come here, and of what would have under the other settings;
   *  empty where nothing was learned. */
  readonly done: readonly number[]
  readonly ran: readonly number[]
  readonly expected: readonly number[]
}

interface Measure {
  readonly metric: Metric
  readonly of: (came: Came) => number
  readonly answer: (typeof counted)[number]
  /** Of one such answer. */
  readonly unit: number
}

/** Watching counts by half minutes. */
const measures: readonly Measure[] = [
  { metric: 'watch', of: ({ watchedMs }) => watchedMs / 60_000, answer: 'watch', unit: 0.5 },
  { metric: 'finish', of: ({ finished }) => Number(finished), answer: 'finish', unit: 1 },
  { metric: 'skip', of: ({ skipped }) => Number(skipped), answer: 'skip', unit: 1 },
  { metric: 'unwanted', of: ({ unwanted }) => Number(unwanted), answer: 'unwanted', unit: 1 },
]

export async function weighSettings(pages: SampledPages, settings: FeedSettings): Promise<Weighed> {
  const log: Step[][] = []
  let since: Date | null = null
  let passed = 0
  let otherRules = 0
  for await (const { offeredAt, page } of pages) {
    await pagesFirst()
    if (page && !hasSameClips(page.settings, settings)) {
      otherRules++
      continue
    }
    const steps = page && stepsOf(page, settings)
    if (!steps) {
      passed++
      continue
    }
    log.push(steps)
    since = offeredAt
  }
  const reach = reachOf(log)
  const evaluations: { measure: Measure; evaluation: SequenceEvaluation }[] = []
  for (const measure of measures) {
    await pagesFirst()
    const decisions = log.map((steps) => decisionsOf(steps, measure, reach))
    evaluations.push({ measure, evaluation: evaluateSequences(decisions) })
  }
  const [first] = evaluations
  const { effective = 0, meanWeight = 0 } = first?.evaluation ?? {}
  const reason = first === undefined || first.evaluation.ok ? null : first.evaluation.reason
  return {
    since,
    pages: log.length,
    passed,
    otherRules,
    effective,
    covered: Math.min(1, meanWeight),
    refused: reason === 'empty-log' && otherRules > 0 ? 'other-rules' : reason,
    figures: evaluations.flatMap(({ measure, evaluation }) =>
      evaluation.ok ? [figureOf(measure.metric, evaluation)] : [],
    ),
  }
}

const hasSameClips = ({ rules: made }: FeedSettings, { rules }: FeedSettings): boolean =>
  made.perCreatorIn20 === rules.perCreatorIn20 && made.perSoundIn20 === rules.perSoundIn20

function figureOf(
  metric: Metric,
  { was, estimates }: Extract<SequenceEvaluation, { ok: true }>,
): WeighedFigure {
  const { ips, capped, snips, dr } = estimates
  const told = dr ?? snips
  const half = z95 * told.change.error
  const plain = ({ value, error }: { value: number; error: number }) => ({ value, error })
  return {
    metric,
    was: was.value,
    would: told.value,
    low: told.change.value - half,
    high: told.change.value + half,
    by: { ips: plain(ips), capped: plain(capped), snips: plain(snips), dr: dr ? plain(dr) : null },
  }
}

/** @returns undefined where the page does not come out as it was drawn: by another code, or another arrangement */
function stepsOf(page: SampledPage, settings: FeedSettings): Step[] | undefined {
  const { draws, candidates, answers } = page
  const hasAnswers = answers.length === candidates.length * counted.length
  const values = hasAnswers
    ? measures.map(({ answer, unit }) => {
        const column = counted.indexOf(answer)
        return Float64Array.from(candidates, (_, row) => unit * (answers[row * counted.length + column] ?? 0))
      })
    : []
  const logged = retraced(page, page.settings, values)
  const isAsDrawn =
    draws.length > 0 &&
    draws.every(({ chance }, place) => {
      const again = logged[place]?.eitherWay ?? 0
      return again > 0 && Math.abs(again - chance) <= slack * chance
    })
  if (!isAsDrawn) return undefined
  const target = retraced(page, settings, values)
  return draws.map(({ at, came }, place) => ({
    logged: logged[place]?.chance ?? 0,
    target: target[place]?.chance ?? 0,
    came,
    done: values.map((some) => some[at] ?? 0),
    ran: logged[place]?.expected ?? [],
    expected: target[place]?.expected ?? values.map(() => 0),
  }))
}

function retraced(page: SampledPage, settings: FeedSettings, values: readonly Float64Array[]) {
  const { recent, nearness, sinceTrial, candidates, draws } = page
  const rowOf = (step: number): Uint8Array =>
    nearness.subarray(step * candidates.length, (step + 1) * candidates.length)
  const all = [...recent, ...candidates.map(({ entry }) => entry)]
  const most = all.reduce(
    (number, { traits }) => Math.max(number, traits.owner, traits.sound, ...traits.tags),
    0,
  )
  const window = openWindow({ tally: () => new Uint8Array(most + 1) }, recent, settings.rules)
  const laid = {
    candidates,
    scores: scoresOf(page, settings),
    window,
    recent,
    sinceTrial,
    near: nearness.length > 0 ? rowOf : undefined,
    rules: settings.rules,
  }
  return retrace(laid, draws, values)
}

function scoresOf({ scores, answers, settings: made }: SampledPage, { weights }: FeedSettings): Float64Array {
  const more = counted.map((name) => pointsOf * (weights[name] - made.weights[name]))
  return Float64Array.from(scores, (score, row) =>
    more.reduce((sum, points, at) => sum + points * (answers[row * counted.length + at] ?? 0), score),
  )
}

/** Of those who had a place on their page, how many came as far. */
function reachOf(log: readonly (readonly Step[])[]): number[] {
  const most = log.reduce((length, steps) => Math.max(length, steps.length), 0)
  return Array.from({ length: most }, (_, place) => {
    const there = log.flatMap((steps) => steps[place] ?? [])
    return there.filter(({ came }) => came !== undefined).length / there.length
  })
}

const decisionsOf = (
  steps: readonly Step[],
  measure: Measure,
  reach: readonly number[],
): SequenceDecision[] => {
  const at = measures.indexOf(measure)
  return steps.map(({ logged, target, came, done, ran, expected }, place) => {
    const foretold = (of: readonly number[]): number => (reach[place] ?? 0) * (of[at] ?? 0)
    return {
      reward: came === undefined ? 0 : measure.of(came),
      logged,
      target,
      ...(done.length === 0
        ? {}
        : { model: { done: foretold(done), ran: foretold(ran), target: foretold(expected) } }),
    }
  })
}
