/** Pages while the thread that learns hangs: they are made from the last model, somebody is told, and nothing is lost. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createLog } from '../../../platform/log.ts'
import { createMetrics } from '../../../platform/metrics.ts'
import {
  fakeClock,
  seededIds,
  temporaryFolder,
  testDatabase,
  testHttp,
  testJobs,
} from '../../../platform/testing/index.ts'
import { mountPlayback } from '../../playback/index.ts'
import { testPlayback } from '../../playback/testing.ts'
import { createRecommend, recommendConfig, traitsOf, viewerOf } from '../../recommend/index.ts'
import { defaultSettings } from '../../tuning/index.ts'
import { type Feed, learnedRanker, mountFeed } from '../index.ts'
import { aClip, openFeed } from '../testing.ts'

/** Ends at the 41st lesson and hangs at the 81st. */
const faulty = new URL('../../recommend/tests/faulty-thread.ts', import.meta.url)
const clips = Array.from({ length: 60 }, (_, n) => aClip(n, { tags: [`topic${n % 2}`] }))
const stuckSeconds = 4
/** Of the thread that serves, for a page: issue of `bench/feed-100k`, at a hundred thousand clips. */
const budgetMs = 6
const quiet = {
  liked: false,
  followed: false,
  shared: false,
  unwanted: false,
  isAnonymous: false,
  epochMs: 0,
}

/** Numbers of clips that the feed has not given. */
const apart = 1_000

interface Slot {
  readonly ticket: string
  readonly video: { readonly id: string; readonly durationMs: number }
}

async function openStage(t: TestContext, script?: URL) {
  const db = await testDatabase(t, { modules: ['playback', 'recommend', 'feed'] })
  const clock = fakeClock('2026-11-23T05:00:00Z')
  const ids = seededIds('stuck', clock)
  const logFile = join(temporaryFolder(t), 'stage.log')
  const log = createLog({ level: 'error', file: logFile })
  const metrics = createMetrics()
  const playback = testPlayback({ db, clock, ids, events: testJobs(t, db).events })
  const recommend = createRecommend({
    db,
    clock,
    log,
    metrics,
    timeZone: 'Asia/Jakarta',
    config: recommendConfig.defaults({ LEAST_OUTCOMES: 20, STUCK_SECONDS: stuckSeconds }),
    playback,
    signals: async (closed) => closed.map(() => quiet),
    clipOf: (videoId): ReturnType<Feed['factsOf']> => feed.factsOf(videoId),
    ...(script ? { script } : {}),
  })
  const feed: Feed = await openFeed(clips, {
    db,
    clock,
    ids,
    log,
    metrics,
    random: () => 0.5,
    issueTicket: playback.issueTicket,
    ranker: learnedRanker(recommend),
  })
  t.after(() => recommend.stop())
  t.after(() => feed.stop())
  const http = await testHttp(t, clock)
  mountFeed(http, feed)
  mountPlayback(http, playback)
  await playback.makeDaysAhead()

  const as = (viewer: number): string => {
    const deviceKey = `00000000-0000-4000-8000-${viewer.toString().padStart(12, '0')}`
    http.as({ deviceKey })
    return deviceKey
  }
  const pageFor = async (viewer: number): Promise<readonly Slot[]> => {
    as(viewer)
    const { status, body } = await http.call<{ slots: Slot[] }>('GET', '/v1/feed')
    assert.equal(status, 200)
    return body.slots
  }
  return {
    recommend,
    metrics,
    pageFor,
    logged: () => readFileSync(logFile, 'utf8'),
    /** Each takes a page and watches what is of their kind to the end, the rest for half a second. @returns reports */
    async watch(viewers: readonly number[]): Promise<number> {
      let reports = 0
      for (const viewer of viewers)
        for (const { ticket, video } of await pageFor(viewer)) {
          const isTheirs = clips.findIndex(({ id }) => id === video.id) % 2 === viewer % 2
          const ms = isTheirs ? video.durationMs : 500
          clock.advance(ms)
          const { status } = await http.call('POST', '/v1/watches', {
            batchId: ids.uuid(),
            events: [
              {
                eventId: ids.uuid(),
                ticket,
                ranges: [[0, ms]],
                playedMs: ms,
                visible: true,
                at: clock.now().toISOString(),
              },
            ],
          })
          assert.equal(status, 202)
          reports++
        }
      return reports
    },
    silence: () => clock.advance(31_000),
    /** What belongs to a clip alone is reckoned again. */
    turn: () => clock.advance(11_000),
    /** What the model says of each clip to somebody. */
    scores(viewer: number): Float64Array {
      const scores = new Float64Array(clips.length)
      const rows = clips.map(({ id }, at) => {
        const facts = feed.factsOf(id)
        assert.ok(facts)
        return { number: apart + at, traits: traitsOf(facts) }
      })
      const { weights } = defaultSettings
      const affinities = new Float64Array(clips.length)
      const audience = { weights, hour: 12, nowMs: clock.now().getTime(), affinities }
      recommend.ranker()?.score({ ...audience, viewer: viewerOf(as(viewer), 0) }, rows, scores)
      return scores
    },
  }
}

