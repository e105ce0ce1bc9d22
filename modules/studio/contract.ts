/** The creator's pages: clips with their counters, earnings by day, and one day explained to the last micro. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zDay, zInstant, zMoney, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { zStanding } from '../hearing/contract.ts'
import { zAgeMarks, zVideoState, zVisibility } from '../videos/contract.ts'

export const studioRefusals = refusals({
  period_not_found: {
    status: 404,
    en: 'There is no period of that name. Pick one from the list.',
    id: 'Tidak ada periode dengan nama itu. Pilih dari daftar.',
  },
})

/** estimated: the day still runs, or waits to be closed · verified: the day is closed, its sums are fixed ·
 *  final: the period is closed, signed, and whole rupiah were posted */
export const zMoneyState = z.enum(['estimated', 'verified', 'final'])

/** Watches by verdict: `paid`, `view`, `play`, and each reason for not counting. */
const zVerdicts = z.record(z.string(), z.int())

const zStudioVideo = z.object({
  id: zUuid,
  caption: z.string(),
  visibility: zVisibility,
  ageMarks: zAgeMarks,
  state: zVideoState,
  /** Why a clip was refused, in the caller's language. */
  reason: z.string().nullable(),
  posterUrl: z.string().nullable(),
  durationMs: z.int().nullable(),
  createdAt: zInstant,
  publishedAt: zInstant.nullable(),
  /** When it will be published, while it is scheduled. */
  publishAt: zInstant.nullable(),
  counts: z.object({ plays: z.int(), views: z.int(), paidViews: z.int(), likes: z.int(), shares: z.int() }),
  /** Where it stands with its first audience; null for one that never had any. */
  hearing: zStanding.nullable(),
})

const zEarningsDay = z.object({
  day: zDay,
  state: zMoneyState,
  micro: zMoney,
  paidViews: z.int(),
  verdicts: zVerdicts,
})

export const studioRoutes = {
  listVideos: route({
    method: 'GET',
    path: '/v1/studio/videos',
    summary: "One's own clips, newest first, whatever their state, with their counters.",
    access: access.signedIn,
    query: z.strictObject({ cursor: z.string().max(200).optional() }),
    reply: z.object({ videos: z.array(zStudioVideo), next: z.string().nullable() }),
    refusals: [identityRefusals.login_required],
  }),
  readEarnings: route({
    method: 'GET',
    path: '/v1/studio/earnings',
    summary: "One's earnings of a period, day by day; the running period unless one is named.",
    access: access.signedIn,
    query: z.strictObject({ period: z.string().max(20).optional() }),
    reply: z.object({
      period: z.string(),
      firstDay: zDay,
      lastDay: zDay,
      state: zMoneyState,
      /** Periods to choose from, newest first. */
      periods: z.array(z.object({ period: z.string(), firstDay: zDay, lastDay: zDay, state: zMoneyState })),
      days: z.array(zEarningsDay),
      /** µIDR earned in the period so far. */
      totalMicro: zMoney,
      openingMicro: zMoney,
      /** Whole rupiah posted when the period closed; null before. */
      postedRupiah: zMoney.nullable(),
      closingMicro: zMoney.nullable(),
      /** Rupiah earned from any source and not paid out yet: on hold, payable or kept back. */
      pendingRupiah: zMoney,
      creatorsShare: z.object({ num: z.string(), den: z.string() }),
      /** By how much an estimate is likely to change until it is final, in ten-thousandths: eight of ten days fell between.
       *  `of`: the caller's own days, or, while there are few, everybody's. Null while too little is known. */
      expectedCorrection: z
        .object({ low: z.int(), high: z.int(), days: z.int(), of: z.enum(['own', 'all']) })
        .nullable(),
      /** Whole rupiah by kind of income, of the period and of all time, once the period is closed. */
      income: z.record(z.string(), z.object({ amount: zMoney, cumulative: zMoney })).nullable(),
      statementUrl: z.string().nullable(),
      documentUrl: z.string().nullable(),
    }),
    refusals: [identityRefusals.login_required, studioRefusals.period_not_found],
  }),
  explainDay: route({
    method: 'GET',
    path: '/v1/studio/earnings/:day',
    summary: 'One day explained: views counted and not, ad money seen, share, rounding, transfer.',
    access: access.signedIn,
    params: z.object({ day: zDay }),
    reply: z.object({
      day: zDay,
      state: zMoneyState,
      micro: zMoney,
      verdicts: zVerdicts,
      /** What the creator's own paying viewers produced that day. */
      viewers: z.int(),
      viewersAdMicro: zMoney,
      /** Their creators' part, before it was divided among all whom they watched. */
      viewersCreatorsMicro: zMoney,
      weightMs: z.string(),
      /** The same viewers' valid watch time over all creators. */
      viewersWeightMs: z.string(),
      /** How much of the sum came from largest-remainder units. */
      roundingMicro: zMoney,
      transferId: zUuid.nullable(),
      /** Paid views by the hour in which they began, midnight first. Null before the day is verified, and below ten
       *  viewers. */
      hours: z.array(z.int()).length(24).nullable(),
      videos: z.array(
        z.object({
          id: zUuid,
          caption: z.string(),
          posterUrl: z.string().nullable(),
          paidViews: z.int(),
          weightMs: z.string(),
          micro: zMoney,
          verdicts: zVerdicts,
        }),
      ),
      creatorsShare: z.object({ num: z.string(), den: z.string() }),
      schemeHash: z.string(),
    }),
    refusals: [identityRefusals.login_required],
  }),
}
export type StudioRoutes = RouteMap<typeof studioRoutes>
