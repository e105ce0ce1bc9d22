import { assert } from '../../platform/errors.ts'
import type { Canonical } from './canonical-json.ts'
import { carryJson } from './carry.ts'
import { earnedOf, type KindTotals, kindsJson, owedOf } from './income.ts'
import type { DayTotals, PeriodFacts1 } from './period-document-1.ts'
import { publishedTree } from './published-tree.ts'
import { schemeBody, schemeHash } from './scheme.ts'
import type { Signed } from './signed.ts'
import { EMPTY_ROOT, type SumRoot } from './sum-tree.ts'
import { type TaxRuleBody, taxRuleHash } from './tax-rule.ts'

export interface PeriodFacts extends PeriodFacts1 {
  /** The key that signed the instance's first document. */
  readonly instance: string
  readonly nextKey: string | null
  readonly splits: { readonly micro: bigint; readonly movedMicro: bigint; readonly tree: SumRoot }
  readonly income: { readonly until: Date; readonly kinds: KindTotals; readonly tree: SumRoot }
  /** Rules that tax lines of the period name, ascending by id. */
  readonly taxRules: readonly TaxRuleBody[]
}

/** The public account of a period, version 2. It holds totals and roots only: nothing about a person. */
export function periodBody(facts: PeriodFacts) {
  const { days, creators, platform, income, splits, instance } = facts
  const first = days[0]
  const last = days.at(-1)
  assert(first !== undefined && last !== undefined, 'a period has days')
  const total = (of: (day: DayTotals) => bigint) => days.reduce((sum, day) => sum + of(day), 0n)
  const pool = total((day) => day.poolMicro)
  const unattributed = total((day) => day.unattributedMicro)
  assert(total((day) => day.creatorsMicro) === creators.accruedMicro, 'the days make the creators’ total')
  assert(total((day) => day.platformMicro) === platform.accruedMicro, 'the days make the platform’s total')
  assert(pool === creators.accruedMicro + platform.accruedMicro + unattributed, 'a pool is shared out whole')
  assert(facts.creatorsTree.sum === creators.accruedMicro, 'the tree sums to what the creators got')
  assert(splits.tree.sum === splits.micro && splits.movedMicro <= splits.micro, 'the splits’ tree holds them')
  assert(income.kinds.ads.amount === creators.posted, 'what is posted is ad income')
  assert(income.tree.sum === earnedOf(income.kinds), 'the tree sums to what was earned')
  const owed = owedOf(income.kinds)
  assert(owed >= 0n, 'creators are never owed less than nothing')
  return {
    instance,
    period: facts.period,
    sequence: String(facts.sequence),
    previous: facts.previous,
    nextKey: facts.nextKey,
    firstDay: first.day,
    lastDay: last.day,
    closedAt: facts.closedAt.toISOString(),
    timeZone: facts.timeZone,
    currency: facts.currency,
    scheme: schemeBody(facts.scheme),
    schemeHash: schemeHash(facts.scheme),
    poolMicro: String(pool),
    creators: {
      ...carryJson(creators),
      tree: publishedTree(instance, 'creator-period', facts.period, facts.creatorsTree),
    },
    platform: carryJson(platform),
    unattributed: {
      openingMicro: String(facts.heldBeforeMicro),
      accruedMicro: String(unattributed),
      closingMicro: String(facts.heldBeforeMicro + unattributed),
    },
    splits: {
      micro: String(splits.micro),
      movedMicro: String(splits.movedMicro),
      tree: publishedTree(instance, 'split', facts.period, splits.tree),
    },
    income: {
      until: income.until.toISOString(),
      kinds: kindsJson(income.kinds),
      owed: String(owed),
      tree: publishedTree(instance, 'income', facts.period, income.tree),
    },
    taxRules: facts.taxRules.map((rule) => ({ id: rule.id, hash: taxRuleHash(rule) })),
    days: days.map((day) => dayJson(instance, day)),
  } satisfies Canonical
}

export type PeriodBody = ReturnType<typeof periodBody>
export type PeriodDocument = Signed<PeriodBody>

function dayJson(instance: string, day: DayTotals) {
  assert(day.poolMicro === day.creatorsMicro + day.platformMicro + day.unattributedMicro, 'a day adds up')
  assert(day.creatorTree.sum === day.creatorsMicro, 'the creators’ tree sums to the creators’ part')
  assert(day.viewerTree.sum === day.poolMicro, 'the viewers’ tree sums to the pool')
  return {
    day: day.day,
    poolMicro: String(day.poolMicro),
    creatorsMicro: String(day.creatorsMicro),
    platformMicro: String(day.platformMicro),
    unattributedMicro: String(day.unattributedMicro),
    creatorTree: publishedTree(instance, 'creator-day', day.day, orEmpty(day.creatorTree)),
    viewerTree: publishedTree(instance, 'viewer-day', day.day, orEmpty(day.viewerTree)),
    views: day.views,
  }
}

const orEmpty = (top: SumRoot): SumRoot => (top.leaves === 0n ? EMPTY_ROOT : top)
