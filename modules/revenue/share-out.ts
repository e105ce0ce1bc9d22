import { type Day, toDay } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import * as accounts from './accounts.ts'
import type { RevenueDeps } from './deps.ts'
import { revenueDayShared } from './events.ts'
import { creatorDayLeaf, rowLeaf, uuidBytes, viewerDayLeaf } from './leaves.ts'
import { creatorsPart, type Share } from './allocate.ts'
import { periodOf } from './period.ts'
import { postTransfers } from './post-transfers.ts'
import { pseudonyms, uuidText } from './pseudonym.ts'
import { schemeOf } from './schemes.ts'
import * as days from './store.ts'
import * as rows from './store-rows.ts'
import { copyUnfunded } from './store-what-if.ts'
import { streamTree } from './sum-tree.ts'
import { createTally, tallyJson } from './tally.ts'
import { eachViewerDay, shareViewerDay } from './viewer-days.ts'

export type ShareOutResult = 'shared' | 'shared before'

/** Shares out what a day's ads earned. Three steps, each safe to repeat from the start after a crash anywhere:
 *  fix the amounts (one transaction, marked first), move the money (transfers whose ids follow from the day and
 *  the creator), say that it is done. The same facts give the same rows, roots and transfers.
 *  @param poolMicro what ads settled for the day, µIDR; must be exactly what its viewers' ads earned
 *  @throws AssertionFailed when the two streams and the pool disagree: nothing is shared, the pool stays whole */
export async function shareOut(deps: RevenueDeps, day: Day, poolMicro: bigint): Promise<ShareOutResult> {
  const before = await days.findDay(deps.db, day)
  if (before?.state === 'shared') {
    assert(before.poolMicro === poolMicro, 'a day is settled once')
    return 'shared before'
  }
  if (before === undefined) await fixAmounts(deps, day, poolMicro)
  await moveMoney(deps, day)
  return 'shared'
}

/** Makes the transfers of a day whose amounts are fixed. */
export async function moveMoney(deps: RevenueDeps, day: Day): Promise<void> {
  const fixed = await days.findDay(deps.db, day)
  assert(fixed !== undefined && fixed.state !== 'allocating', 'the amounts of the day are fixed')
  const pool = accounts.poolAccount(day)
  const reason = `ad money of ${day}`
  const transfer = (to: string, credit: string, amount: bigint, code: number) => ({
    id: accounts.shareTransferId(day, to),
    debit: pool,
    credit,
    ledger: accounts.MICRO_LEDGER,
    amount,
    code,
    reason,
  })
  const { creatorShare, platformShare, unattributed } = accounts.TRANSFER_CODES
  for await (const batch of rows.eachCreatorOfDay(deps.db, day)) {
    const paid = batch.filter((one) => one.micro > 0n)
    await postTransfers(
      deps.ledger,
      deps.db,
      paid.map((one) => accounts.accrualOf(one.creatorId)),
      paid.map((one) => [
        transfer(one.creatorId, accounts.accrualAccount(one.creatorId), one.micro, creatorShare),
      ]),
    )
  }
  const others = [
    transfer('platform', accounts.platformAccount, fixed.platformMicro, platformShare),
    transfer('unattributed', accounts.unattributedAccount, fixed.unattributedMicro, unattributed),
  ].filter((one) => one.amount > 0n)
  await postTransfers(
    deps.ledger,
    deps.db,
    accounts.sharedAccounts(),
    others.map((one) => [one]),
  )
  const [left] = await deps.ledger.balances([pool])
  assert(left === undefined || left.creditsPosted === left.debitsPosted, 'the day’s pool is empty')
  await deps.db.transaction(async (tx) => {
    if (await days.markShared(tx, day, deps.clock.now()))
      await deps.events.publish(tx, revenueDayShared, { day })
  })
}

