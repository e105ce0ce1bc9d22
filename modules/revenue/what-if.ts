import { createHash } from 'node:crypto'
import { type Claim, creatorsPart, type Share, shareByLargestRemainder, weightOf } from './allocate.ts'
import type { whatIfRules } from './contract.ts'
import { uuidBytes } from './leaves.ts'
import { sha256 } from './sum-tree.ts'

/** What a closed period's ad money would have become under another rule. Pure: facts in, amounts out, exact to the last
 *  millionth. Sources of the rules: money.md §1.1, §1.4, §1.6. */
export type WhatIfRule = (typeof whatIfRules)[number]

export interface RuleAsked {
  readonly rule: WhatIfRule
  readonly creatorsShare: Share
  readonly capMs: bigint
}

/** One viewer's day: the ad money, and what of it was watched of whom. */
export interface ViewerDayRows {
  readonly day: string
  /** 32 hexadecimal digits. */
  readonly viewer: string
  readonly adMicro: bigint
  readonly rows: readonly { readonly creatorId: string; readonly videoId: string; readonly watchMs: bigint }[]
}

/** Watching that no ad money came from, summed up for each creator. */
export interface Unfunded {
  readonly creatorId: string
  readonly views: bigint
  readonly watchMs: bigint
}

export interface Rerun {
  addViewerDay(day: ViewerDayRows): void
  addUnfunded(one: Unfunded): void
  /** @param poolMicro everything that the period's ads earned
   *  @returns amounts by creator; what they leave of the pool is the platform's or held */
  result(poolMicro: bigint): Map<string, bigint>
}

/** One pass over a period's rows. Memory grows with creators, never with rows. */
export function rerun(asked: RuleAsked): Rerun {
  return asked.rule === 'viewer-day' || asked.rule === 'equal-split' ? byViewer(asked) : byPool(asked)
}

/** Each viewer's money of a day is shared among what that viewer watched: by time, or alike to each creator. The second is
 *  the Shapley index of Bergantiños and Moreno-Ternero. */
function byViewer({ rule, creatorsShare, capMs }: RuleAsked): Rerun {
  const amounts = new Map<string, bigint>()
  return {
    addViewerDay({ day, viewer, adMicro, rows }) {
      if (rows.length === 0) return // nobody's: held
      const part = creatorsPart(adMicro, creatorsShare)
      const name = Buffer.from(viewer, 'hex')
      const tieOf = (id: string) => sha256(Buffer.concat([Buffer.from(day, 'ascii'), name, uuidBytes(id)]))
      const creators =
        rule === 'viewer-day'
          ? rows.map((row) => ({
              creatorId: row.creatorId,
              weight: weightOf(row.watchMs, capMs),
              tie: () => tieOf(row.videoId),
            }))
          : [...new Set(rows.map((row) => row.creatorId))].map((creatorId) => ({
              creatorId,
              weight: 1n,
              tie: () => tieOf(creatorId),
            }))
      shareByLargestRemainder(part, creators).forEach((amount, at) => {
        const creatorId = creators[at]?.creatorId
        if (creatorId !== undefined) amounts.set(creatorId, (amounts.get(creatorId) ?? 0n) + amount)
      })
    },
    addUnfunded() {}, // brings no money, takes none
    result: () => amounts,
  }
}

/** One pool for all: by watch time, or by paid views as the Shorts rule does. No track is licensed yet, so music, which
 *  that rule takes off first, takes nothing. */
function byPool({ rule, creatorsShare, capMs }: RuleAsked): Rerun {
  const weights = new Map<string, bigint>()
  const add = (creatorId: string, weight: bigint) =>
    weights.set(creatorId, (weights.get(creatorId) ?? 0n) + weight)
  return {
    addViewerDay({ rows }) {
      for (const row of rows) add(row.creatorId, rule === 'shorts' ? 1n : weightOf(row.watchMs, capMs))
    },
    addUnfunded(one) {
      add(one.creatorId, rule === 'shorts' ? one.views : one.watchMs)
    },
    result(poolMicro) {
      const creators = [...weights].filter(([, weight]) => weight > 0n)
      if (creators.length === 0) return new Map()
      const claims = creators.map(
        ([creatorId, weight]): Claim => ({
          weight,
          tie: () => createHash('sha256').update(uuidBytes(creatorId)).digest(),
        }),
      )
      const amounts = shareByLargestRemainder(creatorsPart(poolMicro, creatorsShare), claims)
      return new Map(creators.map(([creatorId], at) => [creatorId, amounts[at] ?? 0n]))
    },
  }
}

