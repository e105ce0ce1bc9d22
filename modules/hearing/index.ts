/** A first hearing for every clip.
 *
 *  - Each new public clip is promised G first views within a day. G is what the stage has to give, reckoned each day by a
 *    published law; it is the same for everyone, and nobody's number of followers is looked at.
 *  - After them a clip climbs by what its viewers did, as long as it is likely better than half of the others.
 *  - A viewer counts once a clip, and only when the view was judged to be one. However often reports come, and whenever a
 *    process dies, nothing is counted twice and nothing is lost.
 *  - A burst of made-up viewers moves a clip by a bounded amount; what was set aside is said.
 *  - {@link Hearing.candidates} asks no database, and tells of each clip with which chance it was drawn. */
import { addDays, type Day } from '../../platform/clock.ts'
import { asError } from '../../platform/errors.ts'
import { videoChanged, videoPublished, videoRemoved } from '../videos/index.ts'
import { createBook } from './book.ts'
import { type WeekReport, zWeekReport } from './contract.ts'
import { countDue } from './count.ts'
import type { HearingDeps } from './deps.ts'
import type { Draw } from './draw.ts'
import { enrol } from './enrol.ts'
import { makeDay } from './make-day.ts'
import { makeWeeks } from './make-week.ts'
import { matchByWords, type Viewer } from './match.ts'
import { createReader } from './read-entries.ts'
import { type HearingFigures, readFigures } from './read-figures.ts'
import { type Standing, standingOf } from './standing.ts'
import * as store from './store.ts'
import { listWeeks } from './store-weeks.ts'
import { tend } from './tend.ts'

export { hearingConfig, type HearingConfig } from './config.ts'
export type { HearingDeps } from './deps.ts'
export type { Draw } from './draw.ts'
export { mountHearing } from './http.ts'
export { workHearing } from './jobs.ts'
export type { Match, Viewer } from './match.ts'
export type { Standing } from './standing.ts'

export interface Hearing {
  /** Clips that the viewer may be given as one of their first, at most `limit`, none twice; from memory. */
  candidates(viewer: Viewer, limit: number): Draw[]
  /** A slot with this clip goes out. It counts when it was watched and judged, not before; until then, and for some
   *  minutes at most, nobody else is asked in its place. */
  shown(videoId: string): void
  /** For creators: where each of these clips stands. Clips that never had a hearing are left out. */
  standings(videoIds: readonly string[]): Promise<ReadonlyMap<string, Standing>>
  /** Takes a clip in, or out, as it is now. */
  enrol(videoId: string): Promise<void>
  /** Fixes what is promised today. Twice is the same as once. */
  makeDay(): Promise<void>
  /** Counts what was judged since the last time. @returns how many reports were looked at */
  countDue(): Promise<number>
  /** Ends what is over. */
  tend(): Promise<void>
  /** Makes the weekly reports that are due. @returns the first days of their weeks */
  makeWeeks(): Promise<Day[]>
  /** Takes in what was counted, by any process. @returns how many changes */
  refresh(): Promise<number>
  figures(): Promise<HearingFigures>
  /** The newest first. */
  weeks(): Promise<{ firstDay: Day; lastDay: Day; report: WeekReport; madeAt: Date }[]>
  /** Keeps the memory up to date from now on. */
  start(): Promise<void>
  stop(): void
}

const weeksMax = 53

export function createHearing(deps: HearingDeps): Hearing {
  const { db, clock, config, events, log } = deps
  const book = createBook({ match: deps.match ?? matchByWords, youngVotes: config.YOUNG_VOTES })
  const reader = createReader(db, book, clock)
  let timer: NodeJS.Timeout | undefined
  let isBusy = false

  events.on(videoPublished, 'hearing', ({ videoId }) => enrol(deps, videoId))
  events.on(videoChanged, 'hearing', ({ videoId }) => enrol(deps, videoId))
  events.on(videoRemoved, 'hearing', ({ videoId }) => enrol(deps, videoId))

  return {
    candidates: (viewer, limit) => book.draw(viewer, limit, clock.now().getTime(), deps.random),
    shown: (videoId) => book.offered(videoId, clock.now().getTime()),
    async standings(videoIds) {
      const entries = await store.findEntries(db, videoIds)
      return new Map(entries.map((entry) => [entry.videoId, standingOf(entry, book, config, clock.now())]))
    },
    enrol: (videoId) => enrol(deps, videoId),
    makeDay: () => makeDay(deps),
    countDue: () => countDue(deps),
    tend: () => tend(deps),
    makeWeeks: () => makeWeeks(deps),
    refresh: reader.refresh,
    figures: () => readFigures(deps, book),
    async weeks() {
      return (await listWeeks(db, weeksMax)).map(({ firstDay, report, madeAt }) => ({
        firstDay,
        lastDay: addDays(firstDay, 6),
        report: zWeekReport.parse(report),
        madeAt,
      }))
    },
    async start() {
      await reader.refresh()
      timer = setInterval(() => {
        if (isBusy) return
        isBusy = true
        reader
          .refresh()
          .catch((error: unknown) => log.warn({ event: 'hearing-refresh-failed', err: asError(error) }))
          .finally(() => {
            isBusy = false
          })
      }, config.REFRESH_SECONDS * 1000)
      timer.unref()
    },
    stop() {
      clearInterval(timer)
    },
  }
}
