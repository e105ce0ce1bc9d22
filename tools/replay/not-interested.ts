/** Who will say "not interested"? KuaiRand-27K's rows with a like or a dislike, 8 to 21 April 2022: of one of the two, which
 *  was it? The rows are a sample by outcome, so that the share of dislikes is not that of a feed. */
import { join } from 'node:path'
import {
  auc,
  calibrate,
  createRanker,
  createRunningRates,
  fitCalibration,
  gauc,
  hashPair,
  logOdds,
  steps,
} from '../../modules/recommend/index.ts'
import type { Split } from './kuairand.ts'
import { readCsv } from './read-csv.ts'
import type { ReplaySettings } from './settings.ts'
import { digits, type Table } from './table.ts'

interface Said {
  readonly user: number
  readonly video: number
  readonly date: number
  readonly hour: number
  readonly timeMs: number
  readonly durationMs: number
  readonly isDislike: 0 | 1
}

/** Judged are two days each; all before is known, all after is not read. */
const judgedDays = { val: [20220418, 20220419], test: [20220420, 20220421] } as const
/** Of what is known, so much of the end is kept for the calibration. */
const calibrationShare = 0.25
const prior = 0.2

export function replayNotInterested(folder: string, on: Split, settings: ReplaySettings): Table {
  const [from, to] = judgedDays[on]
  const said = readSaid(folder).filter(({ date }) => date <= to)
  const first = said.findIndex(({ date }) => date >= from)
  const { model, byUser, byVideo } = predict(said, settings)

  const labels = Uint8Array.from(said, ({ isDislike }) => isDislike)
  const users = Int32Array.from(said.slice(first), ({ user }) => user)
  const judged = labels.subarray(first)
  const learntOn = Math.floor(first * (1 - calibrationShare))
  const calibration = fitCalibration(model.slice(learntOn, first), labels.subarray(learntOn, first))
  const calibrated = model.map((score) => calibrate(calibration, score))
  const row = (name: string, scores: Float64Array): string[] => {
    const those = scores.subarray(first)
    return [
      name,
      digits(auc(those, judged)),
      digits(gauc(those, judged, users)),
      digits(sum(those) / sum(judged), 3),
      digits(logLoss(those, judged)),
    ]
  }
  return {
    title: `Not interested: ${sum(judged)} dislikes among ${judged.length} rows with a like or a dislike, predicted before learnt`,
    columns: ['AUC', 'GAUC', 'predicted ÷ actual', 'log loss'],
    rows: [
      row("the video's own rate so far", byVideo),
      row("the user's own rate so far", byUser),
      row('FTRL, per event', model),
      row('FTRL, per event, calibrated', calibrated),
    ],
  }
}

const fields = 10

function predict(
  said: readonly Said[],
  settings: ReplaySettings,
): Record<'model' | 'byUser' | 'byVideo', Float64Array> {
  const users = new Map<number, { lastMs: number; lately: number }>()
  const userRates = createRunningRates(2 ** 18, [prior], 4)
  const videoRates = createRunningRates(2 ** 18, [prior], 4)
  const ranker = createRanker({ heads: 1, fields, ftrl: settings.notInterested.ftrl, mlp: null })
  const features = new Uint32Array(fields)
  const target = new Float64Array(1)
  const out = new Float64Array(1)
  const predictions = {
    model: new Float64Array(said.length),
    byUser: new Float64Array(said.length),
    byVideo: new Float64Array(said.length),
  }
  said.forEach(({ user, video, hour, timeMs, durationMs, isDislike }, at) => {
    const before = users.get(user)
    const userRate = userRates.rate(user, 0)
    const videoRate = videoRates.rate(video, 0)
    const duration = steps(durationMs / 1000, 2)
    const gap = before ? steps((timeMs - before.lastMs) / 1000, 1) : -1
    const lately = before?.lately ?? 0
    const values = [
      user,
      video,
      duration,
      hour,
      hashPair(user, duration),
      logOdds(userRate),
      logOdds(videoRate),
      hashPair(logOdds(userRate), logOdds(videoRate)),
      // The last three things that this user said, and how long ago.
      lately * 64 + gap,
      hashPair(lately, logOdds(userRate)),
    ]
    values.forEach((value, field) => {
      features[field] = hashPair(field + 1, value)
    })
    target[0] = isDislike
    ranker.learn(features, target, out)
    predictions.model[at] = out[0] ?? 0
    predictions.byUser[at] = userRate
    predictions.byVideo[at] = videoRate
    userRates.add(user, 0, isDislike)
    videoRates.add(video, 0, isDislike)
    // A leading one tells "nothing yet" from "liked".
    users.set(user, { lastMs: timeMs, lately: 8 | ((lately << 1) & 6) | isDislike })
  })
  return predictions
}

function readSaid(folder: string): Said[] {
  const path = join(folder, 'kuairand-27k-likehate', 'standard_kcore15.tsv.gz')
  return Array.from(readCsv(path, '\t'), (fields): Said => {
    const number = (field: number): number => Number(fields[field])
    return {
      user: number(0),
      video: number(1),
      date: number(2),
      hour: Math.floor(number(3) / 100),
      timeMs: number(4),
      durationMs: number(11),
      isDislike: number(14) === 0 ? 1 : 0,
    }
  }).sort((a, b) => a.timeMs - b.timeMs)
}

const sum = (values: Float64Array | Uint8Array): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

function logLoss(predicted: Float64Array, labels: Uint8Array): number {
  let total = 0
  predicted.forEach((value, at) => {
    const chance = Math.min(1 - 1e-6, Math.max(1e-6, value))
    total -= Math.log(labels[at] === 1 ? chance : 1 - chance)
  })
  return total / predicted.length
}
