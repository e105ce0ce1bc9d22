import { assert } from '../../platform/errors.ts'
import type { Share } from './allocate.ts'
import type { Canonical } from './canonical-json.ts'
import {
  type CreatorIncome,
  hashLines,
  kindsJson,
  type LineJson,
  leafOfIncome,
  standingOf,
} from './income.ts'
import { type CreatorPeriod, creatorPeriodLeaf, type SplitPeriod, splitLeaf, uuidBytes } from './leaves.ts'
import type { PeriodDocument } from './period-document.ts'
import type { Rotation } from './rotation.ts'
import { mustLead, nodeJson, type StatementDay, statementDay } from './statement-days.ts'
import { proveOne, type SumTree } from './sum-tree.ts'
import type { TaxRuleBody } from './tax-rule.ts'

/** A creator's statement, version 2: what was earned from every source, and for ad income the rows behind it.
 *  Assembled here from plain values, so that the same facts always give the same bytes. */

/** Where a creator stands in one of the period's trees. */
export interface Place {
  readonly tree: SumTree
  readonly index: number
}

export interface StatementSplit extends SplitPeriod {
  readonly index: number
  /** Ledger transfer of each part that moved, by creator. */
  readonly transferOf: (creatorId: string) => string
}

export interface AdsFacts {
  readonly total: Omit<CreatorPeriod, 'creator' | 'days' | 'splits'>
  readonly place: Place
  readonly transfers: { micro: string; whole: string } | null
  readonly days: readonly StatementDay[]
  readonly splitTree: SumTree
  /** Ascending by id. */
  readonly splits: readonly StatementSplit[]
}

export interface StatementFacts {
  readonly creatorId: string
  readonly document: PeriodDocument
  readonly share: Share
  readonly income: Omit<CreatorIncome, 'creatorId' | 'lines' | 'linesHash'> & {
    readonly lines: readonly LineJson[]
    readonly place: Place
  }
  /** Undefined when nothing of the period's ad money is the creator's. */
  readonly ads: AdsFacts | undefined
  readonly taxRules: readonly TaxRuleBody[]
  readonly rotations: readonly Rotation[]
}

export function statementBody(facts: StatementFacts) {
  const { creatorId, document } = facts
  return {
    period: document.body.period,
    creator: creatorId,
    income: incomeJson(creatorId, facts.income),
    ads: facts.ads === undefined ? null : adsJson(creatorId, facts.ads, facts.share),
    taxRules: [...facts.taxRules],
    rotations: [...facts.rotations],
    document,
  } satisfies Canonical
}

export type StatementBody = ReturnType<typeof statementBody>

function incomeJson(creatorId: string, { kinds, lines, place }: StatementFacts['income']) {
  const proof = proveOne(place.tree, place.index)
  const leaf = leafOfIncome({
    creatorId,
    kinds,
    lines: BigInt(lines.length),
    linesHash: hashLines(lines),
  })
  mustLead(place.tree, [{ index: place.index, node: leaf }], proof)
  const { opening, closing } = standingOf(kinds)
  return {
    opening: String(opening),
    closing: String(closing),
    kinds: kindsJson(kinds),
    lines: [...lines],
    index: String(place.index),
    proof: proof.map(nodeJson),
  }
}

function adsJson(creatorId: string, ads: AdsFacts, share: Share) {
  const creator = uuidBytes(creatorId)
  const { total, place } = ads
  const proof = proveOne(place.tree, place.index)
  const counts = { days: BigInt(ads.days.length), splits: BigInt(ads.splits.length) }
  mustLead(
    place.tree,
    [{ index: place.index, node: creatorPeriodLeaf({ creator, ...counts, ...total }) }],
    proof,
  )
  return {
    total: {
      accruedMicro: String(total.accruedMicro),
      splitInMicro: String(total.splitInMicro),
      splitOutMicro: String(total.splitOutMicro),
      openingMicro: String(total.openingMicro),
      posted: String(total.posted),
      closingMicro: String(total.closingMicro),
      cumulativeMicro: String(total.cumulativeMicro),
      cumulativePosted: String(total.cumulativePosted),
      index: String(place.index),
      proof: proof.map(nodeJson),
      transfers: ads.transfers,
    },
    days: ads.days.map((day) => statementDay(creator, day, share)),
    splits: ads.splits.map((split) => splitJson(creatorId, split, ads.splitTree)),
  }
}

function splitJson(creatorId: string, split: StatementSplit, tree: SumTree) {
  assert(
    split.parts.some((part) => part.creatorId === creatorId),
    'a split is shown to those who share it',
  )
  const proof = proveOne(tree, split.index)
  mustLead(tree, [{ index: split.index, node: splitLeaf(split) }], proof)
  return {
    split: split.splitId,
    video: split.videoId,
    owner: split.ownerId,
    firstDay: split.firstDay,
    lastDay: split.lastDay,
    micro: String(split.micro),
    parts: split.parts.map((part) => ({
      creator: part.creatorId,
      basisPoints: String(part.basisPoints),
      micro: String(part.micro),
      transfer:
        part.creatorId === split.ownerId || part.micro === 0n ? null : split.transferOf(part.creatorId),
    })),
    index: String(split.index),
    proof: proof.map(nodeJson),
  }
}
