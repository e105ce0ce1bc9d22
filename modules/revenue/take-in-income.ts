import type { Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import type { RevenueDeps } from './deps.ts'
import {
  hashLines,
  type IncomeKind,
  type IncomeLine,
  incomeKinds,
  isIncomeKind,
  isReasoned,
  type KindTotals,
  kindsJson,
  kindTotals,
  type LineJson,
  lineJson,
} from './income.ts'
import { nameSurcharges, rulesOf } from './name-surcharges.ts'
import * as store from './store-income.ts'
import { fixIncome, latestPeriod, type PeriodRow } from './store-periods.ts'
import { type TaxRuleBody, taxRuleBody } from './tax-rule.ts'

// A transaction that recorded a movement before the last cut may have ended after it: what was recorded shortly before
// is asked for again, and what was taken in then is passed over.
const LATE_MS = 86_400_000
const CHUNK = 10_000

/** Takes in every movement up to `until` that no earlier period took in, and fixes each creator's totals, hashes of lines,
 *  and the sums of all. */
export async function takeInIncome(
  deps: RevenueDeps,
  tx: Tx,
  { sequence, until, before }: { sequence: bigint; until: Date; before: PeriodRow | undefined },
): Promise<void> {
  const cut = before?.incomeUntil ?? null
  const after = cut === null ? null : new Date(cut.getTime() - LATE_MS)
  await store.openIncoming(tx)
  for (const source of deps.income ?? []) {
    let lines: string[] = []
    for await (const told of source.eachMovement(after, until)) {
      const named = rulesOf(told)
      const rules = named.length === 0 ? [] : ((await deps.taxRules?.(named)) ?? [])
      for (const one of nameSurcharges(told, rules)) {
        assert(
          isIncomeKind(one.kind) && one.amount > 0n && one.at <= until,
          'a movement is one of the period',
        )
        lines.push(copyLine(one))
      }
      if (lines.length >= CHUNK) {
        await store.copyIncoming(tx, lines)
        lines = []
      }
    }
    await store.copyIncoming(tx, lines)
  }
  await store.keepIncoming(tx, sequence)
  await keepHashes(tx, sequence)
  await store.fixIncomes(tx, sequence, incomeKinds, hashLines([]))

  const sums = await store.incomeSums(tx, sequence, incomeKinds.length)
  const kept = before?.incomeKinds
  const past = kept
    ? new Map(Object.entries(kept).map(([kind, one]) => [kind, BigInt(one.cumulative)]))
    : new Map([['ads', await store.postedBefore(tx, sequence)]])
  const kinds = totalsInOrder((at, kind) => {
    const amount = sums[at] ?? 0n
    return { amount, cumulative: amount + (past.get(kind) ?? 0n) }
  })
  const posted = (await latestPeriod(tx))?.creatorsPosted
  assert(posted === kinds.ads.amount, 'what the period posts is its ad income')
  await fixIncome(tx, sequence, kindsJson(kinds), await rulesNamed(deps, tx, sequence))
}

/** @param of by position and name of the kind */
function totalsInOrder(of: (at: number, kind: IncomeKind) => KindTotals[IncomeKind]): KindTotals {
  return kindTotals((kind) => of(incomeKinds.indexOf(kind), kind))
}

/** The sums of all creators as the period's row keeps them. */
export const sumsOfPeriod = ({ incomeKinds: kept }: PeriodRow): KindTotals =>
  kindTotals((kind) => ({
    amount: BigInt(kept?.[kind]?.amount ?? 0),
    cumulative: BigInt(kept?.[kind]?.cumulative ?? 0),
  }))

/** A creator's totals as the row keeps them. */
export const totalsOf = (row: { amounts: readonly bigint[]; cumulatives: readonly bigint[] }): KindTotals =>
  totalsInOrder((at) => ({ amount: row.amounts[at] ?? 0n, cumulative: row.cumulatives[at] ?? 0n }))

export const lineOfRow = (row: store.IncomeLineRow): IncomeLine => ({
  ...row,
  split: row.split && {
    splitId: row.split.splitId,
    of: BigInt(row.split.of),
    basisPoints: BigInt(row.split.basisPoints),
  },
  tax: row.tax && { ...row.tax, gross: BigInt(row.tax.gross) },
})

async function keepHashes(tx: Tx, sequence: bigint): Promise<void> {
  await store.openHashes(tx)
  // COPY cannot share the connection with an open cursor: hashes are 100 bytes a creator and wait for the end.
  const hashes: string[] = []
  let creatorId: string | undefined
  let own: LineJson[] = []
  const end = () => {
    if (creatorId !== undefined)
      hashes.push(`${creatorId}\t${own.length}\t\\\\x${hashLines(own).toString('hex')}`)
    own = []
  }
  for await (const batch of store.eachIncomeLine(tx, sequence)) {
    for (const row of batch) {
      if (row.creatorId !== creatorId) {
        end()
        creatorId = row.creatorId
      }
      own.push(lineJson(lineOfRow(row)))
    }
  }
  end()
  await store.copyHashes(tx, hashes)
}

async function rulesNamed(deps: RevenueDeps, tx: Tx, sequence: bigint): Promise<TaxRuleBody[]> {
  const ids = await store.taxRulesNamed(tx, sequence)
  if (ids.length === 0) return []
  const rules = (await deps.taxRules?.(ids)) ?? []
  return ids.sort().map((id) => {
    const rule = rules.find((one) => one.id === id)
    assert(rule !== undefined, `the tax rule ${id} is kept`)
    return taxRuleBody(rule)
  })
}

/** One line of COPY's text form; what could hold a separator is JSON or a word. */
function copyLine(one: IncomeLine & { readonly creatorId: string }): string {
  const json = (value: object | null) =>
    value === null
      ? '\\N'
      : JSON.stringify(value, (_, inner: unknown) =>
          typeof inner === 'bigint' ? String(inner) : inner,
        ).replaceAll('\\', '\\\\')
  const reason = isReasoned(one.kind) ? (one.reason ?? one.kind) : null
  assert(reason === null || /^[A-Za-z0-9_-]+$/.test(reason), 'a reason is a word')
  return [
    one.id,
    one.creatorId,
    one.kind,
    one.at.toISOString(),
    one.amount,
    one.transferId,
    one.videoId ?? '\\N',
    json(one.split),
    json(one.tax),
    reason ?? '\\N',
  ].join('\t')
}
