/** Gives every watch its verdict, a batch a transaction, the day's mark first. */
import type { Day } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import type { Count } from '../../platform/metrics.ts'
import { createBatch } from './judge-batch.ts'
import type { Watch } from './qualify.ts'
import { flagBits, lockDay, unclosedDays } from './store.ts'
import * as store from './store-judge.ts'
import type { UnjudgedRow } from './store-judge.ts'

/** Which accounts have been logged in on these devices. */
export interface DeviceAccounts {
  accountsOnDevices(deviceKeys: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>
}

export interface JudgeDeps {
  readonly db: Db
  readonly identity: DeviceAccounts
  readonly batchRows: number
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
    const upTo = await horizon(deps.db, day)
    const devices = new Map<string, readonly string[]>()
    let count = 0
    for (let judged = -1; judged !== 0; count += judged)
      judged = await deps.db.transaction((tx) => judgeBatch(tx, deps, day, upTo, devices))
    return count
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

async function judgeBatch(
  tx: Tx,
  { identity, batchRows, judged }: JudgeDeps,
  day: Day,
  upTo: bigint,
  devices: Map<string, readonly string[]>,
): Promise<number> {
  await store.lockJudge(tx)
  const mark = await store.lockMark(tx, day)
  if (mark === undefined || mark >= upTo) return 0
  const rows = await store.findUnjudged(tx, day, mark, upTo, batchRows)
  const last = rows.at(-1)
  if (!last) return 0
  // The mark goes first: a batch that is cut short leaves neither mark nor verdicts.
  await store.moveMark(tx, day, last.seq)
  await learnDevices(identity, rows, devices)
  const batch = createBatch(day, await store.findTicketDays(tx, day, mark, last.seq))
  for (const row of rows) batch.add(row, watchOf(row, devices))
  await batch.save(tx)
  for (const [word, count] of batch.counts) judged(count, { word })
  return rows.length
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

function watchOf(row: UnjudgedRow, devices: ReadonlyMap<string, readonly string[]>): Watch {
  return {
    deviceKey: row.deviceKey,
    durationMs: row.durationMs,
    elapsedMs: row.elapsedMs,
    playedMs: row.playedMs,
    ranges: row.ranges === '{}' ? [] : row.ranges.slice(1, -1).split(',').map(Number),
    isVisible: (row.flags & flagBits.visible) !== 0,
    isRobot: (row.flags & flagBits.robot) !== 0,
    isExpired: (row.flags & flagBits.expired) !== 0,
    isForeign: (row.flags & flagBits.foreign) !== 0,
    isOwn: row.viewerKey === row.creatorId || (devices.get(row.deviceKey)?.includes(row.creatorId) ?? false),
    isPromoted: row.campaignId !== null,
  }
}
