import { assert } from '../../platform/errors.ts'
import type { Canonical } from './canonical-json.ts'
import { type Carry, carryJson } from './carry.ts'
import { type Scheme, schemeBody1, schemeHash1 } from './scheme.ts'
import type { SumRoot } from './sum-tree.ts'

export interface DayTotals {
  readonly day: string
  readonly poolMicro: bigint
  readonly creatorsMicro: bigint
  readonly platformMicro: bigint
  readonly unattributedMicro: bigint
  readonly creatorTree: SumRoot
  readonly viewerTree: SumRoot
  readonly views: Readonly<Record<string, string>>
}

export interface PeriodFacts1 {
  readonly period: string
  readonly sequence: bigint
  readonly previous: string | null
  readonly closedAt: Date
  readonly timeZone: string
  readonly currency: string
  readonly scheme: Scheme
  readonly days: readonly DayTotals[]
  readonly creators: Carry
  readonly creatorsTree: SumRoot
  readonly platform: Carry
  readonly heldBeforeMicro: bigint
}

/** The public account of a period, in version 1: kept for periods that were closing when version 2 came. It holds totals and roots only: nothing about a person. */
export function periodBody1(facts: PeriodFacts1) {
  const { days, creators, platform } = facts
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
  return {
    period: facts.period,
    sequence: String(facts.sequence),
    previous: facts.previous,
    firstDay: first.day,
    lastDay: last.day,
    closedAt: facts.closedAt.toISOString(),
    timeZone: facts.timeZone,
    currency: facts.currency,
    scheme: schemeBody1(facts.scheme),
    schemeHash: schemeHash1(facts.scheme),
    poolMicro: String(pool),
    creators: { ...carryJson(creators), tree: treeJson(facts.creatorsTree) },
    platform: carryJson(platform),
    unattributed: {
      openingMicro: String(facts.heldBeforeMicro),
      accruedMicro: String(unattributed),
      closingMicro: String(facts.heldBeforeMicro + unattributed),
    },
    days: days.map(dayJson),
  } as const satisfies Canonical
}

export type PeriodBody1 = ReturnType<typeof periodBody1>

function dayJson(day: DayTotals) {
  assert(day.poolMicro === day.creatorsMicro + day.platformMicro + day.unattributedMicro, 'a day adds up')
  assert(day.creatorTree.sum === day.creatorsMicro, 'the creators’ tree sums to the creators’ part')
  assert(day.viewerTree.sum === day.poolMicro, 'the viewers’ tree sums to the pool')
  return {
    day: day.day,
    poolMicro: String(day.poolMicro),
    creatorsMicro: String(day.creatorsMicro),
    platformMicro: String(day.platformMicro),
    unattributedMicro: String(day.unattributedMicro),
    creatorTree: treeJson(day.creatorTree),
    viewerTree: treeJson(day.viewerTree),
    views: day.views,
  }
}

const treeJson = (root: SumRoot) => ({
  leaves: String(root.leaves),
  sum: String(root.sum),
  root: root.hash.toString('hex'),
})
