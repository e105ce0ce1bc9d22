import type { FastifyReply } from 'fastify'
import { refuse } from '../../platform/errors.ts'
import { type Http, Prepared } from '../../platform/http/index.ts'
import { toDay } from '../../platform/clock.ts'
import { callerAccount, requireRole } from '../identity/index.ts'
import type { Share } from './allocate.ts'
import { revenueRefusals, revenueRoutes } from './contract.ts'
import type { Revenue } from './index.ts'
import { kindsJson } from './income.ts'
import { schemeBody, type SharedSource, sharedSources, type SourceShares } from './scheme.ts'
import type { KeptScheme } from './store.ts'
import { totalsOf } from './take-in-income.ts'
import { mountWhatIf } from './http-what-if.ts'

export function mountRevenue(http: Http, revenue: Revenue): void {
  http.handle(revenueRoutes.readScheme, async () => {
    const [schemes, keys] = await Promise.all([revenue.schemes(), revenue.keys()])
    return {
      ...keys,
      noticeDays: schemes.noticeDays,
      earliestChange: schemes.earliestChange,
      current: shapeScheme(schemes.current, false),
      announced: schemes.announced.map((one) => shapeScheme(one, true)),
      past: schemes.past.map((one) => shapeScheme(one, false)),
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
    const statements = await revenue.statements(callerAccount(caller))
    return {
      statements: statements.map((one) => ({
        ...line(one),
        accruedMicro: String(one.accruedMicro),
        posted: String(one.posted),
        openingMicro: String(one.openingMicro),
        closingMicro: String(one.closingMicro),
        cumulativeMicro: String(one.cumulativeMicro),
        cumulativePosted: String(one.cumulativePosted),
        splitInMicro: String(one.splitInMicro),
        splitOutMicro: String(one.splitOutMicro),
        income:
          one.amounts === null
            ? null
            : kindsJson(totalsOf({ amounts: one.amounts, cumulatives: one.cumulatives ?? [] })),
      })),
    }
  })
  http.handle(revenueRoutes.readStatement, async ({ caller, params: { period }, reply }) => {
    const statement = await revenue.statement(callerAccount(caller), period)
    if (statement === undefined) refuse(revenueRefusals.no_statement, { period })
    return download(reply, `panggung-statement-${period}.json`, JSON.stringify(statement))
  })
  http.handle(revenueRoutes.readAccuracy, async () => ({ ...(await revenue.accuracy()) }))
  http.handle(revenueRoutes.announceScheme, async ({ caller, body }) => {
    const { validFrom, name, note, capMs, minimumMs, shorterVideoPercent } = body
    const scheme = await revenue.announceScheme(requireRole(caller, 'operator'), {
      validFrom: toDay(validFrom),
      name,
      note,
      creatorsShare: shareIn(body.creatorsShare),
      musicFractions: body.musicFractions?.map(wholeShare),
      capMs: countIn(capMs),
      paidViewMs: countIn(minimumMs),
      shortVideoPercent: countIn(shorterVideoPercent),
      shares: sharesIn(body.shares),
    })
    return { scheme: shapeScheme(scheme, true) }
  })
  http.handle(revenueRoutes.withdrawScheme, async ({ caller, params: { validFrom } }) => ({
    scheme: shapeScheme(await revenue.withdrawScheme(requireRole(caller, 'operator'), validFrom), false),
  }))
  mountWhatIf(http, revenue)
}

const shapeScheme = (scheme: KeptScheme, isToCome: boolean) => ({
  hash: scheme.hash,
  scheme: schemeBody(scheme),
  announcedAt: scheme.announcedAt.toISOString(),
  note: scheme.note,
  canBeWithdrawn: isToCome && scheme.announcedBy !== null,
})

interface FractionIn {
  readonly num: string
  readonly den: string
}
const wholeShare = ({ num, den }: FractionIn): Share => ({ num: BigInt(num), den: BigInt(den) })
const shareIn = (given: FractionIn | undefined): Share | undefined => given && wholeShare(given)
const countIn = (given: string | undefined): bigint | undefined =>
  given === undefined ? undefined : BigInt(given)

function sharesIn(
  given: { [S in SharedSource]?: FractionIn | undefined } | undefined,
): Partial<SourceShares> {
  const shares: { -readonly [S in SharedSource]?: Share } = {}
  for (const source of sharedSources) {
    const one = given?.[source]
    if (one !== undefined) shares[source] = wholeShare(one)
  }
  return shares
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
