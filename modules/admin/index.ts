/** Admin shows an operator whether the stage is well and what waits for a person. It composes other modules; the
 *  audit it runs and keeps is its only own matter. */
import { type Clock, type Day, dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import type { Logger } from '../../platform/log.ts'
import type { Ads } from '../ads/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Media } from '../media/index.ts'
import type { Playback } from '../playback/index.ts'
import type { Revenue } from '../revenue/index.ts'
import type { Social } from '../social/index.ts'
import { runAudit } from './audit.ts'
import type { MoneyAudits } from './audit-money.ts'
import { adminRefusals } from './contract.ts'
import { describeDetail } from './describe-detail.ts'
import { type AgesDeps, judgeAge, listRulings, readAge } from './judge-ages.ts'
import { listResemblances, type ResemblanceDeps } from './list-resemblances.ts'
import { type Overview, readOverview } from './overview.ts'
import { type AuditReport, findLastAudit, insertAudit } from './store.ts'

export { describeDetail } from './describe-detail.ts'
export { mountAdmin } from './http.ts'
export { workAdmin } from './jobs.ts'
export type { AuditReport, Overview }

export interface AdminDeps extends MoneyAudits, ResemblanceDeps, AgesDeps {
  readonly db: Db
  readonly clock: Clock
  readonly timeZone: string
  readonly log: Logger
  readonly isDemo: () => boolean
  readonly identity: Pick<Identity, 'countAccounts' | 'findMany'>
  readonly media: Pick<Media, 'missingOriginals'> & ResemblanceDeps['media']
  readonly videos: ResemblanceDeps['videos'] & AgesDeps['videos']
  readonly ledger: Pick<Ledger, 'trialBalance' | 'rederive' | 'verifyChain' | 'balances'>
  readonly playback: Pick<Playback, 'closeDay' | 'closeDueDays' | 'daysDue' | 'watchesOn'>
  readonly ads: Pick<Ads, 'poolAccount' | 'listTopUps' | 'confirmTopUp' | 'declineTopUp'>
  readonly revenue: Pick<Revenue, 'closeDue' | 'periodsDue' | 'sharedDays' | 'verifyDocuments'>
  readonly social: Pick<Social, 'countDrift'>
  readonly jobs: Jobs
  readonly clips: () => number
  readonly freeBytes: () => Promise<number>
}

export interface Admin {
  overview(): Promise<Overview>
  /** Proves what never bends, and keeps the result. */
  audit(): Promise<AuditReport>
  /** Runs the audit unless one ran today. */
  auditDaily(): Promise<void>
  /** Closes what is due, and follows it through billing and sharing. @throws Refusal nothing_to_close */
  close(): Promise<{ days: Day[]; periods: string[] }>
  /** Uploads that are likely the same recording as an earlier one, newest first, a page. */
  resemblances: (asked: Parameters<typeof listResemblances>[1]) => ReturnType<typeof listResemblances>
  /** What operators decided on the 18+ mark, newest first. */
  ageRulings: (asked: Parameters<typeof listRulings>[1]) => ReturnType<typeof listRulings>
  /** A clip as it is judged. @throws Refusal video_not_found */
  readAge: (videoId: string) => ReturnType<typeof readAge>
  /** Sets or removes the stage's mark. @throws Refusal video_not_found, age_not_marked */
  judgeAge: (
    operatorId: string,
    videoId: string,
    decision: Parameters<typeof judgeAge>[3],
  ) => ReturnType<typeof judgeAge>
  readonly ads: AdminDeps['ads']
  readonly identity: AdminDeps['identity']
}

export function createAdmin(deps: AdminDeps): Admin {
  const { db, clock, log } = deps
  const audit = async (): Promise<AuditReport> => {
    const checks = await runAudit(deps)
    const report = { at: clock.now(), ok: checks.every((one) => one.ok), checks }
    await db.transaction((tx) => insertAudit(tx, report))
    if (report.ok) log.info({ event: 'audit-passed' })
    else
      log.error({
        event: 'audit-failed',
        checks: checks.flatMap((one) =>
          one.ok ? [] : { name: one.name, detail: describeDetail(one.detail) },
        ),
      })
    return report
  }
  return {
    ads: deps.ads,
    identity: deps.identity,
    overview: () => readOverview(deps),
    resemblances: (asked) => listResemblances(deps, asked),
    ageRulings: (asked) => listRulings(deps, asked),
    readAge: (videoId) => readAge(deps, videoId),
    judgeAge: (operatorId, videoId, decision) => judgeAge(deps, operatorId, videoId, decision),
    audit,
    async auditDaily() {
      const last = await findLastAudit(db)
      if (!last || dayOf(last.at, deps.timeZone) < dayOf(clock.now(), deps.timeZone)) await audit()
    },
    async close() {
      const days = await deps.playback.closeDueDays()
      // A settled day is billed and shared by the jobs that its closing caused; a period waits for them.
      await deps.jobs.drain()
      const { periods } = await deps.revenue.closeDue()
      await deps.jobs.drain()
      const closed = periods.flatMap((one) => (one.status === 'closed' ? [one.period] : []))
      if (days.length === 0 && closed.length === 0) refuse(adminRefusals.nothing_to_close)
      return { days, periods: closed }
    },
  }
}
