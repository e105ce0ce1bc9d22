/** How ad money is shared, and the papers that prove it: the rule, period documents, a creator's statements.
 *  Their bytes are described in docs/statement-format.md. */
import { z } from 'zod'
import { inWords, refusals, route, type RouteMap, zDay, zInstant, zMoney } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'

export const revenueRefusals = refusals({
  period_not_closed: {
    status: 404,
    en: 'There is no closed period {period}. A period is published once it is over and every day of it is verified.',
    id: 'Belum ada periode {period} yang ditutup. Periode terbit setelah berakhir dan setiap harinya terverifikasi.',
  },
  no_statement: {
    status: 404,
    en: 'You have no statement for {period}: nothing was shared to you in it, or it is not closed yet.',
    id: 'Kamu tidak punya laporan untuk {period}: tidak ada bagi hasil untukmu di situ, atau periodenya belum ditutup.',
  },
})

export const zPeriod = z.string().regex(/^\d{4}-(?:W\d{2}|\d{2})$/, {
  error: inWords({
    en: 'a week (2026-W47) or a month (2026-11)',
    id: 'satu minggu (2026-W47) atau satu bulan (2026-11)',
  }),
})

/** The published rule; its hash is that of docs/statement-format.md §3. */
export const zScheme = z.object({
  name: z.string(),
  validFrom: zDay,
  creatorsShare: z.object({ num: zMoney, den: zMoney }),
  music: z.string(),
  paidView: z.object({ minimumMs: zMoney, shorterVideoPercent: zMoney, once: z.string() }),
  weight: z.object({ unit: z.string(), capMs: zMoney, per: z.string() }),
  rounding: z.object({
    creatorsPart: z.string(),
    allocation: z.string(),
    ties: z.string(),
    posting: z.string(),
  }),
  unattributed: z.string(),
})
const zDatedScheme = z.object({ hash: z.string(), scheme: zScheme })

/** A signed document as it is downloaded. */
export const zSigned = z.object({
  format: z.string(),
  body: z.record(z.string(), z.unknown()),
  key: z.string(),
  signature: z.string(),
})

const zPeriodLine = z.object({
  period: zPeriod,
  sequence: zMoney,
  firstDay: zDay,
  lastDay: zDay,
  closedAt: zInstant,
  accruedMicro: zMoney,
  posted: zMoney,
})

export const revenueRoutes = {
  readScheme: route({
    method: 'GET',
    path: '/v1/scheme',
    summary: 'The rule by which ad money is shared, what is announced, and the key that signs documents.',
    access: access.everyone,
    reply: z.object({
      key: z.string(),
      current: zDatedScheme,
      announced: z.array(zDatedScheme),
      past: z.array(zDatedScheme),
    }),
  }),
  listPeriods: route({
    method: 'GET',
    path: '/v1/periods',
    summary: 'Closed periods, the newest first.',
    access: access.everyone,
    reply: z.object({ periods: z.array(zPeriodLine.extend({ hash: z.string() })) }),
  }),
  readPeriod: route({
    method: 'GET',
    path: '/v1/periods/:period',
    summary: 'The signed document of a closed period.',
    access: access.everyone,
    params: z.object({ period: zPeriod }),
    reply: zSigned,
    refusals: [revenueRefusals.period_not_closed],
  }),
  listStatements: route({
    method: 'GET',
    path: '/v1/me/statements',
    summary: "The caller's statements, the newest first.",
    access: access.signedIn,
    reply: z.object({
      statements: z.array(
        zPeriodLine.extend({
          openingMicro: zMoney,
          closingMicro: zMoney,
          cumulativeMicro: zMoney,
          cumulativePosted: zMoney,
        }),
      ),
    }),
    refusals: [identityRefusals.login_required],
  }),
  readStatement: route({
    method: 'GET',
    path: '/v1/me/statements/:period',
    summary:
      "The caller's signed statement of a closed period, with every row and proof: the file the verifier reads.",
    access: access.signedIn,
    params: z.object({ period: zPeriod }),
    reply: zSigned,
    refusals: [identityRefusals.login_required, revenueRefusals.no_statement],
    limit: 30,
  }),
}
export type RevenueRoutes = RouteMap<typeof revenueRoutes>
