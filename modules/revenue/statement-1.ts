import type { Share } from './allocate.ts'
import type { Canonical } from './canonical-json.ts'
import { type CreatorPeriod1, creatorPeriodLeaf1, uuidBytes } from './leaves.ts'
import type { PeriodBody1 } from './period-document-1.ts'
import type { Signed } from './signed.ts'
import { mustLead, nodeJson, type StatementDay, statementDay } from './statement-days.ts'
import { proveOne, type SumTree } from './sum-tree.ts'

/** A statement of version 1, for periods that were closed in it. */

export interface StatementFacts1 {
  readonly creatorId: string
  readonly document: Signed<PeriodBody1>
  readonly share: Share
  readonly total: Omit<CreatorPeriod1, 'creator'>
  readonly periodTree: SumTree
  readonly periodIndex: number
  readonly transfers: { micro: string; whole: string } | null
  readonly days: readonly StatementDay[]
}

export function statementBody1(facts: StatementFacts1) {
  const { total, creatorId } = facts
  const creator = uuidBytes(creatorId)
  const proof = proveOne(facts.periodTree, facts.periodIndex)
  const leaf = creatorPeriodLeaf1({ creator, ...total })
  mustLead(facts.periodTree, [{ index: facts.periodIndex, node: leaf }], proof)
  return {
    period: facts.document.body.period,
    creator: creatorId,
    total: {
      openingMicro: String(total.openingMicro),
      accruedMicro: String(total.accruedMicro),
      posted: String(total.posted),
      closingMicro: String(total.closingMicro),
      cumulativeMicro: String(total.cumulativeMicro),
      cumulativePosted: String(total.cumulativePosted),
      index: String(facts.periodIndex),
      proof: proof.map(nodeJson),
      transfers: facts.transfers,
    },
    days: facts.days.map((day) => statementDay(creator, day, facts.share)),
    document: facts.document,
  } satisfies Canonical
}

export type StatementBody1 = ReturnType<typeof statementBody1>
