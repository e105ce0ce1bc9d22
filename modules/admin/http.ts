import type { Http } from '../../platform/http/index.ts'
import { requireRole } from '../identity/index.ts'
import { agesRoutes, resemblancesRoutes, adminRoutes as routes } from './contract.ts'
import type { Admin, AuditReport } from './index.ts'
import { describeTopUp, describeTopUps } from './describe-top-ups.ts'

export function mountAdmin(http: Http, admin: Admin): void {
  http.handle(routes.readOverview, async ({ caller }) => {
    requireRole(caller, 'operator')
    const { diskFreeBytes, audit, ...overview } = await admin.overview()
    return {
      ...overview,
      health: [...overview.health],
      queues: [...overview.queues],
      daysDue: [...overview.daysDue],
      periodsDue: [...overview.periodsDue],
      diskFreeBytes: String(diskFreeBytes),
      audit: audit ? shape(audit) : null,
    }
  })
  http.handle(routes.listTopUps, async ({ caller, query }) => {
    requireRole(caller, 'operator')
    return { topUps: await describeTopUps(admin.identity, await admin.ads.listTopUps(query.state)) }
  })
  http.handle(routes.confirmTopUp, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    const confirmed = await admin.ads.confirmTopUp(operator, params.topUpId, body.bankReference)
    return { topUp: await describeTopUp(admin.identity, confirmed) }
  })
  http.handle(routes.declineTopUp, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    const declined = await admin.ads.declineTopUp(operator, params.topUpId, body.reason)
    return { topUp: await describeTopUp(admin.identity, declined) }
  })
  http.handle(resemblancesRoutes.listResemblances, async ({ caller, query }) => {
    requireRole(caller, 'operator')
    return admin.resemblances(query)
  })
  http.handle(agesRoutes.listRulings, async ({ caller, query }) => {
    requireRole(caller, 'operator')
    return admin.ageRulings(query)
  })
  http.handle(agesRoutes.readAge, async ({ caller, params }) => {
    requireRole(caller, 'operator')
    return admin.readAge(params.videoId)
  })
  http.handle(agesRoutes.ruleAge, async ({ caller, params, body }) => {
    const operator = requireRole(caller, 'operator')
    return admin.judgeAge(operator, params.videoId, body)
  })
  http.handle(routes.close, async ({ caller }) => {
    requireRole(caller, 'operator')
    return admin.close()
  })
  http.handle(routes.audit, async ({ caller }) => {
    requireRole(caller, 'operator')
    return { audit: shape(await admin.audit()) }
  })
}

const shape = ({ at, ok, checks }: AuditReport) => ({ at: at.toISOString(), ok, checks: [...checks] })
