/** Follows what players report and hands on what came of each ticket, once, in the database's order. */
import { addDays, type Clock, type Day, dayOf } from '../../../platform/clock.ts'
import { asError } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Playback } from '../../playback/index.ts'
import { createJoiner, type JoinState, silenceMs } from './join-tickets.ts'
import { type AskSignals, type ClosedTicket, type Outcome, outcomeOf } from './outcome.ts'
import { advance, firstCursor, type ReportCursor } from './report-cursor.ts'

/** Where the stream stands: what was learned belongs to exactly this. */
export interface StreamState {
  readonly cursor: ReportCursor
  /** Earlier days are not looked at any more. */
  readonly since: Day
  readonly joined: JoinState
}

export interface FollowDeps {
  readonly clock: Clock
  readonly log: Logger
  readonly timeZone: string
  readonly playback: Pick<Playback, 'readReported' | 'onReported'>
  readonly signals: AskSignals
  /** Resolves when they are learned; called again with the same when it throws. */
  readonly deliver: (outcomes: readonly Due[]) => Promise<void>
}

/** An outcome, and since when it could be learned: its viewer reported another clip, or had been silent for long enough. */
export interface Due {
  readonly outcome: Outcome
  readonly dueMs: number
}

export interface Follower {
  /** Takes in whatever there is. @returns how many reports were read */
  look(): Promise<number>
  /** Runs `work` when everything read so far has been delivered, and reads nothing meanwhile.
   *  @returns undefined where something could not be delivered yet */
  between<T>(work: (state: StreamState) => Promise<T>): Promise<T | undefined>
  /** Reads on from there. Call it before anything was read. */
  resume(state: StreamState): void
  /** Looks at each report of this process at once, and at those of others every second. */
  start(): void
  stop(): Promise<void>
}

const batchRows = 2_000
const lookMs = 1_000
/** What is reported within so long is read together: a question costs more than what it is answered. */
const gatherMs = 100

export const firstState = (today: Day, days: number, joined: JoinState): StreamState => ({
  cursor: firstCursor,
  since: addDays(today, -days),
  joined,
})

export function followReports(deps: FollowDeps, begin: StreamState): Follower {
  const { clock, log, playback } = deps
  let { cursor, since } = begin
  let joiner = createJoiner(begin.joined)
  /** Closed and not delivered yet. */
  let waiting: { readonly ticket: ClosedTicket; readonly dueMs: number }[] = []
  let turn: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let gathering: NodeJS.Timeout | undefined
  let isPoked = false
  let isStopped = false

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }
  const wait = (ticket: ClosedTicket, closedMs: number): void => {
    waiting.push({ ticket, dueMs: Math.min(closedMs, ticket.lastMs + silenceMs) })
  }
  const deliver = async (): Promise<void> => {
    if (waiting.length === 0) return
    const signals = await deps.signals(waiting.map(({ ticket }) => ticket))
    const outcomes = waiting.flatMap(({ ticket, dueMs }, at) => {
      const signal = signals[at]
      return signal ? [{ outcome: outcomeOf(ticket, signal), dueMs }] : []
    })
    if (outcomes.length > 0) await deps.deliver(outcomes)
    waiting = []
  }
  const readOnce = async (): Promise<number> => {
    await deliver()
    const now = clock.now()
    const nowMs = now.getTime()
    const rows = await playback.readReported({
      after: cursor.max,
      gaps: cursor.gaps,
      since,
      limit: batchRows,
    })
    const isWhole = rows.length < batchRows
    cursor = advance(
      cursor,
      rows.map(({ seq }) => seq),
      nowMs,
      isWhole,
    )
    for (const row of rows) {
      const closed = joiner.take(row, nowMs)
      if (closed) wait(closed, row.receivedAt.getTime())
    }
    if (isWhole) {
      for (const closed of joiner.closeSilent(nowMs)) wait(closed, nowMs)
      // A day takes no more reports when it is over, but for those that were on their way.
      const yesterday = addDays(dayOf(now, deps.timeZone), -1)
      if (since < yesterday) since = yesterday
    }
    await deliver()
    return rows.length
  }
  const look = async (): Promise<number> => {
    let total = 0
    for (;;) {
      const count = await inTurn(readOnce)
      total += count
      if (count < batchRows || isStopped) return total
    }
  }
  const poke = (): void => {
    if (isPoked || isStopped) return
    isPoked = true
    gathering = setTimeout(() => {
      // Whatever is reported while this waits its turn is read with it.
      void inTurn(async () => {
        isPoked = false
        while ((await readOnce()) === batchRows && !isStopped);
      }).catch((error: unknown) => log.warn({ event: 'reports-not-followed', err: asError(error) }))
    }, gatherMs).unref()
  }

  return {
    look,
    between: (work) =>
      inTurn(async () => (waiting.length > 0 ? undefined : work({ cursor, since, joined: joiner.state() }))),
    resume(state) {
      cursor = state.cursor
      since = state.since
      joiner = createJoiner(state.joined)
    },
    start() {
      playback.onReported(poke)
      timer = setInterval(poke, lookMs)
      timer.unref()
      poke()
    },
    async stop() {
      isStopped = true
      clearInterval(timer)
      clearTimeout(gathering)
      await turn
    },
  }
}
