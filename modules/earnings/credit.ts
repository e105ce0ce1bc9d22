import { dayOf } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { NewTransfer } from '../ledger/index.ts'
import { pendingAccount, transferCodes, wholeLedger } from './accounts.ts'
import type { EarningsConfig } from './config.ts'
import type { EarningsDeps } from './face.ts'
import type { NewEarning, Source } from './line.ts'
import { shareByWeight } from './share-line.ts'
import { wholeSplit } from './split.ts'
import { findSplits } from './splits.ts'
import * as store from './store.ts'
import { creditId } from './transfer-ids.ts'

const dayMs = 86_400_000

export function holdDaysOf(config: EarningsConfig, source: Source): number {
  switch (source) {
    case 'gift':
      return config.HOLD_DAYS_GIFT
    case 'tip':
      return config.HOLD_DAYS_TIP
    case 'subscription':
      return config.HOLD_DAYS_SUBSCRIPTION
    case 'correction':
      return 0
    case 'ads':
    case 'split':
      return config.HOLD_DAYS_ADS
  }
}

/** The kept rows decide what is transferred, so that a retry moves exactly what the first try did, whatever has happened
 *  to splits in between. */
export async function credit(
  deps: EarningsDeps,
  tx: Tx,
  asked: readonly NewEarning[],
): Promise<NewTransfer[]> {
  if (asked.length === 0) return []
  const byId = new Map(asked.map((line) => [line.id, line]))
  assert(byId.size === asked.length, 'a call credits each line once')
  const before = new Set((await store.linesOfOrigins(tx, [...byId.keys()])).map((line) => line.originId))
  const fresh = asked.filter((line) => !before.has(line.id))
  if (fresh.length > 0) await store.insertLines(tx, await rowsOf(deps, tx, fresh))

  const kept = await store.linesOfOrigins(tx, [...byId.keys()])
  const sums = new Map<string, bigint>()
  for (const line of kept) {
    assert(line.from === byId.get(line.originId)?.from, `another line has the id ${line.originId}`)
    sums.set(line.originId, (sums.get(line.originId) ?? 0n) + line.amountIdr)
  }
  for (const line of asked) assert(sums.get(line.id) === line.amountIdr, `another line has the id ${line.id}`)
  return kept.map((line) => ({
    id: creditId(line.id),
    debit: line.from,
    credit: pendingAccount(line.creatorId),
    ledger: wholeLedger,
    amount: line.amountIdr,
    code: transferCodes.credit,
    sourceId: line.id,
    reason: `earned: ${line.source}`,
  }))
}

async function rowsOf(deps: EarningsDeps, tx: Tx, lines: readonly NewEarning[]): Promise<store.NewLine[]> {
  const { clock, config, timeZone } = deps
  const now = clock.now()
  const dayOfLine = new Map(lines.map((line) => [line.id, dayOf(line.earnedAt, timeZone)]))
  const shared = lines.filter((line) => line.videoId !== undefined && line.source !== 'split')
  const splits = await findSplits(
    tx,
    [...new Set(shared.flatMap((line) => line.videoId ?? []))],
    [...new Set(shared.flatMap((line) => dayOfLine.get(line.id) ?? []))],
  )
  return lines.flatMap((line): store.NewLine[] => {
    assert(line.amountIdr > 0n, 'a line is of at least one rupiah')
    const { source } = line
    const of = source === 'split' ? (line.of ?? 'ads') : source
    const begin = Math.max(now.getTime(), line.earnedAt.getTime())
    const own: store.NewLine = {
      id: line.id,
      originId: line.id,
      creatorId: line.creatorId,
      source,
      of,
      amountIdr: line.amountIdr,
      from: line.from,
      videoId: line.videoId ?? null,
      splitId: null,
      fanId: line.fanId ?? null,
      about: line.about ?? {},
      earnedAt: line.earnedAt,
      creditedAt: now,
      releaseAt: new Date(begin + holdDaysOf(config, of) * dayMs),
    }
    const day = dayOfLine.get(line.id)
    const split =
      line.videoId === undefined || source === 'split' || day === undefined
        ? undefined
        : splits.on(line.videoId, day)
    // A tip to someone else under a shared video is that person's alone.
    if (split === undefined || split.ownerId !== line.creatorId) return [own]
    const weights = split.parts.map((part) => ({ key: part.accountId, weight: BigInt(part.basisPoints) }))
    assert(
      weights.reduce((sum, { weight }) => sum + weight, 0n) === BigInt(wholeSplit),
      'the parts of a split make a whole',
    )
    const shares = shareByWeight(line.amountIdr, weights, line.id)
    return [...shares].flatMap(([accountId, amountIdr]): store.NewLine[] => {
      if (amountIdr === 0n) return []
      if (accountId === line.creatorId) return [{ ...own, amountIdr, splitId: split.id }]
      const id = uuidFrom('earnings.part', line.id, accountId)
      return [{ ...own, id, creatorId: accountId, source: 'split', amountIdr, splitId: split.id }]
    })
  })
}
