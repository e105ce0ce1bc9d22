import { type Day, dayOf } from '../../platform/clock.ts'
import type { AdminDeps } from './index.ts'
import { type AuditCheck, type AuditReport, findLastAudit } from './store.ts'

export interface Overview {
  readonly demo: boolean
  readonly today: Day
  readonly health: readonly AuditCheck[]
  readonly queues: readonly { name: string; waiting: number; running: number; failed: number }[]
  readonly diskFreeBytes: number
  readonly daysDue: readonly Day[]
  readonly periodsDue: readonly string[]
  readonly lastClosedDay: Day | null
  readonly counts: { accounts: number; videos: number; watchesToday: number }
  readonly audit: AuditReport | undefined
}

const diskLowBytes = 2 * 1024 ** 3

const lastRun = (audit: AuditReport | undefined): AuditCheck['detail'] =>
  audit ? { code: 'audit_ran', params: { at: audit.at.toISOString() } } : { code: 'audit_never', params: {} }

export async function readOverview(deps: AdminDeps): Promise<Overview> {
  const today = dayOf(deps.clock.now(), deps.timeZone)
  const [queues, free, daysDue, periodsDue, shared, accounts, watchesToday, audit] = await Promise.all([
    deps.jobs.stats(),
    deps.freeBytes(),
    deps.playback.daysDue(),
    deps.revenue.periodsDue(),
    deps.revenue.sharedDays(1),
    deps.identity.countAccounts(),
    deps.playback.watchesOn(today),
    findLastAudit(deps.db),
  ])
  const failed = queues.reduce((sum, one) => sum + one.failed, 0)
  return {
    demo: deps.isDemo(),
    today,
    health: [
      { name: 'database', ok: true, detail: { code: 'answers', params: {} } },
      {
        name: 'disk',
        ok: free > diskLowBytes,
        detail: { code: 'disk_free', params: { bytes: String(free) } },
      },
      { name: 'queues', ok: failed === 0, detail: { code: 'jobs_failed', params: { count: failed } } },
      { name: 'audit', ok: audit?.ok ?? true, detail: lastRun(audit) },
    ],
    queues,
    diskFreeBytes: free,
    daysDue,
    periodsDue,
    lastClosedDay: shared[0] ?? null,
    counts: { accounts, videos: deps.clips(), watchesToday },
    audit,
  }
}
