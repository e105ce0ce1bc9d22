import type { Http } from '../../platform/http/index.ts'
import { callerAccount, requireRole } from '../identity/index.ts'
import { revenueRoutes } from './contract.ts'
import type { Revenue } from './index.ts'
import type { WhatIf } from './rerun-period.ts'

/** Nobody learns what fewer others than this would get. */
const ENOUGH_OTHERS = 10

export function mountWhatIf(http: Http, revenue: Revenue): void {
  http.handle(revenueRoutes.whatIf, async ({ caller, query }) => {
    requireRole(caller, 'operator')
    const found = await revenue.whatIf(query.period, {
      rule: query.rule,
      sharePercent: countIn(query.sharePercent),
      capMs: countIn(query.capMs),
    })
    return {
      ...shapeRule(found),
      period: found.period,
      result: found.result === undefined ? null : shapeResult(found.result),
    }
  })
  http.handle(revenueRoutes.myWhatIf, async ({ caller, query }) => {
    const found = await revenue.myWhatIf(callerAccount(caller), query.period)
    return {
      period: found.period,
      actualMicro: String(found.actualMicro),
      rules: found.rules.map((one) => ({
        ...shapeRule(one),
        micro: one.micro === undefined ? null : String(one.micro),
        others:
          one.result === undefined || one.result.creators <= ENOUGH_OTHERS
            ? null
            : {
                creators: one.result.creators,
                gain: one.result.gain,
                lose: one.result.lose,
                same: one.result.same,
                gini: one.result.rule.gini,
              },
      })),
    }
  })
}

const countIn = (given: string | undefined): bigint | undefined =>
  given === undefined ? undefined : BigInt(given)

const shapeRule = ({ rule, creatorsShare, capMs, result }: WhatIf) => ({
  rule,
  creatorsShare: { num: String(creatorsShare.num), den: String(creatorsShare.den) },
  capMs: String(capMs),
  state: result === undefined ? ('working' as const) : ('ready' as const),
})

const shapeResult = (result: NonNullable<WhatIf['result']>) => ({
  ...result,
  deciles: [...result.deciles],
  changes: [...result.changes],
})
