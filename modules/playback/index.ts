/** Playback turns what players report into views that may be paid for.
 *
 *  - An event that was answered 202 is durable, and is stored once however often it is sent.
 *  - Every stored event gets one verdict with a reason; qualify.ts is the whole rule.
 *  - A day that is closed never changes again. A late event belongs to the next open day.
 *  - A ticket that this stage did not sign adds nothing anywhere. */
import { addDays, type Clock, type Day, dayOf, daysBetween } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Metrics } from '../../platform/metrics.ts'
import { createAppender } from './append.ts'
import { closeDay, closeDueDays, daysDue } from './close-day.ts'
import type { PlaybackConfig } from './config.ts'
import type { WatchEvent } from './contract.ts'
import { createFigures, type Figures } from './figures.ts'
import { createIngest, type IngestReply, type Reporter } from './ingest.ts'
import { type TicketFields, ticketIssuer } from './issue-ticket.ts'
import { createJudge, type DeviceAccounts } from './judge.ts'
import { codeOfWord, type Word, words } from './qualify.ts'
import { robotDetector } from './robots.ts'
import * as store from './store.ts'
import type { PaidView } from './store.ts'
import { findWatched } from './store-history.ts'
import { findJudged, findJudgedMarks, type JudgedRow } from './store-judged.ts'
import { findViewsAmong, type ViewerClip } from './store-watched-among.ts'
import { findReported, type ReportedRow, type SeqRange } from './store-reported.ts'
import { createTickets, type Ticket, type TicketSource, ticketSources } from './tickets.ts'
import { viewerAllowance } from './viewer-allowance.ts'

export { playbackConfig, type PlaybackConfig } from './config.ts'
export { dayClosed } from './close-day.ts'
export { mountPlayback } from './http.ts'
export { workPlayback } from './jobs.ts'
export { videoPopular } from './judge.ts'
export { rules as qualifyRules, type Word, words } from './qualify.ts'
export type { Figures, StageSums, Stretch, ViewerSums } from './figures.ts'
export type { JudgedRow } from './store-judged.ts'
export type { ReportedRow, SeqRange } from './store-reported.ts'
export { type PaidView, type Reporter, type Ticket, type TicketFields, type TicketSource, ticketSources }

export interface Counters {
  readonly plays: number
  readonly views: number
  readonly paidViews: number
}

/** A clip that a viewer watched. */
export interface Watched {
  readonly videoId: string
  readonly creatorId: string
  /** The latest ticket that it was watched with. */
  readonly ticketId: string
  /** When that one was offered. */
  readonly at: Date
  /** Played of it on the day when most was, in milliseconds. */
  readonly totalMs: number
}

/** A creator's organic watches of one video and day: how many ended with each word. */
export interface VideoHistogram {
  readonly videoId: string
  readonly counts: Readonly<Partial<Record<Word, number>>>
  /** Milliseconds that could weigh; only those of paid views do. */
  readonly validMs: bigint
}

export interface VerdictCount {
  readonly creatorId: string
  readonly counts: Readonly<Partial<Record<Word, number>>>
}

export interface HourCount {
  readonly creatorId: string
  /** 24 counts, from midnight on. */
  readonly hours: readonly number[]
}

/** An ad's ticket as judged. It may appear again when it earned a higher word. */
export interface JudgedImpression {
  /** Read on from the last one seen. */
  readonly seq: bigint
  readonly day: Day
  readonly ticketId: string
  readonly campaignId: string
  readonly viewerKey: string
  readonly videoId: string
  /** What the ticket promised. */
  readonly priceMicro: bigint
  /** 2 s watched without a break by someone who may: the merchant pays, once a ticket. */
  readonly isValid: boolean
  /** `view`, or why it is not valid. */
  readonly reason: Word
}