async function fixAmounts(deps: RevenueDeps, day: Day, poolMicro: bigint): Promise<void> {
  const { db, clock, ids, config } = deps
  const period = periodOf(day, config.PERIOD)
  const scheme = await schemeOf(deps, period)
  // The secret is kept before it is used: a crash and a second run must name the viewers alike.
  const fresh = Buffer.from(ids.secret(32), 'base64url')
  const secret = await days.periodSecret(db, period, fresh, clock.now())
  assert(secret !== undefined, 'no day of the period may come after its appeal window')
  await db.transaction(async (tx) => {
    const mark = { day, period, schemeFrom: scheme.validFrom, poolMicro, now: clock.now() }
    if (!(await days.markDay(tx, mark))) return
    const sums = await writeRows(deps, tx, day, secret, scheme)
    assert(sums.pool === poolMicro, 'the day’s pool is what its viewers’ ads earned')
    const creatorTree = await writeCreatorDays(tx, day, scheme.creatorsShare)
    const viewerTree = await rootOfViewers(tx, day, scheme.creatorsShare)
    assert(
      creatorTree.sum === sums.creators && viewerTree.sum === sums.pool,
      'the trees hold what was shared',
    )
    await days.fixDay(tx, {
      day,
      creatorsMicro: sums.creators,
      platformMicro: sums.platform,
      unattributedMicro: sums.unattributed,
      creatorLeaves: creatorTree.leaves,
      creatorRoot: creatorTree.hash,
      viewerLeaves: viewerTree.leaves,
      viewerRoot: viewerTree.hash,
      views: await snapshotViews(deps, tx, day),
    })
    await snapshotHours(deps, tx, day)
  })
}

const CHUNK = 20_000

async function writeRows(
  { playback, ads }: RevenueDeps,
  tx: Tx,
  day: Day,
  secret: Buffer,
  scheme: { creatorsShare: Share; capMs: bigint },
) {
  await rows.openArrivals(tx)
  const sums = { pool: 0n, creators: 0n, platform: 0n, unattributed: 0n }
  const nameOf = pseudonyms(secret)
  let viewerLines: string[] = []
  let rowLines: string[] = []
  // Two COPYs cannot share a connection, so the rows of both tables go out in turns.
  const flush = async () => {
    await rows.copyViewerDays(tx, viewerLines)
    await rows.copyArrivals(tx, rowLines)
    viewerLines = []
    rowLines = []
  }
  const unfunded = new Map<string, { views: number; watchMs: bigint }>()
  const keepUnfunded = (creatorId: string, weight: bigint) => {
    const { views, watchMs } = unfunded.get(creatorId) ?? { views: 0, watchMs: 0n }
    unfunded.set(creatorId, { views: views + 1, watchMs: watchMs + weight })
  }
  for await (const facts of eachViewerDay(
    ads.eachViewerSpend(day),
    playback.eachPaidView(day),
    scheme.capMs,
    keepUnfunded,
  )) {
    const pseudonym = nameOf(facts.viewerKey)
    const viewer = uuidText(pseudonym)
    const shared = shareViewerDay(day, pseudonym, facts, scheme.creatorsShare)
    sums.pool += facts.adMicro
    sums.platform += shared.platformMicro
    if (facts.watched.length === 0) sums.unattributed += shared.creatorsMicro
    else sums.creators += shared.creatorsMicro
    viewerLines.push(`${day}\t${viewer}\t${facts.adMicro}\t${facts.watchMs}`)
    facts.watched.forEach(({ creatorId, videoId, weight }, at) => {
      rowLines.push(
        `${day}\t${creatorId}\t${viewer}\t${videoId}\t${weight}\t${facts.watchMs}\t${facts.adMicro}\t${shared.amounts[at]}`,
      )
    })
    if (rowLines.length + viewerLines.length >= CHUNK) await flush()
  }
  await flush()
  await rows.keepArrivals(tx)
  await copyUnfunded(
    tx,
    [...unfunded].map(([creatorId, { views, watchMs }]) => [day, creatorId, views, watchMs].join('\t')),
  )
  return sums
}

