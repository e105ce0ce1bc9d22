import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Share } from './allocate.ts'
import { whatIfRefusals, whatIfRules } from './contract.ts'
import type { RevenueDeps } from './deps.ts'
import { isPeriod, toPeriod } from './period.ts'
import { schemeOf } from './schemes.ts'
import { daysFrom } from './store.ts'
import { creatorsOfPeriod, findPeriod, type PeriodRow } from './store-periods.ts'
import * as store from './store-what-if.ts'
import {
  compare,
  type Pair,
  rerun,
  type RuleAsked,
  ruleKey,
  type ViewerDayRows,
  type WhatIfResult,
  type WhatIfRule,
} from './what-if.ts'

export interface WhatIf extends RuleAsked {
  readonly period: string
  /** Undefined while it is worked out. */
  readonly result: WhatIfResult | undefined
}

export interface MyWhatIf {
  readonly period: string
  readonly actualMicro: bigint
  readonly rules: readonly (WhatIf & { readonly micro: bigint | undefined })[]
}

/** What is asked for besides the rule; what is left out is the period's own. */
export interface RuleWanted {
  readonly rule: WhatIfRule
  readonly sharePercent?: bigint | undefined
  readonly capMs?: bigint | undefined
}

/** As many rows as a caller may wait for. */
const SMALL = 100_000n

/** Shorts pays 45 %, with or without music. */
const shortsShare: Share = { num: 45n, den: 100n }

/** @throws Refusal period_cannot_be_rerun */
export async function whatIf(deps: RevenueDeps, periodName: string, wanted: RuleWanted): Promise<WhatIf> {
  const period = await closedPeriod(deps.db, periodName)
  return askOrWork(deps, period, await ruleOf(deps, period, wanted))
}

/** The usual rules for one creator. @throws Refusal period_cannot_be_rerun */
export async function myWhatIf(deps: RevenueDeps, creatorId: string, periodName: string): Promise<MyWhatIf> {
  const { db } = deps
  const period = await closedPeriod(db, periodName)
  const [own] = await creatorsOfPeriod(db, period.sequence, [creatorId])
  const rules: (WhatIf & { micro: bigint | undefined })[] = []
  for (const rule of whatIfRules) {
    const one = await askOrWork(deps, period, await ruleOf(deps, period, { rule }))
    const mine =
      one.result === undefined
        ? undefined
        : ((await store.whatIfOfCreator(db, period.period, ruleKey(one), creatorId))?.micro ?? 0n)
    rules.push({ ...one, micro: mine })
  }
  return { period: period.period, actualMicro: own?.accruedMicro ?? 0n, rules }
}

async function closedPeriod(db: Db, name: string): Promise<PeriodRow> {
  const period = isPeriod(name) ? await findPeriod(db, name) : undefined
  if (period?.state !== 'closed') return refuse(whatIfRefusals.period_cannot_be_rerun, { period: name })
  return period
}

async function ruleOf(deps: RevenueDeps, period: PeriodRow, wanted: RuleWanted): Promise<RuleAsked> {
  const scheme = await schemeOf(deps, toPeriod(period.period))
  const usual = wanted.rule === 'shorts' ? shortsShare : scheme.creatorsShare
  const percent = wanted.sharePercent
  const cap = wanted.capMs
  return {
    rule: wanted.rule,
    creatorsShare: percent === undefined ? usual : { num: percent < 100n ? percent : 100n, den: 100n },
    // The rows are cut at the period's own cap: beyond it nothing is known.
    capMs: cap === undefined || cap > scheme.capMs || cap < 1n ? scheme.capMs : cap,
  }
}

