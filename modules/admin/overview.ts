import { type Day, dayOf } from '../../platform/clock.ts'
import type { AdminDeps } from './index.ts'
import { type AuditReport, findLastAudit } from './store.ts'

export interface Overview {
  readonly demo: boolean
  readonly today: Day
  readonly health: readonly { name: string; ok: boolean; detail: string }[]
  readonly queues: readonly { name: string; waiting: number; running: number; failed: number }[]
  readonly diskFreeBytes: number
  readonly daysDue: readonly Day[]
  readonly periodsDue: readonly string[]
  readonly lastClosedDay: Day | null
  readonly counts: { accounts: number; videos: number; watchesToday: number }
  readonly audit: AuditReport | undefined
}

const diskLowBytes = 2 * 1024 ** 3

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
      { name: 'database', ok: true, detail: 'answers' },
      { name: 'disk', ok: free > diskLowBytes, detail: `${(free / 1024 ** 3).toFixed(1)} GiB free` },
      { name: 'queues', ok: failed === 0, detail: `${failed} failed jobs` },
      { name: 'audit', ok: audit?.ok ?? true, detail: audit ? audit.at.toISOString() : 'none yet' },
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
