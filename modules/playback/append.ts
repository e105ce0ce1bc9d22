/** Group commit: what many requests report at the same time becomes one COPY in one transaction.
 *
 *  While a transaction is on its way to the disk, the next group gathers; nothing waits on a timer, so a lone request
 *  is written at once and a flood in few, large groups. `append` resolves when its rows are durable. */
import { type Clock, type Day, dayOf, toDay } from '../../platform/clock.ts'
import { type Db, isUniqueViolation, type Tx } from '../../platform/db/index.ts'
import { asError } from '../../platform/errors.ts'
import * as store from './store.ts'
import type { WatchRow } from './store.ts'

export interface Appender {
  /** @throws what the database threw; then none of the rows is stored, and they may be sent again */
  append(rows: readonly WatchRow[]): Promise<void>
}

export interface AppenderOptions {
  readonly db: Db
  readonly clock: Clock
  readonly timeZone: string
  /** Rows in one transaction at most; more wait for the next. */
  readonly groupRowsMax?: number
  /** Transactions on their way at once: the second fills the time that the first waits for the disk. */
  readonly inFlightMax?: number
}

interface Waiting {
  readonly rows: readonly WatchRow[]
  readonly done: () => void
  readonly failed: (error: Error) => void
}

export function createAppender({
  db,
  clock,
  timeZone,
  groupRowsMax = 5_000,
  inFlightMax = 2,
}: AppenderOptions): Appender {
  const waiting: Waiting[] = []
  let inFlight = 0

  const takeGroup = (): Waiting[] => {
    let rows = 0
    let count = 0
    while (
      count < waiting.length &&
      (count === 0 || rows + (waiting[count]?.rows.length ?? 0) <= groupRowsMax)
    )
      rows += waiting[count++]?.rows.length ?? 0
    return waiting.splice(0, count)
  }

  const flush = (): void => {
    if (inFlight >= inFlightMax || waiting.length === 0) return
    const group = takeGroup()
    inFlight++
    write(db, dayOf(clock.now(), timeZone), group)
      .then(
        () => {
          for (const one of group) one.done()
        },
        (thrown: unknown) => {
          for (const one of group) one.failed(asError(thrown))
        },
      )
      .finally(() => {
        inFlight--
        flush()
      })
  }

  return {
    append(rows) {
      if (rows.length === 0) return Promise.resolve()
      return new Promise<void>((done, failed) => {
        waiting.push({ rows, done, failed })
        // The requests that this turn of the event loop still reads join the group.
        setImmediate(flush)
      })
    },
  }
}

async function write(db: Db, today: Day, group: readonly Waiting[]): Promise<void> {
  const rows = firstOfEach(group)
  try {
    await onOpenDay(db, today, async (tx, day) => store.copyWatches(tx, day, await notBefore(tx, day, rows)))
  } catch (thrown) {
    // COPY knows no `on conflict`. Resent events are rare, so they pay for a second try, not everyone for a slower way.
    if (!isUniqueViolation(thrown)) throw thrown
    await onOpenDay(db, today, async (tx, day) =>
      store.insertWatches(tx, day, await notBefore(tx, day, rows)),
    )
  }
}

function firstOfEach(group: readonly Waiting[]): WatchRow[] {
  const byId = new Map<string, WatchRow>()
  for (const { rows } of group) for (const row of rows) if (!byId.has(row.eventId)) byId.set(row.eventId, row)
  return [...byId.values()]
}

class DayMissing extends Error {
  readonly day: Day
  constructor(day: Day) {
    super(`${day} has no partitions yet`)
    this.day = day
  }
}

async function onOpenDay(db: Db, today: Day, work: (tx: Tx, day: Day) => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await db.transaction(async (tx) => {
        const { held, ready } = await store.holdDay(tx, today)
        if (!ready) throw new DayMissing(toDay(held))
        await work(tx, toDay(held))
      })
    } catch (thrown) {
      if (!(thrown instanceof DayMissing)) throw thrown
      await store.makeDay(db, thrown.day)
    }
  }
}

/** An event id is unique within a day's partition. Where the same event can lie in an earlier day (its ticket is that
 *  old, so it may have been sent before), that day is asked. */
async function notBefore(tx: Tx, day: Day, rows: readonly WatchRow[]): Promise<readonly WatchRow[]> {
  const older = rows.filter((row) => row.issuedOn < day)
  const [first] = older.map((row) => row.issuedOn).sort()
  if (first === undefined) return rows
  const there = await store.findEventsBefore(
    tx,
    first,
    day,
    older.map((row) => row.eventId),
  )
  return there.size === 0 ? rows : rows.filter((row) => !there.has(row.eventId))
}
