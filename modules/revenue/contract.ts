/** How ad money is shared, and the papers that prove it: the rule, period documents, a creator's statements.
 *  Their bytes are described in docs/statement-format.md. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zDay, zInstant, zMoney } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { zCount, zFraction, zFractionIn, zPeriod } from './contract-shapes.ts'
import { whatIfRoutes } from './contract-what-if.ts'

export { zPeriod } from './contract-shapes.ts'
export { whatIfRefusals, whatIfRules, zWhatIf } from './contract-what-if.ts'

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
  scheme_too_early: {
    status: 422,
    en: 'A rule is announced at least {days} days ahead; the first day it can begin is {day}. Nothing was announced.',
    id: 'Aturan diumumkan paling lambat {days} hari sebelumnya; paling cepat mulai {day}. Belum ada yang diumumkan.',
  },
  scheme_not_at_start: {
    status: 422,
    en: 'A rule begins with a period, never in the middle of one; the next one begins on {day}. Nothing was announced.',
    id: 'Aturan mulai bersama satu periode, tidak pernah di tengahnya; periode berikut mulai {day}. Belum ada yang diumumkan.',
  },
  scheme_day_taken: {
    status: 409,
    en: 'Another rule is announced for {day}. Withdraw it first, or choose another period. Nothing was announced.',
    id: 'Sudah ada aturan lain yang diumumkan untuk {day}. Tarik dulu, atau pilih periode lain. Belum ada yang diumumkan.',
  },
  scheme_unchanged: {
    status: 422,
    en: 'This is the rule that applies on that day anyway. Nothing was announced.',
    id: 'Ini aturan yang memang berlaku pada hari itu. Belum ada yang diumumkan.',
  },
  scheme_cannot_run: {
    status: 422,
    en: 'The stage cannot run this: {what}. A rule that would not be kept is not announced. Nothing was announced.',
    id: 'Panggung ini belum bisa menjalankannya: {what}. Aturan yang tidak akan ditepati tidak diumumkan. Belum ada yang diumumkan.',
    values: {
      what: {
        paid_view: {
          en: 'what a paid view is, is one rule for all days',
          id: 'ukuran tayangan berbayar satu untuk semua hari',
        },
        cap: {
          en: 'no more of a view is measured than 60 seconds, and no less than one millisecond counts',
          id: 'tayangan diukur paling banyak 60 detik dan dihitung paling sedikit satu milidetik',
        },
        source_shares: {
          en: 'shares of gifts, tips and subscriptions are set where they are sold',
          id: 'bagian hadiah, tip, dan langganan diatur di tempat menjualnya',
        },
      },
    },
  },
  scheme_not_found: {
    status: 404,
    en: 'No rule is announced for that day. Nothing was changed.',
    id: 'Tidak ada aturan yang diumumkan untuk hari itu. Tidak ada yang berubah.',
  },
  scheme_begun: {
    status: 409,
    en: 'This rule has begun; it can only be followed by another. Nothing was changed.',
    id: 'Aturan ini sudah mulai; hanya bisa diganti aturan berikutnya. Tidak ada yang berubah.',
  },
  scheme_configured: {
    status: 409,
    en: "This rule comes from the stage's configuration; change it there. Nothing was changed.",
    id: 'Aturan ini berasal dari konfigurasi panggung; ubah di sana. Tidak ada yang berubah.',
  },
})

/** The published rule; its hash is that of docs/statement-format.md §3. */
export const zScheme = z.object({
  name: z.string(),
  validFrom: zDay,
  rule: z.string(),
  creatorsShare: zFraction,
  /** `fractions`: what stays with the creators of a video that uses 0, 1, 2 … tracks. */
  music: z.object({ state: z.string(), fractions: z.array(zFraction) }),
  paidView: z.object({ minimumMs: zMoney, shorterVideoPercent: zMoney, once: z.string() }),
  weight: z.object({ unit: z.string(), capMs: zMoney, per: z.string() }),
  rounding: z.object({
    creatorsPart: z.string(),
    allocation: z.string(),
    ties: z.string(),
    posting: z.string(),
    splits: z.string(),
  }),
  unattributed: z.string(),
  /** The creator's part of a gift, a tip and a subscription, after tax and the payment's fee. */
  shares: z.object({ gift: zFraction, tip: zFraction, subscription: zFraction }),
})
const zDatedScheme = z.object({
  hash: z.string(),
  scheme: zScheme,
  announcedAt: zInstant,
  /** Why; empty for what the configuration says. */
  note: z.string(),
  /** An operator announced it, and may take it back before it begins. */
  canBeWithdrawn: z.boolean(),
})

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
      /** The instance's name: the key of its first document. */
      instance: z.string(),
      /** The key that signs documents now. */
      key: z.string(),
      noticeDays: z.int(),
      /** The first day from which a change could be announced now. */
      earliestChange: zDay,
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
          splitInMicro: zMoney,
          splitOutMicro: zMoney,
          /** Whole units by kind of income, of the period and of all time; null in version 1. */
          income: z.record(z.string(), z.object({ amount: zMoney, cumulative: zMoney })).nullable(),
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
  readAccuracy: route({
    method: 'GET',
    path: '/v1/estimate-accuracy',
    summary:
      'How near estimates came to what became final, over the last 13 closed periods. In ten-thousandths; null below ten.',
    access: access.everyone,
    reply: z.object({
      creatorPeriods: z.int(),
      medianError: z.int().nullable(),
      withinFivePercent: z.int().nullable(),
    }),
  }),
  announceScheme: route({
    method: 'POST',
    path: '/v1/admin/schemes',
    summary:
      'Announce another rule for sharing money, at least the notice ahead and from the start of a period. What is left out stays as it is.',
    access: access.operators,
    body: z.strictObject({
      validFrom: zDay,
      name: z.string().trim().min(1).max(60).optional(),
      creatorsShare: zFractionIn.optional(),
      musicFractions: z.array(zFractionIn).min(1).max(6).optional(),
      capMs: zCount.optional(),
      minimumMs: zCount.optional(),
      shorterVideoPercent: zCount.optional(),
      shares: z
        .strictObject({
          gift: zFractionIn.optional(),
          tip: zFractionIn.optional(),
          subscription: zFractionIn.optional(),
        })
        .optional(),
      note: z.string().trim().min(10).max(1_000),
    }),
    reply: z.object({ scheme: zDatedScheme }),
    status: 201,
    refusals: [
      identityRefusals.login_required,
      identityRefusals.not_allowed,
      revenueRefusals.scheme_too_early,
      revenueRefusals.scheme_not_at_start,
      revenueRefusals.scheme_day_taken,
      revenueRefusals.scheme_unchanged,
      revenueRefusals.scheme_cannot_run,
    ],
    example: {
      validFrom: '2027-03-01',
      creatorsShare: { num: '60', den: '100' },
      note: 'Bagian kreator naik dari 55 % menjadi 60 %.',
    },
    limit: 30,
  }),
  withdrawScheme: route({
    method: 'DELETE',
    path: '/v1/admin/schemes/:validFrom',
    summary: 'Take back a rule that was announced and has not begun. What was said is kept.',
    access: access.operators,
    params: z.object({ validFrom: zDay }),
    reply: z.object({ scheme: zDatedScheme }),
    refusals: [
      identityRefusals.login_required,
      identityRefusals.not_allowed,
      revenueRefusals.scheme_not_found,
      revenueRefusals.scheme_begun,
      revenueRefusals.scheme_configured,
    ],
  }),
  ...whatIfRoutes,
}
export type RevenueRoutes = RouteMap<typeof revenueRoutes>
