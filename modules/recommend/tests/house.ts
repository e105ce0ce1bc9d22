/** Learning over a real playback. Viewers and clips are of two kinds: who is of a clip's kind watches it to its end. */
import type { Db } from '../../../platform/db/index.ts'
import { createMetrics } from '../../../platform/metrics.ts'
import {
  type FakeClock,
  fakeClock,
  type Scope,
  seededIds,
  silentLog,
  testJobs,
} from '../../../platform/testing/index.ts'
import { aVideo, aViewer, anEvent, issueFor, named, testPlayback } from '../../playback/testing.ts'
import { recommendConfig } from '../config.ts'
import { createRecommend, type RecommendDeps } from '../learn.ts'
import type { ClipFacts } from '../retrieval/clips.ts'
import { type ClosedTicket, type Outcome, outcomeOf, type Signal } from '../stream/outcome.ts'
import { settings } from './lessons.ts'

const clipCount = 40
export const clipAt = (n: number) => aVideo(`clip ${n % clipCount}`, `maker ${n % 5}`, 10_000)
const facts = new Map<string, ClipFacts>(
  Array.from({ length: clipCount }, (_, n) => {
    const { id, ownerId, durationMs } = clipAt(n)
    return [
      id,
      { id, ownerId, soundId: undefined, tags: [`topic${n % 2}`], langs: [], durationMs, createdMs: 1.79e12 },
    ]
  }),
)
export const plain: Signal = {
  liked: false,
  followed: false,
  shared: false,
  unwanted: false,
  isAnonymous: false,
  epochMs: 0,
}

export function house(
  t: Scope,
  db: Db,
  change: { clock?: FakeClock; signal?: (ticket: ClosedTicket) => Signal | undefined; script?: URL } = {},
) {
  const clock = change.clock ?? fakeClock('2026-11-23T05:00:00Z')
  const { events } = testJobs(t, db)
  const playback = testPlayback({ db, clock, ids: seededIds(`learning ${Math.random()}`, clock), events })
  const metrics = createMetrics()
  const outcomes: Outcome[] = []
  const deps: RecommendDeps = {
    db,
    clock,
    log: silentLog,
    metrics,
    timeZone: 'Asia/Jakarta',
    config: recommendConfig.defaults({ LEAST_OUTCOMES: 20, SNAPSHOT_MINUTES: 1 }),
    playback,
    async signals(closed) {
      const signals = closed.map(change.signal ?? (() => plain))
      for (const [at, ticket] of closed.entries()) {
        const signal = signals[at]
        if (signal) outcomes.push(outcomeOf(ticket, signal))
      }
      return signals
    },
    clipOf: (videoId) => facts.get(videoId),
    model: settings,
    ...(change.script ? { script: change.script } : {}),
  }
  const recommend = createRecommend(deps)
  t.after(() => recommend.stop())
  return {
    clock,
    playback,
    recommend,
    /** Those that were asked for, each as often. */
    outcomes,
    metrics,
    /** Viewer `name` watches clip `n` and reports it in one event. */
    async watch(name: string, n: number, seconds = 10) {
      const viewer = aViewer(name)
      const ticket = issueFor(playback, viewer, clipAt(n))
      clock.advance(seconds * 1_000)
      await playback.ingest(viewer, {
        batchId: named('batch'),
        events: [anEvent(ticket, { ranges: [[0, seconds * 1_000]], playedMs: seconds * 1_000 })],
      })
    },
  }
}
