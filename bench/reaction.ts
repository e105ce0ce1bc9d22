/** From a report to a changed ranking: a viewer's POST /v1/watches ends a clip, and the score of another clip for that
 *  viewer is read until it has moved. Others report all the while. HTTP, PostgreSQL with fsync, the stream, the trainer's
 *  thread and the shared memory are all on the way. The baseline is the same POST alone, until its 202: what is durable
 *  anyway. */
import { mountPlayback } from '../modules/playback/index.ts'
import { anEvent, aVideo, named, testPlayback } from '../modules/playback/testing.ts'
import {
  type ClipFacts,
  createRecommend,
  learnedFamilies,
  type RecommendDeps,
  recommendConfig,
  traitsOf,
  viewerOf,
} from '../modules/recommend/index.ts'
import { defaultSettings } from '../modules/tuning/index.ts'
import { systemClock } from '../platform/clock.ts'
import { createDb } from '../platform/db/index.ts'
import { present } from '../platform/errors.ts'
import { createEvents } from '../platform/events/index.ts'
import { createHttp } from '../platform/http/index.ts'
import { systemIds } from '../platform/ids.ts'
import { createJobs } from '../platform/jobs/index.ts'
import { silentLog } from '../platform/log.ts'
import { createMetrics } from '../platform/metrics.ts'
import { type BenchResult, median } from './figure.ts'
import { withOwnDatabase } from './money/own-database.ts'

export const name = 'reaction'
export const goal = 'p95 < 1000 ms, and all that was learned serving again < 10 s after a restart'

const clipCount = 500
const rounds = 60
/** Reports of others, every second. */
const othersASecond = 50

const clipAt = (n: number) => aVideo(`clip ${n % clipCount}`, `maker ${n % 40}`, 10_000)
const facts = new Map<string, ClipFacts>(
  Array.from({ length: clipCount }, (_, n) => {
    const { id, ownerId, durationMs } = clipAt(n)
    const tags = [`topic${n % 20}`]
    return [id, { id, ownerId, soundId: undefined, tags, langs: [], durationMs, createdMs: 1.79e12 }]
  }),
)

export const run = (): Promise<BenchResult> =>
  withOwnDatabase('reaction', ['playback', 'recommend'], ({ url }) => measure(url))

async function measure(url: string): Promise<BenchResult> {
  const db = createDb({ url })
  const jobs = createJobs({ db, log: silentLog })
  const clock = systemClock
  const playback = testPlayback({ db, clock, ids: systemIds(clock), events: createEvents(jobs) })
  const http = await createHttp({ clock, log: silentLog, metrics: createMetrics(), rateLimits: false })
  http.identifyWith(async (request) => {
    const key = String(request.headers['x-viewer'])
    return {
      account: null,
      deviceKey: key,
      viewerKey: key,
      lang: 'en',
      address: request.ip,
      userAgent: 'Mozilla/5.0',
    }
  })
  mountPlayback(http, playback)
  await playback.makeDaysAhead()
  const base = await http.listen(0, '127.0.0.1')
  const deps: RecommendDeps = {
    db,
    clock,
    log: silentLog,
    metrics: createMetrics(),
    timeZone: 'Asia/Jakarta',
    config: recommendConfig.defaults({ LEAST_OUTCOMES: 0 }),
    playback,
    signals: async (closed) =>
      closed.map(() => ({
        liked: false,
        followed: false,
        shared: false,
        unwanted: false,
        isAnonymous: false,
        epochMs: 0,
      })),
    clipOf: (videoId) => facts.get(videoId),
  }
  const recommend = createRecommend(deps)
  await recommend.start()

  const report = async (viewerKey: string, n: number): Promise<void> => {
    const { id: videoId, ownerId: creatorId, durationMs } = clipAt(n)
    const ticket = playback.issueTicket({
      viewerKey,
      videoId,
      creatorId,
      durationMs,
      position: 1,
      source: 'for_you',
    })
    const answer = await fetch(`${base}/v1/watches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-viewer': viewerKey },
      body: JSON.stringify({ batchId: named('batch'), events: [anEvent(ticket)] }),
    })
    if (answer.status !== 202) throw new Error(await answer.text())
  }
  const traits = traitsOf(present(facts.get(clipAt(7).id), 'a clip of this bench'))
  const { weights } = defaultSettings
  const parts = new Float64Array(learnedFamilies.length)
  const scoreFor = (viewerKey: string): number => {
    const viewer = viewerOf(viewerKey, 0)
    const clip = { number: 1, traits }
    const audience = { viewer, weights, hour: 12, nowMs: Date.now(), affinities: new Float64Array(1) }
    const ranker = recommend.ranker()
    ranker?.score(audience, [clip], new Float64Array(1))
    ranker?.explain(0, clip, parts)
    // What the viewer's own watching moves, apart from what everybody's does.
    return parts[learnedFamilies.indexOf('habits')] ?? 0
  }
  let sent = 0
  const others = setInterval(() => {
    void report(named(`other ${sent % 200}`), sent++ * 7)
  }, 1_000 / othersASecond)
  const posts: number[] = []
  const reactions: number[] = []
  let againMs = Number.NaN
  try {
    for (let round = 0; round < rounds; round++) {
      // What comes after this is in no snapshot.
      if (round === rounds / 2) await recommend.tend()
      const viewerKey = named(`viewer ${round}`)
      await report(viewerKey, round)
      const before = scoreFor(viewerKey)
      const learnedBefore = recommend.learned
      const began = performance.now()
      await report(viewerKey, round + 1)
      posts.push(performance.now() - began)
      while (recommend.learned === learnedBefore || scoreFor(viewerKey) === before)
        await new Promise((next) => setTimeout(next, 1))
      reactions.push(performance.now() - began)
    }
    clearInterval(others)
    await recommend.look()
    againMs = await msToServeAgain(deps, recommend.learned)
  } finally {
    clearInterval(others)
    await recommend.stop()
    await http.close()
    await jobs.stop(0)
    await db.close()
  }
  const sorted = reactions.toSorted((a, b) => a - b)
  const p95 = sorted[Math.ceil(0.95 * rounds) - 1] ?? Number.NaN
  return {
    name,
    value: Math.round(p95),
    unit: 'ms',
    baseline: { what: 'the POST alone, until its 202, median ms', value: Number(median(posts).toFixed(1)) },
    ratio: p95 / median(posts),
    goal,
    details: {
      p50: Math.round(median(reactions)),
      worst: Math.round(sorted.at(-1) ?? Number.NaN),
      rounds,
      othersReports: sent,
      'serving again with all that was learned, ms': Math.round(againMs),
      goalMet: p95 < 1_000 && againMs < 10_000,
    },
  }
}

/** As after a kill: from the newest snapshot, and from the reports that came after it.
 *  @returns milliseconds until all that had been learned is learned again */
async function msToServeAgain(deps: RecommendDeps, learned: number): Promise<number> {
  const again = createRecommend({ ...deps, metrics: createMetrics() })
  const began = performance.now()
  try {
    await again.start()
    while (again.ranker() === undefined || again.learned < learned)
      await new Promise((next) => setTimeout(next, 1))
    return performance.now() - began
  } finally {
    await again.stop()
  }
}