/** Reads the rows back in the order of the trees; one creator's rows are one subtree. */
async function writeCreatorDays(tx: Tx, day: Day, share: Share) {
  const dayTree = streamTree()
  let lines: string[] = []
  let tallies: string[] = []
  let creatorId: string | undefined
  let subtree = streamTree()
  let tally = createTally(share)
  const endCreator = () => {
    if (creatorId === undefined) return
    const root = subtree.root()
    dayTree.add(creatorDayLeaf(uuidBytes(creatorId), root))
    lines.push(`${day}\t${creatorId}\t${root.sum}\t${root.leaves}\t\\\\x${root.hash.toString('hex')}`)
    tallies.push(`${day}\t${creatorId}\t${JSON.stringify(tallyJson(tally.result()))}`)
  }
  const flush = async () => {
    await rows.copyCreatorDays(tx, lines)
    await rows.copyTallies(tx, tallies)
    lines = []
    tallies = []
  }
  for await (const batch of rows.eachAllocation(tx, day)) {
    for (const row of batch) {
      if (row.creatorId !== creatorId) {
        endCreator()
        creatorId = row.creatorId
        subtree = streamTree()
        tally = createTally(share)
      }
      tally.add({ ...row, watchMs: BigInt(row.watchMs) })
      subtree.add(
        rowLeaf({
          viewer: uuidBytes(row.viewer),
          video: uuidBytes(row.videoId),
          watchMs: BigInt(row.watchMs),
          viewerWatchMs: row.viewerWatchMs,
          viewerAdMicro: row.viewerAdMicro,
          micro: row.micro,
        }),
      )
    }
    if (lines.length >= CHUNK) await flush()
  }
  endCreator()
  await flush()
  return dayTree.root()
}

async function rootOfViewers(tx: Tx, day: Day, share: Share) {
  const tree = streamTree()
  for await (const batch of rows.eachViewerOfDay(tx, day)) {
    for (const { viewer, adMicro, watchMs } of batch) {
      const creatorsMicro = creatorsPart(adMicro, share)
      tree.add(viewerDayLeaf({ viewer: uuidBytes(viewer), adMicro, watchMs, creatorsMicro }))
    }
  }
  return tree.root()
}

/** Verdicts as they stood at this moment: a statement says the same for ever, whatever playback keeps. */
async function snapshotViews({ playback }: RevenueDeps, tx: Tx, day: Day): Promise<Record<string, string>> {
  const totals = new Map<string, bigint>()
  let waiting: { creatorId: string; views: Record<string, string> }[] = []
  for await (const { creatorId, counts } of playback.eachVerdictCount?.(day) ?? []) {
    const views: Record<string, string> = {}
    for (const [verdict, count] of Object.entries(counts)) {
      if (count === undefined) continue
      views[verdict] = String(count)
      totals.set(verdict, (totals.get(verdict) ?? 0n) + BigInt(count))
    }
    waiting.push({ creatorId, views })
    if (waiting.length >= 1_000) {
      await rows.keepViews(tx, day, waiting)
      waiting = []
    }
  }
  if (waiting.length > 0) await rows.keepViews(tx, day, waiting)
  return Object.fromEntries([...totals].map(([verdict, count]) => [verdict, String(count)]))
}

async function snapshotHours({ playback }: RevenueDeps, tx: Tx, day: Day): Promise<void> {
  let waiting: { creatorId: string; hours: readonly number[] }[] = []
  for await (const one of playback.eachHourCount?.(day) ?? []) {
    waiting.push(one)
    if (waiting.length < 1_000) continue
    await rows.keepHours(tx, day, waiting)
    waiting = []
  }
  if (waiting.length > 0) await rows.keepHours(tx, day, waiting)
}

/** Takes up days that were fixed but whose money had not all moved when the process died. */
export async function finishDays(deps: RevenueDeps): Promise<Day[]> {
  const open = await days.unpostedDays(deps.db)
  for (const { day } of open) await moveMoney(deps, toDay(day))
  return open.map(({ day }) => day)
}
