import { addDays, type Day, dayOf } from '../../platform/clock.ts'
import { assert } from '../../platform/errors.ts'
import * as accounts from './accounts.ts'
import type { RevenueDeps } from './deps.ts'
import { revenuePeriodClosed } from './events.ts'
import { creatorPeriodLeaf, uuidBytes } from './leaves.ts'
import { daysOf, type Period, periodOf, toPeriod } from './period.ts'
import {
  type Carry,
  carryOver,
  MICRO,
  type PeriodBody,
  periodBody,
  type Signed,
  signed,
} from './period-document.ts'
import { postTransfers } from './post-transfers.ts'
import { schemeOf } from './schemes.ts'
import { hashOf } from './sign.ts'
import { type DayRow, daysFrom, firstDayEver } from './store.ts'
import * as store from './store-periods.ts'
import { streamTree } from './sum-tree.ts'

export type ClosePeriodResult =
  | { readonly status: 'closed' | 'closed before'; readonly period: Period; readonly hash: string }
  /** The period is not over, or an earlier one is not closed yet. */
  | { readonly status: 'too early'; readonly period: Period }
  | { readonly status: 'days missing'; readonly period: Period; readonly days: readonly Day[] }

/** Closes a period: fixes what each creator is due (marked first, one transaction), moves whole units to the creators'
 *  pending earnings, signs and publishes the document. Safe to repeat after a crash at any point: the instant of
 *  closing and all amounts are fixed with the mark, so the document comes out byte for byte the same. */
export async function closePeriod(deps: RevenueDeps, period: Period): Promise<ClosePeriodResult> {
  const before = await store.findPeriod(deps.db, period)
  if (before?.state === 'closed') return { status: 'closed before', period, hash: before.hash ?? '' }
  if (before === undefined) {
    const refused = await fixTotals(deps, period)
    if (refused !== undefined) return refused
  }
  const row = await store.findPeriod(deps.db, period)
  assert(row !== undefined, 'the period was just written')
  await moveMoney(deps, row)
  return { status: 'closed', period, hash: await publish(deps, row) }
}

async function fixTotals(deps: RevenueDeps, period: Period): Promise<ClosePeriodResult | undefined> {
  const { db, clock } = deps
  const wanted = daysOf(period)
  return db.transaction(async (tx) => {
    await store.lockPeriods(tx) // one closing at a time: the next number in the chain is taken once
    if (await store.findPeriod(tx, period)) return undefined
    const latest = await store.latestPeriod(tx)
    const lastDay = wanted.at(-1)
    const begin = await firstDayEver(tx)
    assert(lastDay !== undefined, 'a period has days')
    if (begin === undefined || lastDay < begin || dayOf(clock.now(), deps.timeZone) <= lastDay)
      return { status: 'too early', period }
    // A stage's first period may have begun before the stage did; after that, not a day is left out.
    const days = wanted.filter((day) => latest !== undefined || day >= begin)
    const [firstDay] = days
    assert(firstDay !== undefined, 'at least its last day is left')
    const isNext = latest === undefined ? firstDay === begin : addDays(latest.lastDay, 1) === firstDay
    if (!isNext || latest?.state === 'closing') return { status: 'too early', period }
    const shared = (await daysFrom(tx, firstDay, lastDay)).filter((day) => day.state === 'shared')
    const have = new Set<string>(shared.map((row) => row.day))
    const missing = days.filter((day) => !have.has(day))
    if (missing.length > 0) return { status: 'days missing', period, days: missing }

    const accrued = shared.reduce((sum, row) => sum + row.platformMicro, 0n)
    const previous =
      latest === undefined
        ? undefined
        : carriesOf(latest, await daysFrom(tx, latest.firstDay, latest.lastDay))
    const platform = carryOver(previous?.platform.closingMicro ?? 0n, accrued)
    const sequence = (latest?.sequence ?? 0n) + 1n
    await store.addPeriod(tx, {
      period,
      sequence,
      firstDay,
      lastDay,
      closedAt: clock.now(),
      creatorsOpeningMicro: previous?.creators.closingMicro ?? 0n,
      platformOpeningMicro: platform.openingMicro,
      platformAccruedMicro: platform.accruedMicro,
      platformPosted: platform.posted,
      heldBeforeMicro: previous?.heldMicro ?? 0n,
    })
    await store.fixCreators(tx, { sequence, firstDay, lastDay })
    return undefined
  })
}

function carriesOf(row: store.PeriodRow, days: readonly DayRow[]) {
  const creators: Carry = {
    openingMicro: row.creatorsOpeningMicro,
    accruedMicro: row.creatorsAccruedMicro,
    posted: row.creatorsPosted,
    closingMicro: row.creatorsOpeningMicro + row.creatorsAccruedMicro - row.creatorsPosted * MICRO,
  }
  const platform = carryOver(row.platformOpeningMicro, row.platformAccruedMicro)
  assert(platform.posted === row.platformPosted, 'what is kept is what is computed')
  const held = days.reduce((sum, day) => sum + day.unattributedMicro, 0n)
  return { creators, platform, heldMicro: row.heldBeforeMicro + held }
}

