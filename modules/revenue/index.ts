/** Revenue shares out what ads earned, by a published rule, to the last millionth of a unit, and proves it.
 *
 *  - A viewer's ad money of a day goes to whom that viewer validly watched that day, and to nobody else.
 *  - Every day: pool = creators + platform + unattributed, exactly. What no one was watched for is held, not kept.
 *  - Amounts are fixed before money moves, and moved by transfers whose ids follow from what they are for: a crash
 *    anywhere and a second run give the same rows, roots, transfers and documents, byte for byte.
 *  - A closed period never changes. Its document is signed and chained, and holds nothing about a person.
 *  - Viewers appear under pseudonyms of one period, whose secret is destroyed after the appeal window. */
import { type Day, dayOf } from '../../platform/clock.ts'
import { buildStatement } from './build-statement.ts'
import { type DocumentFault, verifyDocuments } from './verify-documents.ts'
import { closeDuePeriods, duePeriods, closePeriod, type ClosePeriodResult } from './close-period.ts'
import { createDayTrees } from './day-trees.ts'
import type { RevenueDeps } from './deps.ts'
import { type Earnings, readEarnings } from './earnings.ts'
import { createEstimates } from './estimate-day.ts'
import { type Explanation, explain } from './explain.ts'
import { daysOf, isPeriod, type Period, periodOf, toPeriod } from './period.ts'
import type { Signed } from './period-document.ts'
import { announceSchemes, schemeOf, schemeOn } from './schemes.ts'
import { finishDays, shareOut, type ShareOutResult } from './share-out.ts'
import type { StatementBody } from './statement.ts'
import { destroySecrets, type KeptScheme, sharedDays } from './store.ts'
import {
  closedPeriods,
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
export type { RevenueDeps } from './deps.ts'
export { revenueDayShared, revenuePeriodClosed } from './events.ts'
export { mountRevenue } from './http.ts'
export { workRevenue } from './jobs.ts'
export { ed25519Signer, type Signer } from './sign.ts'
export type { ClosePeriodResult, DocumentFault, Earnings, Explanation, Period }

export interface Schemes {
  readonly current: KeptScheme
  readonly announced: readonly KeptScheme[]
  readonly past: readonly KeptScheme[]
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
  /** The latest closed periods (at most 500), the newest first. */
  periods(): Promise<PeriodLine[]>
  /** The signed document as JSON text; undefined while the period is not closed. */
  periodDocument(period: string): Promise<string | undefined>
  statements(creatorId: string): Promise<StatementLine[]>
  /** What the verifier reads. Undefined while the period is not closed, or when nothing was shared to the creator. */
  statement(creatorId: string, period: string): Promise<Signed<StatementBody> | undefined>
  /** µIDR by what is judged and billed so far, at most a minute old. */
  estimate(creatorId: string, day: Day): Promise<{ micro: bigint; at: Date }>
  /** Everything behind a creator's amount of a day, whatever its state. */
  explain(creatorId: string, day: Day): Promise<Explanation>
  /** A creator's days from `first` to `last` and the standing of the creator's accounts. */
  earnings(creatorId: string, first: Day, last: Day): Promise<Earnings>
  periodOf(day: Day): Period
  /** Its days in order; undefined for a name that is no period. */
  daysOf(period: string): Day[] | undefined
  /** Periods that are over and not closed, the oldest first. */
  periodsDue(): Promise<Period[]>
  /** The latest days that were shared out, the newest first. */
  sharedDays(limit: number): Promise<Day[]>
  /** For the audit. @returns the first fault of the chain of documents */
  verifyDocuments(): Promise<DocumentFault | undefined>
  /** The key that signs documents: 32 bytes in hexadecimal. */
  readonly publicKey: string
}

export function createRevenue(deps: RevenueDeps): Revenue {
  const { db, clock, config, signer } = deps
  const trees = createDayTrees(db)
  const estimates = createEstimates({
    ...deps,
    schemeFor: (day) => schemeOf(deps, periodOf(day, config.PERIOD)),
  })
  const appealEnds = () => addDaysBack(clock.now(), config.APPEAL_DAYS)
  return {
    publicKey: signer.publicKey,
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
      }
    },
    periods: () => closedPeriods(db, 500),
    periodDocument: async (period) => (await findPeriod(db, period))?.document ?? undefined,
    statements: (creatorId) => statementsOf(db, creatorId),
    statement: (creatorId, period) => buildStatement(deps, trees, creatorId, period),
    async estimate(creatorId, day) {
      const { at, tallies } = await estimates.of(day)
      return { at, micro: tallies.get(creatorId)?.micro ?? 0n }
    },
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
