/** The server under test, a process of its own: pages, watches, the judge, and what follows from them. `bare`: a Fastify
 *  route that answers as many bytes. Says its port; asked, it says what it has used since it was last asked. */
import { fileURLToPath } from 'node:url'
import { createFeed, feedConfig, learnedRanker, mountFeed } from '../../modules/feed/index.ts'
import { aClip } from '../../modules/feed/testing.ts'
import { mountPlayback } from '../../modules/playback/index.ts'
import { testPlayback } from '../../modules/playback/testing.ts'
import {
  createRecommend,
  createRetrieval,
  createWatchFollower,
  recommendConfig,
} from '../../modules/recommend/index.ts'
import { noWishes } from '../../modules/tastes/index.ts'
import { systemClock as clock } from '../../platform/clock.ts'
import { createDb } from '../../platform/db/index.ts'
import { createEvents } from '../../platform/events/index.ts'
import { createHttp } from '../../platform/http/index.ts'
import { systemIds } from '../../platform/ids.ts'
import { createJobs } from '../../platform/jobs/index.ts'
import { silentLog } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { clipCount, madeUpClip, madeUpFit, viewerCount, wantedBefore } from './stage.ts'

export const serverFile = fileURLToPath(import.meta.url)

export interface Used {
  readonly cpuMs: number
  readonly pages: number
  /** Brought by interests, by what is alike and by neighbours. */
  readonly candidates: number
  readonly faults: number
  /** Watches that reached the viewers' interests. */
  readonly learnt: number
  /** Outcomes that the ranker has learned since it began. */
  readonly taught: number
  /** Rounds of the judge that failed. */
  readonly unjudged: number
}

const timeZone = 'Asia/Jakarta'
const used = { pages: 0, candidates: 0, faults: 0, learnt: 0, unjudged: 0 }
let taught = (): number => 0
/** Nobody says anything of a clip here: they watch. */
const silence = {
  liked: false,
  followed: false,
  shared: false,
  unwanted: false,
  isAnonymous: false,
  epochMs: 0,
}

async function serveBare(bytes: number): Promise<number> {
  const { fastify } = await import('fastify')
  const app = fastify({ logger: false })
  const body = `{"slots":"${'x'.repeat(Math.max(0, bytes - 12))}"}`
  app.get('/v1/feed', (_, reply) => {
    used.pages++
    return reply.type('application/json; charset=utf-8').send(body)
  })
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}

async function serveFeed(url: string): Promise<number> {
  const db = createDb({ url, max: 6 })
  const ids = systemIds(clock)
  const metrics = createMetrics()
  const log = silentLog
  const playback = testPlayback({ db, clock, ids, events: createEvents(createJobs({ db, log })) })
  await playback.makeDaysAhead()
  const retrieval = createRetrieval({
    clock,
    log,
    metrics,
    wishesOf: () => noWishes,
    learnable: async () => [],
    runFit: madeUpFit,
  })
  const follower = createWatchFollower({
    clock,
    timeZone,
    log,
    playback,
    social: { likedAmong: async () => [] },
    take(watched) {
      used.learnt += watched.length
      return retrieval.take(watched)
    },
  })
  const counted = <T extends readonly unknown[]>(found: T | Promise<T>): T | Promise<T> => {
    if (!(found instanceof Promise)) used.candidates += found.length
    return found
  }
  const recommend = createRecommend({
    db,
    clock,
    log,
    metrics,
    timeZone,
    config: recommendConfig.defaults({ LEAST_OUTCOMES: 0 }),
    playback,
    signals: async (closed) => closed.map(() => silence),
    clipOf: (videoId) => feed.factsOf(videoId),
    retrieval,
  })
  taught = () => recommend.learned
  const feed = createFeed({
    clock,
    config: feedConfig.defaults(),
    ranker: learnedRanker(recommend),
    log,
    ids,
    metrics,
    db,
    retrieval: {
      ...retrieval,
      interests(...asked) {
        used.pages++
        return counted(retrieval.interests(...asked))
      },
      alike: (...asked) => counted(retrieval.alike(...asked)),
      neighbours: (...asked) => counted(retrieval.neighbours(...asked)),
    },
    wishesOf: () => noWishes,
    random: Math.random,
    changesAfter: async (cursor, limit) => {
      const from = Number(cursor || 0)
      const count = Math.min(limit, clipCount - from)
      const changes = Array.from({ length: count }, (_, n) => ({
        kind: 'put' as const,
        clip: madeUpClip(from + n),
      }))
      return { changes, cursor: String(from + count) }
    },
    countsOf: async (wanted) =>
      new Map(wanted.map((id, n) => [id, { views: (n * 7919) % 5000, likes: n % 300 }])),
    issueTicket: playback.issueTicket,
    pickAd: () => undefined,
    findClips: async () => new Map(),
    following: async () => [],
    liked: async () => [],
    recentlySeen: async () => [],
  })
  await feed.start()
  for (let viewer = 0; viewer < viewerCount; viewer++)
    await retrieval.take(
      wantedBefore(viewer).map((n) => ({
        viewerKey: aClip(viewer).id,
        videoId: aClip(n).id,
        atMs: Date.now() - 86_400_000,
        durationMs: 3_000,
        watchedMs: 3_000,
      })),
    )
  await retrieval.refit()
  await follower.start()
  await recommend.start()
  let judging = false
  setInterval(() => {
    if (judging) return
    judging = true
    playback
      .judgeDue()
      .catch(() => {
        used.unjudged++
      })
      .finally(() => {
        judging = false
      })
  }, 1_000)

  const http = await createHttp({ clock, log, metrics, rateLimits: false })
  http.identifyWith(async (request) => {
    const key = String(request.headers['x-viewer'])
    const userAgent = request.headers['user-agent'] ?? ''
    return { account: null, deviceKey: key, viewerKey: key, lang: 'id', address: request.ip, userAgent }
  })
  mountFeed(http, feed)
  mountPlayback(http, playback)
  const port = Number(new URL(await http.listen(0, '127.0.0.1')).port)
  process.on('message', async () => {
    const text = await metrics.text()
    used.faults = [...text.matchAll(/^feed_source_faults_total\{.*\} (\d+)$/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    )
  })
  return port
}

if (process.argv[1] === serverFile) {
  const [, , kind, told = ''] = process.argv
  const port = kind === 'bare' ? await serveBare(Number(told)) : await serveFeed(told)
  let before = process.cpuUsage()
  process.on('message', () => {
    setTimeout(() => {
      const { user, system } = process.cpuUsage(before)
      before = process.cpuUsage()
      process.send?.({ ...used, taught: taught(), cpuMs: (user + system) / 1000 } satisfies Used)
      used.pages = used.candidates = used.learnt = 0
    }, 50)
  })
  process.send?.(port)
}