/** Micro units leave the accrual account into the conversion account, whole units leave its other side. */
async function moveMoney({ ledger, db }: RevenueDeps, row: store.PeriodRow): Promise<void> {
  const reason = `close of ${row.period}`
  const { closeMicro, closeWhole } = accounts.TRANSFER_CODES
  const chain = (of: string, accrual: string, pending: string, posted: bigint) => [
    {
      id: accounts.closeTransferId(row.period, of, 'micro'),
      debit: accrual,
      credit: accounts.conversionAccount(2),
      ledger: accounts.MICRO_LEDGER,
      amount: posted * MICRO,
      code: closeMicro,
      reason,
    },
    {
      id: accounts.closeTransferId(row.period, of, 'whole'),
      debit: accounts.conversionAccount(1),
      credit: pending,
      ledger: accounts.WHOLE_LEDGER,
      amount: posted,
      code: closeWhole,
      reason,
    },
  ]
  const platform = chain(
    'platform',
    accounts.platformAccount,
    accounts.platformIncomeAccount,
    row.platformPosted,
  )
  await postTransfers(
    ledger,
    db,
    [...accounts.sharedAccounts(), ...accounts.conversionAccounts()],
    row.platformPosted > 0n ? [platform] : [],
  )
  for await (const batch of store.eachCreatorOfPeriod(db, row.sequence)) {
    const due = batch.filter((one) => one.posted > 0n)
    await postTransfers(
      ledger,
      db,
      due.map((one) => accounts.pendingOf(one.creatorId)),
      due.map((one) =>
        chain(
          one.creatorId,
          accounts.accrualAccount(one.creatorId),
          accounts.pendingAccount(one.creatorId),
          one.posted,
        ),
      ),
    )
  }
}

async function publish(deps: RevenueDeps, row: store.PeriodRow): Promise<string> {
  const { db, events, signer } = deps
  const days = await daysFrom(db, row.firstDay, row.lastDay)
  const { creators, platform } = carriesOf(row, days)
  const scheme = await schemeOf(deps, toPeriod(row.period))
  assert(
    days.every((day) => day.schemeFrom === scheme.validFrom),
    'a period has one scheme',
  )
  const tree = streamTree()
  for await (const batch of store.eachCreatorOfPeriod(db, row.sequence))
    for (const one of batch) tree.add(creatorPeriodLeaf({ creator: uuidBytes(one.creatorId), ...one }))
  const previous = await store.periodBefore(db, row.sequence)
  const body = periodBody({
    period: row.period,
    sequence: row.sequence,
    previous: previous?.hash ?? null,
    closedAt: row.closedAt,
    timeZone: deps.timeZone,
    currency: deps.currency,
    scheme,
    days: days.map((day) => ({
      ...day,
      creatorTree: { leaves: day.creatorLeaves, sum: day.creatorsMicro, hash: day.creatorRoot },
      viewerTree: { leaves: day.viewerLeaves, sum: day.poolMicro, hash: day.viewerRoot },
    })),
    creators,
    creatorsTree: tree.root(),
    platform,
    heldBeforeMicro: row.heldBeforeMicro,
  })
  const hash = hashOf('period', body)
  const document: Signed<PeriodBody> = signed('period', body, signer)
  await db.transaction(async (tx) => {
    if (await store.publishPeriod(tx, row.sequence, JSON.stringify(document), hash))
      await events.publish(tx, revenuePeriodClosed, { period: row.period })
  })
  return hash
}

/** Closes, in order, every period that is over and whose days are all shared; stops at the first that is not ready.
 *  @returns what was closed now, and last of all the one that stopped it, if any did */
export async function closeDuePeriods(deps: RevenueDeps): Promise<ClosePeriodResult[]> {
  const results: ClosePeriodResult[] = []
  for (const period of await duePeriods(deps)) {
    const result = await closePeriod(deps, period)
    results.push(result)
    if (result.status !== 'closed' && result.status !== 'closed before') break
  }
  return results
}

/** Periods that are over and not closed, the oldest first. */
export async function duePeriods(deps: RevenueDeps): Promise<Period[]> {
  const begin = await firstDayEver(deps.db)
  if (begin === undefined) return []
  const today = dayOf(deps.clock.now(), deps.timeZone)
  const latest = await store.latestPeriod(deps.db)
  const due: Period[] = []
  let day =
    latest === undefined ? begin : latest.state === 'closed' ? addDays(latest.lastDay, 1) : latest.lastDay
  for (;;) {
    const period = periodOf(day, deps.config.PERIOD)
    const last = daysOf(period).at(-1)
    assert(last !== undefined, 'a period has days')
    if (last >= today) return due
    due.push(period)
    day = addDays(last, 1)
  }
}