/** A name for the rule with its figures: the same for the same question. */
export const ruleKey = ({ rule, creatorsShare, capMs }: RuleAsked): string =>
  `${rule} ${creatorsShare.num}/${creatorsShare.den} ${capMs}`

export interface Pair {
  readonly actual: bigint
  readonly rule: bigint
}

const PARTS = 10_000n

/** How unequal amounts are: 0 all alike, 10000 one has it all. Gini = (2·Σ i·x(i) − (n+1)·Σ x) / (n·Σ x), x ascending,
 *  i from 1. */
export function giniOf(amounts: readonly bigint[]): number {
  const sorted = amounts.toSorted(byAmount)
  const sum = sorted.reduce((total, one) => total + one, 0n)
  const n = BigInt(sorted.length)
  if (sum === 0n) return 0
  const ranked = sorted.reduce((total, one, at) => total + BigInt(at + 1) * one, 0n)
  return Number(((2n * ranked - (n + 1n) * sum) * PARTS) / (n * sum))
}

/** Which part of all the first so many percent have; at least one of them. */
export function topPart(amounts: readonly bigint[], percent: number): number {
  const sorted = amounts.toSorted((a, b) => byAmount(b, a))
  const sum = sorted.reduce((total, one) => total + one, 0n)
  const count = Math.max(1, Math.floor((sorted.length * percent) / 100))
  if (sum === 0n) return 0
  return Number((sorted.slice(0, count).reduce((total, one) => total + one, 0n) * PARTS) / sum)
}

const byAmount = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

const changeSteps = [-50, -20, -5, -1, 1, 5, 20, 50]

/** Who gains and who loses, over everyone who has something under either rule. */
export function compare(pairs: readonly Pair[], poolMicro: bigint) {
  const sorted = pairs.toSorted((a, b) => byAmount(a.actual, b.actual) || byAmount(a.rule, b.rule))
  const sum = (some: readonly Pair[], of: (pair: Pair) => bigint) =>
    some.reduce((total, pair) => total + of(pair), 0n)
  const count = (some: readonly Pair[], which: (pair: Pair) => boolean) => some.filter(which).length
  const gains = (pair: Pair) => pair.rule > pair.actual
  const loses = (pair: Pair) => pair.rule < pair.actual
  const spread = (amounts: readonly bigint[]) => ({
    gini: giniOf(amounts),
    top1Percent: topPart(amounts, 1),
    top10Percent: topPart(amounts, 10),
  })
  const actuals = pairs.map((pair) => pair.actual)
  const rules = pairs.map((pair) => pair.rule)
  const groupAt = (at: number) => Math.floor((sorted.length * at) / 10)
  return {
    creators: pairs.length,
    gain: count(pairs, gains),
    lose: count(pairs, loses),
    same: count(pairs, (pair) => pair.rule === pair.actual),
    actualMicro: String(sum(pairs, (pair) => pair.actual)),
    ruleMicro: String(sum(pairs, (pair) => pair.rule)),
    poolMicro: String(poolMicro),
    actual: spread(actuals),
    rule: spread(rules),
    deciles: Array.from({ length: 10 }, (_, at) => {
      const group = sorted.slice(groupAt(at), groupAt(at + 1))
      return {
        creators: group.length,
        actualMicro: String(sum(group, (pair) => pair.actual)),
        ruleMicro: String(sum(group, (pair) => pair.rule)),
        gain: count(group, gains),
        lose: count(group, loses),
      }
    }),
    changes: [...changeSteps, null].map((upTo, at) => ({
      upToPercent: upTo,
      creators: count(pairs, (pair) => stepOf(pair) === at),
    })),
  }
}

export type WhatIfResult = ReturnType<typeof compare>

/** Which step of {@link changeSteps} a change falls into; who had nothing and gets something is above all. */
function stepOf({ actual, rule }: Pair): number {
  if (actual === 0n) return rule > 0n ? changeSteps.length : changeSteps.indexOf(1)
  const at = changeSteps.findIndex((step) => (rule - actual) * 100n <= BigInt(step) * actual)
  return at === -1 ? changeSteps.length : at
}
