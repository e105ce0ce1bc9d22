import type { TestContext } from 'node:test'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { dayClosed, type PlaybackConfig, videoPopular } from '../index.ts'
import { testPlayback } from '../testing.ts'

/** A playback of the test's own, at noon in Jakarta on 23 November 2026. */
export async function stage(
  t: TestContext,
  options: { devices?: ReadonlyMap<string, readonly string[]>; config?: Partial<PlaybackConfig> } = {},
) {
  const clock = fakeClock('2026-11-23T05:00:00Z')
  const db = await testDatabase(t, { modules: ['playback'] })
  const { jobs, events } = testJobs(t, db)
  const closed: string[] = []
  events.on(dayClosed, 'test', async ({ day }) => {
    closed.push(day)
  })
  const popular: string[] = []
  events.on(videoPopular, 'test', async ({ videoId }) => {
    popular.push(videoId)
  })
  const ids = seededIds(t.name, clock)
  const deps = { db, clock, ids, events, ...options }
  return {
    clock,
    db,
    jobs,
    events,
    ids,
    closed,
    popular,
    playback: testPlayback(deps),
    again: () => testPlayback(deps),
  }
}
