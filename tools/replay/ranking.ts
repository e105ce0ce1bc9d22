/** Which of the clips that were shown will be clicked, watched long, liked, finished; and for how long will each be
 *  watched? Every prediction is made before its outcome is learnt. */
import {
  auc,
  createRunningRates,
  createWatchHead,
  createWatchTimes,
  type Factors,
  gauc,
  mae,
  xauc,
} from '../../modules/recommend/index.ts'
import { outcomeNames, outcomesOf } from './features.ts'
import type { KuaiRand, Shown } from './kuairand.ts'
import {
  learnKnown,
  type Lesson,
  type Life,
  meanAt,
  medianAt,
  predictionCount,
  rankerSettings,
  rankJudged,
  watchFrom,
} from './rank-rows.ts'
import type { ReplaySettings } from './settings.ts'
import { digits, type Goal, type Table } from './table.ts'

export interface RankingReport {
  readonly tables: readonly Table[]
  readonly goals: readonly Goal[]
}

/** A model that is frozen may still have features that count; then it has stopped learning, but not knowing. */
const wide: readonly [string, Life][] = [
  ['FTRL, all frozen', { pace: 'never', counts: false }],
  ['FTRL, weights frozen', { pace: 'never', counts: true }],
  ['FTRL, daily', { pace: 'day', counts: true }],
  ['FTRL, hourly', { pace: 'hour', counts: true }],
  ['FTRL, per event', { pace: 'event', counts: true }],
]
const deep: readonly [string, Life][] = [
  ['FTRL + MLP, all frozen', { pace: 'never', counts: false }],
  ['FTRL + MLP, weights frozen', { pace: 'never', counts: true }],
  ['FTRL + MLP, per event', { pace: 'event', counts: true }],
]

export function replayRanking(
  data: KuaiRand,
  factors: Factors,
  settings: ReplaySettings,
  say: (line: string) => void,
): RankingReport {
  const { judged } = data
  const { ftrl, mlp } = settings.ranker
  const live = (lives: readonly [string, Life][], lesson: Lesson): [string, Float64Array[]][] => {
    const snapshot = learnKnown(lesson)
    return lives.map(([name, life]) => {
      say(name)
      return [name, rankJudged(snapshot, life, lesson)]
    })
  }
  const { levels, buckets } = settings.watch
  const times = createWatchTimes({ buckets, stretches: levels + 1 })
  const { known } = data
  const columnOf = (of: (shown: Shown) => number): Float32Array => Float32Array.from(known, of)
  times.fit(
    columnOf(({ durationMs }) => durationMs),
    columnOf(({ watchMs }) => watchMs),
    known.length,
  )
  const lesson = { data, factors, watch: createWatchHead(watchFrom, levels, times) }
  const rankings: [string, Float64Array[]][] = [
    ["the video's own rate so far", ownRates(data)],
    ...live(wide, { ...lesson, settings: rankerSettings(levels, ftrl, null) }),
    ...live(deep, { ...lesson, settings: rankerSettings(levels, ftrl, mlp) }),
  ]

  const labels = outcomeNames.map((_, head) =>
    Uint8Array.from(judged, (shown) => outcomesOf(shown)[head] ?? 0),
  )
  const users = Int32Array.from(judged, ({ user }) => user)
  const aucs = rankings.map(([, heads]) =>
    labels.map((label, head) => auc(heads[head] ?? new Float64Array(), label)),
  )
  const within = rankings.map(([, [clicks = new Float64Array()]]) =>
    gauc(clicks, labels[0] ?? new Uint8Array(), users),
  )
  const [clickOf, likeOf] = [0, 2].map((head) => aucs.map((row) => row[head] ?? Number.NaN))
  const last = rankings.length - 1
  const online = clickOf?.[last] ?? Number.NaN
  const allFrozen = clickOf?.[last - 2] ?? Number.NaN
  const told = (at: number): Float64Array => rankings[last]?.[1][at] ?? new Float64Array()
  const watch = watchTable(data, [
    [
      'the median of clips of like duration',
      judged.map(({ durationMs }) => times.watchMsAt(durationMs, 0.5)),
    ],
    ['D2Q, the median: as it is told', told(medianAt)],
    ['D2Q, the mean: as a score counts it', told(meanAt)],
  ])

  return {
    tables: [
      {
        title: `Ranking: AUC on ${judged.length} rows, predicted before learnt; click GAUC is within each user's rows`,
        columns: [...outcomeNames, 'click GAUC'],
        rows: [
          ...rankings.map(([name], at) => [
            name,
            ...(aucs[at] ?? []).map((value) => digits(value)),
            digits(within[at] ?? Number.NaN),
          ]),
          ['per event minus all frozen', ...difference(aucs[last], aucs[last - 2])],
          ['per event minus weights frozen', ...difference(aucs[last], aucs[last - 1])],
        ],
      },
      watch.table,
    ],
    goals: [
      { name: 'click AUC, online', value: online, wanted: { least: 0.756 } },
      { name: 'like AUC, online', value: likeOf?.[last] ?? Number.NaN, wanted: { least: 0.8 } },
      { name: 'click AUC, online minus all frozen', value: online - allFrozen, wanted: { least: 0.009 } },
      ...watch.goals,
    ],
  }
}

const difference = (online: readonly number[] = [], frozen: readonly number[] = []): string[] =>
  online.map((value, at) => digits(value - (frozen[at] ?? Number.NaN)))

/** What a page that sorts by each video's rate would do: counts on with every row, and knows nobody. */
function ownRates({ videos, known, judged }: KuaiRand): Float64Array[] {
  const rates = createRunningRates(
    videos.length,
    outcomeNames.map(() => 0.1),
    10,
  )
  const count = (shown: Shown): void =>
    outcomesOf(shown).forEach((outcome, head) => rates.add(shown.video, head, outcome))
  known.forEach(count)
  const predictions = Array.from({ length: predictionCount }, () => new Float64Array(judged.length))
  judged.forEach((shown, at) => {
    outcomeNames.forEach((_, head) => {
      const place = predictions[head]
      if (place) place[at] = rates.rate(shown.video, head)
    })
    count(shown)
  })
  return predictions
}

/** @param told ms, one a judged row */
function watchTable(
  { judged }: KuaiRand,
  told: readonly [string, Iterable<number>][],
): { table: Table; goals: Goal[] } {
  const seconds = (ms: Iterable<number>): Float64Array => Float64Array.from(ms, (one) => one / 1000)
  const actual = seconds(judged.map(({ watchMs }) => watchMs))
  const figures = told.map(([name, ms]): [string, number, number] => [
    name,
    xauc(seconds(ms), actual),
    mae(seconds(ms), actual),
  ])
  return {
    table: {
      title: 'Watch time, online',
      columns: ['XAUC', 'MAE, s'],
      rows: figures.map(([name, order, error]) => [name, digits(order), digits(error, 2)]),
    },
    goals: [
      { name: 'watch time XAUC', value: figures[1]?.[1] ?? Number.NaN, wanted: { least: 0.695 } },
      { name: 'watch time MAE, s', value: figures[1]?.[2] ?? Number.NaN, wanted: { most: 18 } },
    ],
  }
}
