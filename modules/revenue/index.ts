/** Revenue shares out what ads earned, by a published rule, to the last millionth of a unit, and proves it.
 *
 *  - A viewer's ad money of a day goes to whom that viewer validly watched that day, and to nobody else.
 *  - Every day: pool = creators + platform + unattributed, exactly. What no one was watched for is held, not kept.
 *  - Amounts are fixed before money moves, and moved by transfers whose ids follow from what they are for: a crash
 *    anywhere and a second run give the same rows, roots, transfers and documents, byte for byte.
 *  - A closed period never changes. Its document is signed and chained, and holds nothing about a person.
 *  - Viewers appear under pseudonyms of one period, whose secret is destroyed after the appeal window. */
import { type Day, dayOf } from '../../platform/clock.ts'
import { buildStatements, type Statement } from './build-statement.ts'
import { type DocumentFault, verifyDocuments } from './verify-documents.ts'
import { closeDuePeriods, duePeriods, closePeriod, type ClosePeriodResult } from './close-period.ts'
import { createDayTrees } from './day-trees.ts'
import type { RevenueDeps } from './deps.ts'
import { type Earned, readEarnings } from './earnings.ts'
import { createEstimates } from './estimate-day.ts'
import { type Explanation, explain } from './explain.ts'
import { daysOf, isPeriod, type Period, periodOf, toPeriod } from './period.ts'
import {
  askUsual,
  type MyWhatIf,
  myWhatIf,
  type RuleWanted,
  type WhatIf,
  whatIf,
  workWhatIfs,
} from './rerun-period.ts'
import { createPeriodTrees } from './period-trees.ts'
import {
  announceScheme,
  announceSchemes,
  firstAnnounceable,
  type NewScheme,
  schemeOf,
  schemeOn,
  takeBackScheme,
} from './schemes.ts'
import {
  type Accuracy,
  type ExpectedCorrection,
  expectedCorrection,
  keepEstimates,
  readAccuracy,
} from './score-estimates.ts'
import { finishDays, shareOut, type ShareOutResult } from './share-out.ts'
import { currentKey } from './sign-with.ts'
import { destroySecrets, type KeptScheme, sharedDays } from './store.ts'
import { eachPostedCreator } from './store-income.ts'
import {
  closedPeriods,
  creatorsWithStatements,
  findPeriod,
  type PeriodLine,
  type StatementLine,
  statementsOf,
} from './store-periods.ts'

export {
  accrualAccount,
  conversionAccount,
  pendingAccount,
  platformAccount,
  unattributedAccount,
} from './accounts.ts'
export { type RevenueConfig, revenueConfig } from './config.ts'
export type { IncomeSource, Movement, RevenueDeps } from './deps.ts'
export { type IncomeKind, incomeKinds, type IncomeLine } from './income.ts'
export { taxRuleFacts, type TaxRuleFacts } from './tax-rule.ts'
export type { SourceShares } from './scheme.ts'
export { revenueDayShared, revenuePeriodClosed } from './events.ts'
export { mountRevenue } from './http.ts'
export { workRevenue } from './jobs.ts'
export { type Canonical, canonicalJson } from './canonical-json.ts'
export { ed25519Signer, type Signer, signatureHolds } from './sign.ts'
export type {
  Accuracy,
  ClosePeriodResult,
  DocumentFault,
  Earned,
  ExpectedCorrection,
  Explanation,
  MyWhatIf,
  NewScheme,
  Period,
  RuleWanted,
  Statement,
  WhatIf,
}

export interface Schemes {
  readonly current: KeptScheme
  readonly announced: readonly KeptScheme[]
  readonly past: readonly KeptScheme[]
  readonly noticeDays: number
  /** The first day from which another could be announced now. */
  readonly earliestChange: Day
}

