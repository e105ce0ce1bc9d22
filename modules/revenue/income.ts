import { assert } from '../../platform/errors.ts'
import { type Canonical, canonicalJson } from './canonical-json.ts'
import { type IncomeLeaf, incomeLeaf, uuidBytes } from './leaves.ts'
import { type SumNode, sha256 } from './sum-tree.ts'

/** Everything that moves on a creator's earnings in whole units, by what it is. The order is that of the leaf's bytes:
 *  what earns, what else adds, what takes off (docs/statement-format.md §7). Append only. */
export const incomeKinds = [
  'ads',
  'gift',
  'tip',
  'subscription',
  'split',
  'correction',
  'returned',
  'payout_returned',
  'refund',
  'deduction',
  'tax',
  'payout',
] as const
export type IncomeKind = (typeof incomeKinds)[number]

const earns: ReadonlySet<IncomeKind> = new Set(incomeKinds.slice(0, 6))
const adds: ReadonlySet<IncomeKind> = new Set(incomeKinds.slice(0, 8))

const reasoned: ReadonlySet<IncomeKind> = new Set([
  'correction',
  'returned',
  'payout_returned',
  'refund',
  'deduction',
])

/** Lines of these kinds say why, in a word; the kind itself where nothing more is known. */
export const isReasoned = (kind: IncomeKind): boolean => reasoned.has(kind)

export const isIncomeKind = (text: string): text is IncomeKind => incomeKinds.some((kind) => kind === text)

/** One movement on a creator's earnings. Ad income is none: revenue posts it itself. Never says whose gift it was. */
export interface IncomeLine {
  readonly id: string
  readonly kind: Exclude<IncomeKind, 'ads'>
  readonly at: Date
  /** Whole units, at least 1. */
  readonly amount: bigint
  readonly transferId: string
  readonly videoId: string | null
  /** The line is a part of a shared amount. */
  readonly split: { readonly splitId: string; readonly of: bigint; readonly basisPoints: bigint } | null
  /** For kind `tax`. */
  readonly tax: {
    readonly ruleId: string
    readonly article: string
    readonly gross: bigint
    readonly day: string
    /** For a surcharge: the rule it is on top of. */
    readonly onTopOf: string | null
  } | null
  /** A word: see {@link isReasoned}. */
  readonly reason: string | null
}

export const lineJson = (line: IncomeLine) =>
  ({
    id: line.id,
    kind: line.kind,
    at: line.at.toISOString(),
    amount: String(line.amount),
    transfer: line.transferId,
    video: line.videoId,
    split: line.split && {
      split: line.split.splitId,
      of: String(line.split.of),
      basisPoints: String(line.split.basisPoints),
    },
    tax: line.tax && {
      rule: line.tax.ruleId,
      article: line.tax.article,
      gross: String(line.tax.gross),
      day: line.tax.day,
      onTopOf: line.tax.onTopOf,
    },
    reason: line.reason,
  }) satisfies Canonical

export type LineJson = ReturnType<typeof lineJson>

/** Lines in the order of a statement, hashed as its leaf has it. */
export const hashLines = (lines: readonly LineJson[]): Buffer =>
  sha256(Buffer.from(canonicalJson(lines), 'utf8'))

export interface KindTotal {
  readonly amount: bigint
  readonly cumulative: bigint
}
export type KindTotals = Readonly<Record<IncomeKind, KindTotal>>

export function kindTotals(of: (kind: IncomeKind) => KindTotal): KindTotals {
  return {
    ads: of('ads'),
    gift: of('gift'),
    tip: of('tip'),
    subscription: of('subscription'),
    split: of('split'),
    correction: of('correction'),
    returned: of('returned'),
    payout_returned: of('payout_returned'),
    refund: of('refund'),
    deduction: of('deduction'),
    tax: of('tax'),
    payout: of('payout'),
  }
}

const sumOver = (which: (kind: IncomeKind) => boolean, of: (kind: IncomeKind) => bigint): bigint =>
  incomeKinds.filter(which).reduce((sum, kind) => sum + of(kind), 0n)

/** What was earned in the period. */
export const earnedOf = (kinds: KindTotals): bigint =>
  sumOver(
    (kind) => earns.has(kind),
    (kind) => kinds[kind].amount,
  )

const net = (of: (kind: IncomeKind) => bigint): bigint =>
  sumOver((kind) => adds.has(kind), of) - sumOver((kind) => !adds.has(kind), of)

/** What is owed after all that ever moved. */
export const owedOf = (kinds: KindTotals): bigint => net((kind) => kinds[kind].cumulative)

export interface CreatorIncome {
  readonly creatorId: string
  readonly kinds: KindTotals
  readonly lines: bigint
  readonly linesHash: Buffer
}

/** Opening and closing follow from the totals: what is owed, with and without this period's movements. */
export function standingOf(kinds: KindTotals): { opening: bigint; closing: bigint } {
  const closing = owedOf(kinds)
  return { opening: closing - net((kind) => kinds[kind].amount), closing }
}

export function leafOfIncome({ creatorId, kinds, lines, linesHash }: CreatorIncome): SumNode {
  const { opening, closing } = standingOf(kinds)
  assert(opening >= 0n && closing >= 0n, 'a creator never owes')
  const leaf: IncomeLeaf = {
    creator: uuidBytes(creatorId),
    lines,
    linesHash,
    opening,
    closing,
    earned: earnedOf(kinds),
    kinds: incomeKinds.map((kind) => kinds[kind]),
  }
  return incomeLeaf(leaf)
}

export const kindsJson = (kinds: KindTotals) => {
  const one = ({ amount, cumulative }: KindTotal) => ({
    amount: String(amount),
    cumulative: String(cumulative),
  })
  return {
    ads: one(kinds.ads),
    gift: one(kinds.gift),
    tip: one(kinds.tip),
    subscription: one(kinds.subscription),
    split: one(kinds.split),
    correction: one(kinds.correction),
    returned: one(kinds.returned),
    payout_returned: one(kinds.payout_returned),
    refund: one(kinds.refund),
    deduction: one(kinds.deduction),
    tax: one(kinds.tax),
    payout: one(kinds.payout),
  }
}