export interface Playback {
  /** Signs a ticket for a slot about to be shown. About 2 µs, no database. */
  issueTicket(fields: TicketFields): string
  /** @returns undefined when this stage did not sign it. An expired ticket is returned. */
  readTicket(token: string): Ticket | undefined
  /** Stores a batch of events; resolves when they are durable. @throws Refusal too_many_requests */
  ingest(caller: Reporter, batch: { batchId: string; events: readonly WatchEvent[] }): Promise<IngestReply>
  /** Gives every event reported so far its verdict. @returns how many events were judged */
  judgeDue(): Promise<number>
  /** Judges the rest of the day and ends it. @returns false when it was closed already. @throws Refusal day_to_come */
  closeDay(day: Day): Promise<boolean>
  /** Closes each day whose grace is over. */
  closeDueDays(): Promise<Day[]>
  /** Days whose grace is over and that are not closed yet. */
  daysDue(): Promise<Day[]>
  /** Videos that the viewer watched in the last week, the longest ago first; at most `limit`. */
  recentlySeen(viewerKey: string, limit: number): Promise<string[]>
  /** What a viewer watched since that day, each clip once, the latest first. Judged watches only.
   *  @param asked.before a ticket's id: go on below it */
  watched(
    viewerKey: string,
    asked: { readonly since: Day; readonly before?: string | undefined; readonly limit: number },
  ): Promise<Watched[]>
  /** Those of the pairs of which the viewer watched the clip: a view at least, as judged, while reports are kept. */
  watchedAmong(pairs: readonly ViewerClip[]): Promise<ViewerClip[]>
  /** How many watches of that day were judged so far. */
  watchesOn(day: Day): Promise<number>
  /** The state of a day that has seen a watch, or was closed. */
  dayState(day: Day): Promise<'open' | 'closing' | 'closed' | undefined>
  /** Partitions for today and the next two days, so that no append waits for them. */
  makeDaysAhead(): Promise<void>
  /** Public counters, organic; zeros for a video that nobody watched. */
  counters(videoIds: readonly string[]): Promise<ReadonlyMap<string, Counters>>
  /** A creator's watches of a day by video and word. */
  histogram(creatorId: string, day: Day): Promise<VideoHistogram[]>
  /** For each creator with organic watches on that day: how many ended with each word. */
  eachVerdictCount(day: Day): AsyncIterable<VerdictCount>
  /** For each creator with paid views on that day: how many began in each hour of it, by the clock of the stage. Counts
   *  only; whoever shows them says from how many viewers on. */
  eachHourCount(day: Day): AsyncIterable<HourCount>
  /** A day's paid views in the order of viewer, then video; one a viewer and video. */
  eachPaidView(day: Day): AsyncIterable<PaidView>
  /** Judged ad tickets in order. */
  readJudgedImpressions(afterSeq: bigint, limit: number): Promise<JudgedImpression[]>
  /** How far the judge is, for each day from `from` on and each earlier one that is not closed. */
  judgedMarks(from: Day): Promise<{ day: Day; seq: bigint }[]>
  /** Organic reports of the For You feed that were judged and whose ticket is a play or more, in the order of `seq`.
   *  @param upTo a mark of {@link Playback.judgedMarks} */
  readJudgedWatches(day: Day, after: bigint, upTo: bigint, limit: number): Promise<JudgedRow[]>
  /** Sums of the For You feed. */
  readonly figures: Figures
  /** Reports above `after`, and those within the gaps that have come since, in order; at most `limit`.
   *  @param since earlier days are not looked at */
  readReported(asked: {
    readonly after: bigint
    readonly gaps: readonly SeqRange[]
    readonly since: Day
    readonly limit: number
  }): Promise<ReportedRow[]>
  /** Called when this process has stored reports. */
  onReported(listener: () => void): void
  /** Drops the single reports and verdicts of closed days older than `days`; sums of videos, counters and impressions
   *  stay. Run it only for days whose period is final: paid views can't be listed again afterwards.
   *  @returns the days dropped */
  dropReportsOlderThan(days: number): Promise<Day[]>
}

export interface PlaybackDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly events: Events
  readonly config: PlaybackConfig
  readonly identity: DeviceAccounts
  readonly metrics: Metrics
}

const streamBatch = 10_000

/** The instant in a version 7 uuid (RFC 9562 §5.7): its first 48 bits, in milliseconds. */
const offeredAt = (ticketId: string): Date =>
  new Date(Number.parseInt(ticketId.slice(0, 8) + ticketId.slice(9, 13), 16))

const countsOf = (watches: readonly number[]): Partial<Record<Word, number>> =>
  Object.fromEntries(
    words.map((word, code) => [word, watches[code] ?? 0] as const).filter(([, count]) => count > 0),
  )