async function askOrWork(deps: RevenueDeps, period: PeriodRow, asked: RuleAsked): Promise<WhatIf> {
  const { db, clock } = deps
  const key = ruleKey(asked)
  const kept = await store.findWhatIf(db, period.period, key)
  const about = { ...asked, period: period.period }
  if (kept?.result) return { ...about, result: kept.result }
  if (kept === undefined && (await store.countRows(db, period.firstDay, period.lastDay)) <= SMALL)
    return { ...about, result: await work(deps, period, asked) }
  await store.askWhatIf(db, period.period, key, clock.now())
  return { ...about, result: undefined }
}

/** Works out what was asked for and is too long to wait for. @returns how many */
export async function workWhatIfs(deps: RevenueDeps): Promise<number> {
  const open = await store.whatIfsAsked(deps.db)
  for (const { period, rule } of open) {
    const row = await closedPeriod(deps.db, period)
    await work(deps, row, ruleFromKey(rule))
  }
  return open.length
}

/** The usual rules of a period that has just been closed, so that nobody has to wait for them. */
export async function askUsual(deps: RevenueDeps, periodName: string): Promise<void> {
  const period = await closedPeriod(deps.db, periodName)
  for (const rule of whatIfRules)
    await store.askWhatIf(
      deps.db,
      period.period,
      ruleKey(await ruleOf(deps, period, { rule })),
      deps.clock.now(),
    )
}

function ruleFromKey(key: string): RuleAsked {
  const [name, share, cap] = key.split(' ')
  const rule = whatIfRules.find((one) => one === name)
  const [num, den] = (share ?? '').split('/')
  if (rule === undefined || num === undefined || den === undefined || cap === undefined)
    throw new RangeError(`not a rule: ${key}`)
  return { rule, creatorsShare: { num: BigInt(num), den: BigInt(den) }, capMs: BigInt(cap) }
}

/** One pass over the period's rows, in memory that grows with its creators only. */
async function work(deps: RevenueDeps, period: PeriodRow, asked: RuleAsked): Promise<WhatIfResult> {
  const { db, clock } = deps
  const pass = rerun(asked)
  const days = await daysFrom(db, period.firstDay, period.lastDay)
  for (const { day } of days) for await (const viewerDay of viewerDays(db, day)) pass.addViewerDay(viewerDay)
  for await (const page of store.unfundedOf(db, period.firstDay, period.lastDay))
    for (const one of page) pass.addUnfunded(one)
  const poolMicro = days.reduce((sum, day) => sum + day.poolMicro, 0n)
  const amounts = pass.result(poolMicro)
  const pairs = new Map<string, Pair>()
  for (const [creatorId, rule] of amounts) pairs.set(creatorId, { actual: 0n, rule })
  for await (const page of store.eachAccrued(db, period.sequence))
    for (const { creatorId, micro } of page)
      pairs.set(creatorId, { actual: micro, rule: amounts.get(creatorId) ?? 0n })
  const result = compare([...pairs.values()], poolMicro)
  const key = ruleKey(asked)
  await db.transaction((tx) =>
    store.keepWhatIf(tx, {
      period: period.period,
      rule: key,
      result,
      now: clock.now(),
      amounts: [...pairs].map(([creatorId, pair]) => [period.period, key, creatorId, pair.rule].join('\t')),
    }),
  )
  return result
}

async function* viewerDays(db: Db, day: string): AsyncGenerator<ViewerDayRows> {
  let viewer: string | undefined
  let adMicro = 0n
  let rows: { creatorId: string; videoId: string; watchMs: bigint }[] = []
  const whole = (): ViewerDayRows => ({ day, viewer: viewer?.replaceAll('-', '') ?? '', adMicro, rows })
  for await (const page of store.eachRowByViewer(db, day)) {
    for (const row of page) {
      if (row.viewer !== viewer) {
        if (viewer !== undefined) yield whole()
        viewer = row.viewer
        adMicro = row.adMicro
        rows = []
      }
      rows.push({ creatorId: row.creatorId, videoId: row.videoId, watchMs: BigInt(row.watchMs) })
    }
  }
  if (viewer !== undefined) yield whole()
}
