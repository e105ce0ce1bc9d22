/** What came in, what went out and to whom, month by month, in public. No figure is about fewer than ten people: smaller
 *  groups are put together with others, or left out. Every quantity is a decimal string, as it was signed. */
import { z } from 'zod'
import { inWords, refusals, route, type RouteMap, zDay, zInstant, zMoney } from '../../platform/contract.ts'
import { access } from '../identity/contract.ts'

export const transparencyRefusals = refusals({
  report_not_made: {
    status: 404,
    en: 'There is no report for {month}. It is published a few days after the month is over and its periods are closed.',
    id: 'Belum ada laporan untuk {month}. Laporan terbit beberapa hari setelah bulan berakhir dan periodenya ditutup.',
  },
})

export const zMonth = z.string().regex(/^[12]\d{3}-(0[1-9]|1[0-2])$/, {
  error: inWords({ en: 'a month (2026-11)', id: 'satu bulan (2026-11)' }),
})

/** The months' facts, as signed. A section is null when it would be about fewer than ten people. */
export const zReport = z.strictObject({
  month: zMonth,
  /** 1 is the first report; each names the one before by its hash. */
  sequence: zMoney,
  previous: z.string().nullable(),
  madeAt: zInstant,
  timeZone: z.string(),
  currency: z.string(),
  /** No figure is about fewer people than this. */
  people: zMoney,
  /** The signed period documents that the pool's figures are summed from. */
  periods: z.array(z.strictObject({ period: z.string(), hash: z.string() })),
  pool: z.strictObject({
    days: zMoney,
    firstDay: zDay.nullable(),
    lastDay: zDay.nullable(),
    poolMicro: zMoney,
    creatorsMicro: zMoney,
    platformMicro: zMoney,
    musicMicro: zMoney,
    unattributedMicro: zMoney,
    /** Less than a rupiah each, carried over by creators and platform at the end of the month's last period. */
    residueMicro: zMoney,
  }),
  /** Watches of the pool's days by verdict: what was counted, and why the rest was not. */
  views: z.record(z.string(), zMoney),
  income: z
    .strictObject({
      creators: zMoney,
      amountIdr: zMoney,
      sources: z.array(z.strictObject({ of: z.array(z.string()), amountIdr: zMoney, lines: zMoney })),
    })
    .nullable(),
  deductions: z
    .array(
      z.strictObject({ of: z.array(z.string()), amountIdr: zMoney, collectedIdr: zMoney, count: zMoney }),
    )
    .nullable(),
  /** Appeals made in the month: won, lost, open when the report was made. */
  appeals: z.array(z.strictObject({ of: z.array(z.string()), count: zMoney })).nullable(),
  payments: z
    .strictObject({
      payers: zMoney,
      paidIdr: zMoney,
      vatIdr: zMoney,
      feesIdr: zMoney,
      returnedIdr: zMoney.nullable(),
    })
    .nullable(),
  payouts: z
    .strictObject({
      creators: zMoney,
      count: zMoney,
      grossIdr: zMoney,
      withheldIdr: zMoney,
      feesIdr: zMoney,
      netIdr: zMoney,
    })
    .nullable(),
  /** How the month's income is spread over those who had any. */
  concentration: z
    .strictObject({
      creators: zMoney,
      /** As many equal creators would be as concentrated: 1 ÷ Σ share²; hundredths. */
      effectiveCreatorsHundredths: zMoney,
      /** 0: all equal; 10,000: one has all. */
      giniBasisPoints: zMoney,
      /** What the highest tenth, and the highest hundredth, of the creators had. */
      topTenthBasisPoints: zMoney.nullable(),
      topHundredthBasisPoints: zMoney.nullable(),
    })
    .nullable(),
})

export const transparencyRoutes = {
  listReports: route({
    method: 'GET',
    path: '/v1/transparency',
    summary: 'The monthly reports on the stage’s money, the newest first.',
    access: access.everyone,
    reply: z.object({
      reports: z.array(z.object({ month: zMonth, sequence: zMoney, madeAt: zInstant, hash: z.string() })),
      /** The key that signs them. */
      key: z.string(),
    }),
  }),
  readReport: route({
    method: 'GET',
    path: '/v1/transparency/:month',
    summary: 'A month’s signed report.',
    access: access.everyone,
    params: z.object({ month: zMonth }),
    reply: z.strictObject({ format: z.string(), body: zReport, key: z.string(), signature: z.string() }),
    refusals: [transparencyRefusals.report_not_made],
  }),
}
export type TransparencyRoutes = RouteMap<typeof transparencyRoutes>