export function createPlayback({
  db,
  clock,
  ids,
  events,
  config,
  identity,
  metrics,
}: PlaybackDeps): Playback {
  assert(config.TICKET_KEY, 'compose gives playback a ticket key')
  const timeZone = config.TIME_ZONE
  const tickets = createTickets(
    [config.TICKET_KEY, config.TICKET_KEY_OLD].filter((key): key is string => key !== undefined),
  )
  const judge = createJudge({
    db,
    identity,
    events,
    batchRows: config.JUDGE_BATCH,
    popularViews: config.POPULAR_VIEWS,
    judged: metrics.counter('playback_judged_total', 'Watch events judged, by word.', ['word']),
  })
  const ingest = createIngest({
    clock,
    timeZone,
    tickets,
    appender: createAppender({ db, clock, timeZone }),
    allowance: viewerAllowance(config.EVENTS_PER_MINUTE),
    isRobot: robotDetector(config.ROBOTS),
    received: metrics.counter('playback_received_total', 'Watch events received, by outcome.', ['outcome']),
  })
  const closing = { db, clock, events, judge, timeZone }
  const reported: (() => void)[] = []

  return {
    issueTicket: ticketIssuer(tickets, { clock, ids }, config.TICKET_MINUTES * 60_000),
    readTicket: tickets.verify,
    async ingest(caller, batch) {
      const reply = await ingest(caller, batch.events)
      for (const listener of reported) listener()
      return reply
    },
    judgeDue: judge.judgeDue,
    closeDay: (day) => closeDay(closing, day),
    closeDueDays: () => closeDueDays(closing, config.CLOSE_GRACE_MINUTES),
    daysDue: () => daysDue(closing, config.CLOSE_GRACE_MINUTES),
    recentlySeen: (viewerKey, limit) =>
      store.findSeen(db, viewerKey, addDays(dayOf(clock.now(), timeZone), -6), limit),
    async watched(viewerKey, { since, before, limit }) {
      const rows = await findWatched(db, viewerKey, since, before, limit)
      return rows.map((row) => ({ ...row, at: offeredAt(row.ticketId) }))
    },
    watchedAmong: (pairs) => findViewsAmong(db, pairs),
    watchesOn: async (day) => (await store.countWatches(db, day)).count,
    dayState: async (day) => (await store.findDay(db, day))?.state,
    async makeDaysAhead() {
      const today = dayOf(clock.now(), timeZone)
      // A day on which the stage was down exists too: without it, its period could never close.
      const latest = await store.latestDay(db)
      const from = latest === undefined || latest > today ? today : latest
      for (const day of daysBetween(from, addDays(today, 2))) await store.makeDay(db, day)
    },
    async counters(videoIds) {
      const found = await store.findTotals(db, videoIds)
      const counters = new Map<string, Counters>(
        videoIds.map((id) => [id, { plays: 0, views: 0, paidViews: 0 }]),
      )
      for (const { videoId, plays, views, paidViews } of found)
        counters.set(videoId, { plays: Number(plays), views: Number(views), paidViews: Number(paidViews) })
      return counters
    },
    async histogram(creatorId, day) {
      const rows = await store.findVideoDays(db, creatorId, day)
      return rows.map(({ videoId, watches, validMs }) => ({
        videoId,
        validMs,
        counts: countsOf(watches),
      }))
    },
    async *eachVerdictCount(day) {
      for await (const rows of store.streamCreatorDays(db, day, streamBatch))
        for (const { creatorId, watches } of rows) yield { creatorId, counts: countsOf(watches.map(Number)) }
    },
    async *eachHourCount(day) {
      for await (const rows of store.streamHourCounts(db, day, codeOfWord('paid'), timeZone, streamBatch))
        yield* rows
    },
    async *eachPaidView(day) {
      for await (const rows of store.streamPaidViews(db, day, codeOfWord('paid'), streamBatch)) yield* rows
    },
    async readJudgedImpressions(afterSeq, limit) {
      const rows = await store.findImpressionsAfter(db, afterSeq, limit)
      return rows.map(({ word, ...row }) => {
        const reason = words[word]
        assert(reason, 'a stored word is known')
        return { ...row, reason, isValid: reason === 'view' }
      })
    },
    figures: createFigures(db, timeZone),
    judgedMarks: (from) => findJudgedMarks(db, from),
    readJudgedWatches: (day, after, upTo, limit) => findJudged(db, day, after, upTo, limit),
    readReported: (asked) => findReported(db, asked),
    onReported(listener) {
      reported.push(listener)
    },
    async dropReportsOlderThan(days) {
      const before = addDays(dayOf(clock.now(), timeZone), -days)
      const dropped: Day[] = []
      for (const day of await store.closedDaysBefore(db, before))
        if (await db.transaction((tx) => store.dropDay(tx, day))) dropped.push(day)
      return dropped
    },
  }
}
