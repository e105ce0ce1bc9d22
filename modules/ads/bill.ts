/** Bills judged impressions: each ticket once, money in few transfers, never above a budget or below zero. */
import type { Db, Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Count } from '../../platform/metrics.ts'
import { type AccountBalance, type Ledger, stands } from '../ledger/index.ts'
import type { JudgedImpression, Playback } from '../playback/index.ts'
import { microLedger, poolId, poolOf, prepaidId, transferCodes } from './accounts.ts'
import { type Charge, planBill } from './bill-plan.ts'
import * as store from './store-billing.ts'

export interface BillDeps {
  readonly db: Db
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances'>
  readonly playback: Pick<Playback, 'readJudgedImpressions'>
  readonly batchRows: number
  /** Labels: outcome. */
  readonly billed: Count
  /** Told, after the commit, how many offers of a campaign are done with. */
  readonly onDone: (campaignId: string, count: number) => void
}

/** Bills all that has been judged so far. @returns how many judged impressions were taken in */
export async function billDue(deps: BillDeps): Promise<number> {
  let total = 0
  for (;;) {
    const { taken, outcomes, done } = await deps.db.transaction((tx) => billBatch(tx, deps))
    for (const [outcome, count] of outcomes) deps.billed(count, { outcome })
    for (const [campaignId, count] of done) deps.onDone(campaignId, count)
    total += taken
    if (taken < deps.batchRows) return total
  }
}

/** One transaction: the mark, the impressions, what campaigns spent, and the money. Whatever stops it stops all of it,
 *  and the next try reads the same impressions and makes the same transfers. */
async function billBatch(tx: Tx, deps: BillDeps) {
  // Locked first: another node waits here, and then reads on from where this one ended.
  const mark = await store.lockMark(tx)
  const judged = await deps.playback.readJudgedImpressions(mark, deps.batchRows)
  const outcomes = new Map<string, number>()
  const done = new Map<string, number>()
  const last = judged.at(-1)
  if (!last) return { taken: 0, outcomes, done }
  await store.moveMark(tx, last.seq)

  const valid = await stillToBill(tx, judged)
  const campaigns = await store.lockCampaigns(tx, unique(valid.map((one) => one.campaignId)))
  const spent = await store.findSpentByDay(tx, [...campaigns.keys()], unique(valid.map((one) => one.day)))
  const merchants = unique([...campaigns.values()].map((one) => one.merchantId))
  const balances = await freeBalances(tx, deps.ledger, merchants)
  const plan = planBill(valid, campaigns, spent, balances)

  const rows = valid.map((one, at) => rowOf(one, plan.outcomes[at], mark))
  const aside = await setAside(tx, judged, valid)
  if (rows.length + aside.length > 0) await store.putImpressions(tx, [...rows, ...aside])
  if (plan.charges.length > 0) await store.addSpent(tx, plan.charges)
  for (const { merchantId, micro } of plan.charges)
    balances.set(merchantId, (balances.get(merchantId) ?? 0n) - micro)
  if (campaigns.size > 0) await store.stopSpentCampaigns(tx, [...campaigns.keys()], balances)
  await moveMoney(tx, deps.ledger, plan.charges, mark) // last: it holds the ledger until the commit

  for (const { unbilledReason } of [...rows, ...aside])
    outcomes.set(unbilledReason ?? 'billed', (outcomes.get(unbilledReason ?? 'billed') ?? 0) + 1)
  for (const { campaignId } of valid) done.set(campaignId, (done.get(campaignId) ?? 0) + 1)
  return { taken: judged.length, outcomes, done }
}

/** Valid impressions whose ticket has not been billed or found unpayable before; a ticket once. */
async function stillToBill(tx: Tx, judged: readonly JudgedImpression[]): Promise<JudgedImpression[]> {
  const valid = new Map<string, JudgedImpression>()
  for (const one of judged) if (one.isValid && !valid.has(one.ticketId)) valid.set(one.ticketId, one)
  const final = valid.size === 0 ? new Set<string>() : await store.findFinal(tx, [...valid.keys()])
  return [...valid.values()].filter((one) => !final.has(one.ticketId))
}

/** Impressions that did not count, with playback's reason, unless the same ticket did. */
async function setAside(
  tx: Tx,
  judged: readonly JudgedImpression[],
  valid: readonly JudgedImpression[],
): Promise<store.ImpressionRow[]> {
  const billed = new Set(valid.map((one) => one.ticketId))
  const latest = new Map<string, JudgedImpression>()
  for (const one of judged) if (!one.isValid && !billed.has(one.ticketId)) latest.set(one.ticketId, one)
  const final = latest.size === 0 ? new Set<string>() : await store.findFinal(tx, [...latest.keys()])
  return [...latest.values()]
    .filter((one) => !final.has(one.ticketId))
    .map((one) => ({ ...idsOf(one), transferId: null, unbilledReason: one.reason }))
}

const idsOf = ({ ticketId, campaignId, viewerKey, day, priceMicro }: JudgedImpression) => ({
  ticketId,
  campaignId,
  viewerKey,
  day,
  priceMicro,
})

const rowOf = (one: JudgedImpression, unbilled: string | undefined, mark: bigint): store.ImpressionRow => ({
  ...idsOf(one),
  transferId: unbilled === undefined ? transferId(one, mark) : null,
  unbilledReason: unbilled ?? null,
})

/** The batch that starts after a mark is the same batch whoever bills it. */
const transferId = ({ campaignId, day }: { campaignId: string; day: string }, mark: bigint): string =>
  uuidFrom('ads.bill', campaignId, day, String(mark))

async function freeBalances(tx: Tx, ledger: BillDeps['ledger'], merchants: readonly string[]) {
  const byAccount = new Map(merchants.map((id) => [prepaidId(id), id]))
  const found = byAccount.size === 0 ? [] : await ledger.balances([...byAccount.keys()], tx)
  return new Map(found.map((one) => [byAccount.get(one.id) ?? '', freeOf(one)]))
}

export const freeOf = ({ creditsPosted, debitsPosted, debitsPending }: AccountBalance): bigint =>
  creditsPosted - debitsPosted - debitsPending

async function moveMoney(
  tx: Tx,
  ledger: BillDeps['ledger'],
  charges: readonly Charge[],
  mark: bigint,
): Promise<void> {
  if (charges.length === 0) return
  await ledger.openAccounts(tx, unique(charges.map((charge) => charge.day)).map(poolOf))
  const results = await ledger.submitIn(
    tx,
    charges.map((charge) => ({
      id: transferId(charge, mark),
      debit: prepaidId(charge.merchantId),
      credit: poolId(charge.day),
      ledger: microLedger,
      amount: charge.micro,
      code: transferCodes.impressions,
      sourceId: charge.campaignId,
      reason: `${charge.count} impressions on ${charge.day}`,
    })),
  )
  // Only billing takes from these balances, and it is alone here: a refusal means that the code is wrong.
  assert(results.every(stands), `charges stand: ${results.map((one) => one.status).join(', ')}`)
}

const unique = (values: readonly string[]): string[] => [...new Set(values)]
