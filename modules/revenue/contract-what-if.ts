/** Closed periods under other rules: for operators before they choose one, for creators on their own income. */
import { z } from 'zod'
import { refusals, route, zMoney } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { zCount, zFraction, zPeriod } from './contract-shapes.ts'

export const whatIfRefusals = refusals({
  period_cannot_be_rerun: {
    status: 404,
    en: 'There is no closed period {period} to run again. Choose one from the list of closed periods.',
    id: 'Tidak ada periode tertutup {period} untuk dihitung ulang. Pilih dari daftar periode yang sudah ditutup.',
  },
})

/** viewer-day: each viewer's money to whom that viewer watched, by time · equal-split: the same, to each creator alike
 *  (the Shapley index) · pro-rata: one pool, by watch time · shorts: one pool, by paid views, music first */
export const whatIfRules = ['viewer-day', 'equal-split', 'pro-rata', 'shorts'] as const

/** Parts of the whole are in ten-thousandths: 8123 is 81.23 %. */
const zParts = z.int()

const zSpread = z.object({
  /** 0: all alike, 10000: one has it all. */
  gini: zParts,
  top1Percent: zParts,
  top10Percent: zParts,
})

export const zWhatIf = z.object({
  /** Creators with income under either rule. */
  creators: z.int(),
  gain: z.int(),
  lose: z.int(),
  same: z.int(),
  actualMicro: zMoney,
  ruleMicro: zMoney,
  /** Of the period's ad money, with what is the platform's or held. */
  poolMicro: zMoney,
  actual: zSpread,
  rule: zSpread,
  /** Creators in order of what they really got, in ten groups as equal as can be; the least first. */
  deciles: z.array(
    z.object({
      creators: z.int(),
      actualMicro: zMoney,
      ruleMicro: zMoney,
      gain: z.int(),
      lose: z.int(),
    }),
  ),
  /** How many creators would change by how much: from below -50 % to above +50 %. */
  changes: z.array(z.object({ upToPercent: z.int().nullable(), creators: z.int() })),
})

const zRuleAsked = z.object({
  rule: z.enum(whatIfRules),
  creatorsShare: zFraction,
  capMs: zMoney,
})

export const whatIfRoutes = {
  whatIf: route({
    method: 'GET',
    path: '/v1/admin/what-if',
    summary:
      'A closed period under another rule: who gains, who loses. A long one is worked out in the background: ask again while `state` is `working`.',
    access: access.operators,
    query: z.strictObject({
      period: zPeriod,
      rule: z.enum(whatIfRules),
      /** Of 100; the period's own share unless told, 45 for `shorts`. */
      sharePercent: zCount.optional(),
      /** At most the period's own cap. */
      capMs: zCount.optional(),
    }),
    reply: zRuleAsked.extend({
      period: zPeriod,
      state: z.enum(['ready', 'working']),
      result: zWhatIf.nullable(),
    }),
    refusals: [
      identityRefusals.login_required,
      identityRefusals.not_allowed,
      whatIfRefusals.period_cannot_be_rerun,
    ],
    limit: 60,
  }),
  myWhatIf: route({
    method: 'GET',
    path: '/v1/me/what-if',
    summary:
      "The caller's own ad income of a closed period under other rules. What others would get is shown only where there are ten or more of them.",
    access: access.signedIn,
    query: z.strictObject({ period: zPeriod }),
    reply: z.object({
      period: zPeriod,
      /** Before splits with collaborators. */
      actualMicro: zMoney,
      rules: z.array(
        zRuleAsked.extend({
          state: z.enum(['ready', 'working']),
          micro: zMoney.nullable(),
          /** Null while it is worked out, or with fewer than ten creators. */
          others: z
            .object({ creators: z.int(), gain: z.int(), lose: z.int(), same: z.int(), gini: zParts })
            .nullable(),
        }),
      ),
    }),
    refusals: [identityRefusals.login_required, whatIfRefusals.period_cannot_be_rerun],
    limit: 60,
  }),
}
