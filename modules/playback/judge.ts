/** Gives every watch its verdict, a batch a transaction, the day's mark first. */
import type { Day } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import type { Count } from '../../platform/metrics.ts'
import { defineEvent, type Events } from '../../platform/events/index.ts'
import { createBatch } from './judge-batch.ts'
import type { Watch } from './qualify.ts'
import { findDay, flagBits, lockDay, unclosedDays } from './store.ts'
import * as store from './store-judge.ts'
import type { UnjudgedRow } from './store-judge.ts'

/** A video has had as many views as make it popular; once, unless it lost some in between. */
export const videoPopular = defineEvent<{ videoId: string }>('playback.video-popular')

/** Which accounts have been logged in on these devices. */
export interface DeviceAccounts {
  accountsOnDevices(deviceKeys: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>
}

export interface JudgeDeps {
  readonly db: Db
  readonly identity: DeviceAccounts
  readonly events: Events
  readonly batchRows: number
  /** Views that make a video popular. */
  readonly popularViews: number
  /** Labels: word. */
  readonly judged: Count
}

export interface Judge {
  /** Judges what has been reported on every day that is not closed. @returns how many events */
  judgeDue(): Promise<number>
  /** Judges what has been reported on that day. @returns how many events */
  judgeDay(day: Day): Promise<number>
}

export function createJudge(deps: JudgeDeps): Judge {
  const judgeDay = async (day: Day): Promise<number> => {
    const { db, batchRows } = deps
    const upTo = await horizon(db, day)
    const devices = new Map<string, readonly string[]>()
    let count = 0
    let mark = (await findDay(db, day))?.judgedSeq ?? upTo
    let coming = store.findUnjudged(db, day, mark, upTo, batchRows)
    for (;;) {
      const rows = await coming
      const last = rows.at(-1)
      if (!last) return count
      // Below the horizon rows are there for good, so the next batch is read while this one is judged and saved.
      coming = store.findUnjudged(db, day, last.seq, upTo, batchRows)
      coming.catch(() => {}) // if this batch fails first, nobody waits for the next
      const before = mark
      const found = await db.transaction((tx) => judgeBatch(tx, deps, day, before, rows, devices))
      mark = last.seq
      if (found === before) {
        count += rows.length
        continue
      }
      // Another judge was here: what it judged is judged.
      mark = found
      coming = store.findUnjudged(db, day, mark, upTo, batchRows)
    }
  }
  return {
    judgeDay,
    async judgeDue() {
      let count = 0
      for (const { day } of await unclosedDays(deps.db)) count += await judgeDay(day)
      return count
    },
  }
}

/** Sequence numbers commit out of order. Waiting once for the appends in flight makes sure that none below the
 *  horizon is still to come. */
const horizon = (db: Db, day: Day): Promise<bigint> =>
  db.transaction(async (tx) => {
    await lockDay(tx, day)
    return store.lastSeq(tx, day)
  })

/** @param rows the watches that follow `mark`
 *  @returns the day's mark as it was found; unless it is `mark`, nothing was done */
async function judgeBatch(
  tx: Tx,
  { identity, events, popularViews, judged }: JudgeDeps,
  day: Day,
  mark: bigint,
  rows: readonly UnjudgedRow[],
  devices: Map<string, readonly string[]>,
): Promise<bigint> {
  await store.lockJudge(tx)
  const found = await store.lockMark(tx, day)
  const last = present(rows.at(-1), 'a batch holds watches').seq
  if (found !== mark) return found ?? last
  // The mark goes first: a batch that is cut short leaves neither mark nor verdicts.
  await store.moveMark(tx, day, last)
  await learnDevices(identity, rows, devices)
  const batch = createBatch(day, await store.findTicketDays(tx, day, mark, last))
  for (const row of rows) batch.add(row, watchOf(row, devices))
  for (const videoId of await batch.save(tx, popularViews))
    await events.publish(tx, videoPopular, { videoId })
  for (const [word, count] of batch.counts) judged(count, { word })
  return mark
}

async function learnDevices(
  identity: DeviceAccounts,
  rows: readonly UnjudgedRow[],
  devices: Map<string, readonly string[]>,
): Promise<void> {
  const unknown = new Set<string>()
  for (const { deviceKey } of rows) if (!devices.has(deviceKey)) unknown.add(deviceKey)
  if (unknown.size === 0) return
  const found = await identity.accountsOnDevices([...unknown])
  for (const key of unknown) devices.set(key, found.get(key) ?? [])
}

/** Reads `{start,end,…}`; a quarter of the time that split and Number take, on the judge's hottest path. */
function rangesOf(text: string): number[] {
  const ranges: number[] = []
  let number = 0
  for (let at = 1; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit >= 0 && digit <= 9) number = number * 10 + digit
    else {
      if (at > 1) ranges.push(number)
      number = 0
    }
  }
  return ranges
}

function watchOf(row: UnjudgedRow, devices: ReadonlyMap<string, readonly string[]>): Watch {
  return {
    deviceKey: row.deviceKey,
    durationMs: row.durationMs,
    elapsedMs: row.elapsedMs,
    playedMs: row.playedMs,
    ranges: rangesOf(row.ranges),
    isVisible: (row.flags & flagBits.visible) !== 0,
    isRobot: (row.flags & flagBits.robot) !== 0,
    isExpired: (row.flags & flagBits.expired) !== 0,
    isForeign: (row.flags & flagBits.foreign) !== 0,
    isOwn: row.viewerKey === row.creatorId || (devices.get(row.deviceKey)?.includes(row.creatorId) ?? false),
    isPromoted: row.campaignId !== null,
  }
}
