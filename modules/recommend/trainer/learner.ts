/** The single writer: learns lesson by lesson, calibrates by the hour, and holds itself against what it was an hour ago. */
import { assert } from '../../../platform/errors.ts'
import { counters, type Occasion, type Outcomes } from '../features/features.ts'
import { sigmoid } from '../models/calibration-grid.ts'
import { longMs } from '../stream/outcome.ts'
import { chances, fillTargets, headCount, type Labels } from './heads.ts'
import {
  baseLogit,
  ledgerAt,
  type Model,
  type ModelSettings,
  moveBase,
  openModel,
  recentMax,
} from './model.ts'

export interface Lesson extends Labels {
  readonly occasion: Occasion
  readonly watchedMs: number
}

/** How well the last hour's lessons were foretold, each before it was learned; nats a lesson, all probabilities. */
export interface HourReport {
  readonly lessons: number
  readonly loss: number
  /** By the model as it was when the hour began. */
  readonly lossBefore: number
  /** It was worse than that: the model of then is in its place. */
  readonly isRejected: boolean
}

export interface Learner {
  learn(lesson: Lesson): void
  /** Fits what is due. @returns a report where an hour is over */
  tend(nowMs: number): HourReport | undefined
  /** The model was put in from elsewhere: the hour begins anew. */
  begin(nowMs: number): void
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Worse than an hour ago by more than this: rejected. */
const worse = 1.02
/** With fewer lessons an hour says nothing. */
const enough = 500

export function createLearner(settings: ModelSettings, block: SharedArrayBuffer): Learner {
  const model = openModel(settings, block, false)
  const { ledger } = model
  const beforeBlock = new SharedArrayBuffer(block.byteLength)
  const before = openModel(settings, beforeBlock, false)
  const targets = new Float64Array(headCount)
  const out = new Float64Array(headCount)
  const outBefore = new Float64Array(headCount)
  const gradients = new Float64Array(headCount)
  const sums = { lessons: 0, loss: 0, before: 0 }

  const foretell = (by: Model, features: Uint32Array, to: Float64Array): void => {
    for (let head = 0; head < headCount; head++) to[head] = baseLogit(by.base, head)
    by.wide.add(features, to)
    by.deep.add(features, to)
    for (let head = 0; head < headCount; head++) to[head] = sigmoid(to[head] ?? 0)
  }
  const copy = (from: SharedArrayBuffer, to: SharedArrayBuffer): void =>
    new Uint8Array(to).set(new Uint8Array(from))
  const begin = (nowMs: number): void => {
    ledger[ledgerAt.lookedMs] = nowMs
    copy(block, beforeBlock)
    sums.lessons = sums.loss = sums.before = 0
  }
  const fit = (nowMs: number): void => {
    const count = Math.min(recentMax, ledger[ledgerAt.learned] ?? 0)
    for (const head of chances.keys()) {
      const [said, came] = [model.said[head], model.came[head]]
      if (said && came) model.calibration.fit(head, said, came, count)
    }
    if (!isWatchDue(ledger, nowMs)) return
    model.watchTimes.fit(model.durations, model.watched, count)
    ledger[ledgerAt.fittedMs] = nowMs
    ledger[ledgerAt.fittedLearned] = ledger[ledgerAt.learned] ?? 0
  }

  return {
    learn(lesson) {
      const { occasion, watchedMs } = lesson
      const { durationMs } = occasion.traits
      const features = model.features.of(occasion)
      fillTargets(targets, lesson)
      model.watch.fillTargets(targets, durationMs, watchedMs)
      foretell(before, features, outBefore)
      foretell(model, features, out)
      const place = (ledger[ledgerAt.learned] ?? 0) % recentMax
      for (let head = 0; head < headCount; head++) {
        const target = targets[head] ?? 0
        gradients[head] = (out[head] ?? 0) - target
        const [said, came] = [model.said[head], model.came[head]]
        assert(said && came, 'each head keeps what it said')
        said[place] = out[head] ?? 0
        came[place] = target
        if (head >= chances.length) continue
        sums.loss += logLoss(out[head] ?? 0, target)
        sums.before += logLoss(outBefore[head] ?? 0, target)
      }
      model.durations[place] = durationMs
      model.watched[place] = watchedMs
      model.wide.learn(features, gradients)
      model.deep.learn(features, gradients)
      moveBase(model.base, targets)
      model.features.observe(occasion, outcomesOf(lesson))
      sums.lessons++
      ledger[ledgerAt.learned] = (ledger[ledgerAt.learned] ?? 0) + 1
    },
    tend(nowMs) {
      if (nowMs - (ledger[ledgerAt.lookedMs] ?? 0) < hourMs) {
        // The first fits come with the first lessons, not with the first day.
        if (isWatchDue(ledger, nowMs)) fit(nowMs)
        return undefined
      }
      const { lessons } = sums
      const isRejected = lessons >= enough && sums.loss > worse * sums.before
      const report: HourReport | undefined =
        lessons === 0
          ? undefined
          : { lessons, loss: sums.loss / lessons, lossBefore: sums.before / lessons, isRejected }
      if (isRejected) copy(beforeBlock, block)
      else fit(nowMs)
      begin(nowMs)
      return report
    },
    begin,
  }
}

/** Once a day; on a young stage whenever there is twice as much to go by. */
function isWatchDue(ledger: Float64Array, nowMs: number): boolean {
  const learned = ledger[ledgerAt.learned] ?? 0
  const fitted = ledger[ledgerAt.fittedLearned] ?? 0
  if (learned <= fitted) return false
  const isYoung = fitted < recentMax && learned >= Math.max(200, 2 * fitted)
  return isYoung || nowMs - (ledger[ledgerAt.fittedMs] ?? 0) >= dayMs
}

const logLoss = (said: number, target: number): number => {
  const held = Math.min(1 - 1e-7, Math.max(1e-7, said))
  return -(target * Math.log(held) + (1 - target) * Math.log(1 - held))
}

function outcomesOf({ skipped, liked, finished, watchedMs, occasion }: Lesson): Outcomes {
  const isLong = watchedMs >= Math.min(longMs, occasion.traits.durationMs / 2)
  const outcomes: [number, number, number, number] = [0, 0, 0, 0]
  outcomes[counters.kept] = skipped ? 0 : 1
  outcomes[counters.long] = isLong ? 1 : 0
  outcomes[counters.liked] = liked ? 1 : 0
  outcomes[counters.finished] = finished ? 1 : 0
  return outcomes
}