export interface Revenue {
  /** Shares out a settled day. @param poolMicro exactly what the day's viewers' ads earned, µIDR */
  shareOut(day: Day, poolMicro: bigint): Promise<ShareOutResult>
  /** @throws RangeError for a name that is no period */
  closePeriod(period: string): Promise<ClosePeriodResult>
  /** Everything that is due by the clock: finishes interrupted days, closes periods in order, destroys old secrets. */
  closeDue(): Promise<{ days: Day[]; periods: ClosePeriodResult[]; secretsDestroyed: string[] }>
  /** The rule of today, those announced for later, and those before. */
  schemes(): Promise<Schemes>
  /** A closed period under another rule; a long one is worked out by job. @throws Refusal period_cannot_be_rerun */
  whatIf(period: string, rule: RuleWanted): Promise<WhatIf>
  /** The usual rules for one creator. @throws Refusal period_cannot_be_rerun */
  myWhatIf(creatorId: string, period: string): Promise<MyWhatIf>
  /** Asks for the usual rules of a closed period, before anyone does. */
  askWhatIfs(period: string): Promise<void>
  /** Works out what was asked for. @returns how many */
  workWhatIfs(): Promise<number>
  /** Announces another rule. @throws Refusal scheme_too_early, scheme_not_at_start, scheme_day_taken, scheme_unchanged,
   *  scheme_cannot_run */
  announceScheme(operatorId: string, scheme: NewScheme): Promise<KeptScheme>
  /** @throws Refusal scheme_not_found, scheme_begun, scheme_configured */
  withdrawScheme(operatorId: string, validFrom: string): Promise<KeptScheme>
  /** The latest closed periods (at most 500), the newest first. */
  periods(): Promise<PeriodLine[]>
  /** The signed document as JSON text; undefined while the period is not closed. */
  periodDocument(period: string): Promise<string | undefined>
  statements(creatorId: string): Promise<StatementLine[]>
  /** What the verifier reads. Undefined while the period is not closed, or when nothing was shared to the creator. */
  statement(creatorId: string, period: string): Promise<Statement['statement'] | undefined>
  /** Everyone's statements of a closed period, in pages, by creator. */
  eachStatement(period: string): AsyncIterable<Statement[]>
  /** µIDR by what is judged and billed so far, at most a minute old. */
  estimate(creatorId: string, day: Day): Promise<{ micro: bigint; at: Date }>
  /** Writes down what creators are told of days that still run. @returns the days */
  keepEstimates(): Promise<Day[]>
  /** How near those came to what became final. */
  accuracy(): Promise<Accuracy>
  /** Undefined while too little is known. */
  expectedCorrection(creatorId: string): Promise<ExpectedCorrection | undefined>
  /** Everything behind a creator's amount of a day, whatever its state. */
  explain(creatorId: string, day: Day): Promise<Explanation>
  /** A creator's days from `first` to `last` and the standing of the creator's accounts. */
  earnings(creatorId: string, first: Day, last: Day): Promise<Earned>
  periodOf(day: Day): Period
  /** Its days in order; undefined for a name that is no period. */
  daysOf(period: string): Day[] | undefined
  /** Periods that are over and not closed, the oldest first. */
  periodsDue(): Promise<Period[]>
  /** The latest days that were shared out, the newest first. */
  sharedDays(limit: number): Promise<Day[]>
  /** For the audit. @returns the first fault of the chain of documents */
  verifyDocuments(): Promise<DocumentFault | undefined>
  /** The instance's name and the key that signs documents now: 32 bytes each, in hexadecimal. */
  keys(): Promise<{ instance: string; key: string }>
  /** Everyone who was ever posted ad income, in pages. */
  creatorsPosted(): AsyncIterable<readonly string[]>
}

export function createRevenue(deps: RevenueDeps): Revenue {
  const { db, clock, config } = deps
  const trees = { days: createDayTrees(db), periods: createPeriodTrees(db) }
  const estimates = createEstimates({
    ...deps,
    schemeFor: (day) => schemeOf(deps, periodOf(day, config.PERIOD)),
  })
  const appealEnds = () => addDaysBack(clock.now(), config.APPEAL_DAYS)
  return {
    keys: () => currentKey(deps, db),
    async *creatorsPosted() {
      for await (const page of eachPostedCreator(db)) yield page.map((one) => one.creatorId)
    },
    async shareOut(day, poolMicro) {
      const result = await shareOut(deps, day, poolMicro)
      estimates.forget(day)
      return result
    },
    closePeriod: (period) => closePeriod(deps, toPeriod(period)),
    async closeDue() {
      await announceSchemes(deps)
      const days = await finishDays(deps)
      const periods = await closeDuePeriods(deps)
      const gone = await db.transaction((tx) => destroySecrets(tx, appealEnds(), clock.now()))
      return { days, periods, secretsDestroyed: gone.map(({ period }) => period) }
    },
    async schemes() {
      const all = await announceSchemes(deps)
      const today = dayOf(clock.now(), deps.timeZone)
      const current = schemeOn(all, today)
      return {
        current,
        announced: all.filter((one) => one.validFrom > today),
        past: all.filter((one) => one.validFrom < current.validFrom).reverse(),
        noticeDays: config.SCHEME_NOTICE_DAYS,
        earliestChange: firstAnnounceable(deps),
      }
    },
    whatIf: (period, rule) => whatIf(deps, period, rule),
    myWhatIf: (creatorId, period) => myWhatIf(deps, creatorId, period),
    askWhatIfs: (period) => askUsual(deps, period),
    workWhatIfs: () => workWhatIfs(deps),
    announceScheme: (operatorId, scheme) => announceScheme(deps, operatorId, scheme),
    withdrawScheme: (operatorId, validFrom) => takeBackScheme(deps, operatorId, validFrom),
    periods: () => closedPeriods(db, 500),
    periodDocument: async (period) => (await findPeriod(db, period))?.document ?? undefined,
    statements: (creatorId) => statementsOf(db, creatorId),
    async statement(creatorId, period) {
      const [own] = await buildStatements(deps, trees, period, [creatorId])
      return own?.statement
    },
    async *eachStatement(period) {
      for await (const page of creatorsWithStatements(db, period))
        yield await buildStatements(
          deps,
          trees,
          period,
          page.map((one) => one.creatorId),
        )
    },
    async estimate(creatorId, day) {
      const { at, tallies } = await estimates.of(day)
      return { at, micro: tallies.get(creatorId)?.micro ?? 0n }
    },
    keepEstimates: () => keepEstimates(deps, estimates.of),
    accuracy: () => readAccuracy(deps),
    expectedCorrection: (creatorId) => expectedCorrection(deps, creatorId),
    explain: (creatorId, day) => explain(deps, estimates.of, creatorId, day),
    earnings: (creatorId, first, last) => readEarnings(deps, estimates.of, creatorId, first, last),
    periodOf: (day) => periodOf(day, config.PERIOD),
    daysOf: (period) => (isPeriod(period) ? daysOf(period) : undefined),
    periodsDue: () => duePeriods(deps),
    sharedDays: (limit) => sharedDays(db, limit),
    verifyDocuments: () => verifyDocuments(db),
  }
}

const addDaysBack = (at: Date, days: number): Date => new Date(at.getTime() - days * 86_400_000)
