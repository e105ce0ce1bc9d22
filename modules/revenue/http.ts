import type { FastifyReply } from 'fastify'
import { refuse } from '../../platform/errors.ts'
import { type Caller, type Http, Prepared } from '../../platform/http/index.ts'
import { identityRefusals } from '../identity/contract.ts'
import { revenueRefusals, revenueRoutes } from './contract.ts'
import type { Revenue } from './index.ts'
import { schemeBody } from './scheme.ts'
import type { KeptScheme } from './store.ts'

export function mountRevenue(http: Http, revenue: Revenue): void {
  http.handle(revenueRoutes.readScheme, async () => {
    const { current, announced, past } = await revenue.schemes()
    const shape = (scheme: KeptScheme) => ({ hash: scheme.hash, scheme: schemeBody(scheme) })
    return {
      key: revenue.publicKey,
      current: shape(current),
      announced: announced.map(shape),
      past: past.map(shape),
    }
  })
  http.handle(revenueRoutes.listPeriods, async () => {
    const periods = await revenue.periods()
    return {
      periods: periods.map((one) => ({
        ...line(one),
        accruedMicro: String(one.creatorsAccruedMicro),
        posted: String(one.creatorsPosted),
        hash: one.hash,
      })),
    }
  })
  http.handle(revenueRoutes.readPeriod, async ({ params: { period }, reply }) => {
    const document = await revenue.periodDocument(period)
    if (document === undefined) refuse(revenueRefusals.period_not_closed, { period })
    return download(reply, `panggung-period-${period}.json`, document)
  })
  http.handle(revenueRoutes.listStatements, async ({ caller }) => {
    const statements = await revenue.statements(accountOf(caller))
    return {
      statements: statements.map((one) => ({
        ...line(one),
        accruedMicro: String(one.accruedMicro),
        posted: String(one.posted),
        openingMicro: String(one.openingMicro),
        closingMicro: String(one.closingMicro),
        cumulativeMicro: String(one.cumulativeMicro),
        cumulativePosted: String(one.cumulativePosted),
      })),
    }
  })
  http.handle(revenueRoutes.readStatement, async ({ caller, params: { period }, reply }) => {
    const statement = await revenue.statement(accountOf(caller), period)
    if (statement === undefined) refuse(revenueRefusals.no_statement, { period })
    return download(reply, `panggung-statement-${period}.json`, JSON.stringify(statement))
  })
}

function accountOf(caller: Caller): string {
  if (caller.account === null) refuse(identityRefusals.login_required)
  return caller.account.id
}

function download(reply: FastifyReply, name: string, json: string): Prepared {
  reply.header('content-disposition', `attachment; filename="${name}"`)
  return new Prepared(json)
}

const line = (one: {
  period: string
  sequence: bigint
  firstDay: string
  lastDay: string
  closedAt: Date
}) => ({
  period: one.period,
  sequence: String(one.sequence),
  firstDay: one.firstDay,
  lastDay: one.lastDay,
  closedAt: one.closedAt.toISOString(),
})