test('while the trainer hangs, pages come from the last model, in time; it is told, replaced, and has learned all once', async (t) => {
  const [sound, stage] = await Promise.all([openStage(t), openStage(t, faulty)])
  const both = [sound, stage] as const
  const { recommend, metrics } = stage
  for (const { watch, silence } of both) {
    assert.equal(await watch([1, 2, 3, 4, 5, 6]), 60)
    silence()
  }
  for (const { recommend } of both) await recommend.look()
  assert.equal(recommend.learned, 60, 'the thread that died had learned forty')
  for (const { watch, silence } of both) {
    assert.equal(await watch([7, 8, 9, 10, 11, 12]), 60)
    silence()
  }
  const looking = recommend.look()
  while (recommend.learned < 80) await pause(5)

  const before = stage.scores(99)
  const used: number[] = []
  for (let viewer = 100; viewer < 130; viewer++) {
    const from = process.threadCpuUsage()
    const slots = await stage.pageFor(viewer)
    const { user, system } = process.threadCpuUsage(from)
    used.push((user + system) / 1_000)
    assert.equal(slots.length, 10)
  }
  for (const { turn } of both) turn()
  const slots = await stage.pageFor(99)
  assert.ok(before.some((part) => part !== 0) && slots.length === 10)
  assert.deepEqual(stage.scores(99), before, 'the model is the one of before')
  assert.equal(recommend.learned, 80, 'it still hangs')
  assert.doesNotMatch(await metrics.text(), /recommend_trainer_restarts_total\{why="stuck"\}/)
  const median = used.toSorted((a, b) => a - b)[used.length >> 1] ?? Number.NaN
  assert.ok(median < budgetMs, `${median} ms of a processor a page`)

  const isTold = async (): Promise<boolean> => /^recommend_trainer_stuck 1$/m.test(await metrics.text())
  for (let tries = 0; !(await isTold()); tries++) {
    assert.ok(tries < 4_000, 'the alarm is given')
    await pause(5)
  }
  await looking
  const text = await metrics.text()
  assert.match(text, /^recommend_trainer_restarts_total\{why="stuck"\} 1$/m)
  assert.match(text, /^recommend_trainer_stuck 0$/m, 'the other thread learns')
  assert.match(stage.logged(), /"level":"error".*"event":"trainer-restarted","why":"stuck"/)

  await sound.recommend.look()
  assert.deepEqual([recommend.learned, sound.recommend.learned], [120, 120])
  for (const { turn } of both) turn()
  assert.deepEqual(stage.scores(99), sound.scores(99), 'what it learned is what was reported, once')
  for (const { watch, silence } of both) {
    await watch([13])
    silence()
  }
  for (const { recommend } of both) await recommend.look()
  assert.equal(recommend.learned, 130)
  assert.deepEqual(stage.scores(13), sound.scores(13))
})
