/** What merchants do: their profile, their prepaid balance, their campaigns. Amounts are decimal strings: `…Idr` in
 *  whole rupiah, `…Micro` in millionths of one. */
import { z } from 'zod'
import {
  commonRefusals,
  refusals,
  route,
  type RouteMap,
  zDay,
  zInstant,
  zMoney,
  zUuid,
  zWholeAmount,
} from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { paymentRefusals } from '../payments/contract.ts'

export const adsRefusals = refusals({
  amount_out_of_range: {
    status: 422,
    en: 'Choose an amount from Rp{min} to Rp{max}. What you entered is kept.',
    id: 'Pilih jumlah dari Rp{min} sampai Rp{max}. Isianmu tetap ada.',
  },
  too_many_top_ups: {
    status: 409,
    en: '{count} top-ups wait for their transfer already. Pay or wait for one of them first.',
    id: 'Sudah ada {count} isi saldo yang menunggu transfer. Bayar atau tunggu salah satunya dulu.',
  },
  top_up_not_found: {
    status: 404,
    en: 'There is no such top-up. Nothing was changed.',
    id: 'Isi saldo itu tidak ada. Tidak ada yang berubah.',
  },
  top_up_settled: {
    status: 409,
    en: 'This top-up is {state} already. Nothing was changed.',
    id: 'Isi saldo ini sudah {state}. Tidak ada yang berubah.',
    values: {
      state: {
        requested: { en: 'requested', id: 'diminta' },
        confirmed: { en: 'confirmed', id: 'dikonfirmasi' },
        declined: { en: 'declined', id: 'ditolak' },
        expired: { en: 'expired', id: 'kedaluwarsa' },
      },
    },
  },
  bank_reference_used: {
    status: 409,
    en: 'The bank reference {reference} belongs to another top-up. Nothing was changed; check the bank statement.',
    id: 'Referensi bank {reference} sudah dipakai isi saldo lain. Tidak ada yang berubah; periksa mutasi bank.',
  },
  cpm_out_of_range: {
    status: 422,
    en: 'Choose a price for 1,000 impressions from Rp{min} to Rp{max}. Nothing was saved.',
    id: 'Pilih harga per 1.000 tayangan dari Rp{min} sampai Rp{max}. Belum ada yang disimpan.',
  },
  budget_out_of_range: {
    status: 422,
    en: 'A daily budget is at least Rp{min}, and a total budget at least one day and at most Rp{max}. Nothing was saved.',
    id: 'Anggaran harian paling sedikit Rp{min}, dan anggaran total paling sedikit satu hari dan paling banyak Rp{max}. Belum ada yang disimpan.',
  },
  budget_below_spent: {
    status: 422,
    en: 'Rp{spent} is spent already. A total budget that pays for one more impression is at least Rp{least}. Nothing was saved.',
    id: 'Rp{spent} sudah terpakai. Anggaran total yang cukup untuk satu tayangan lagi paling sedikit Rp{least}. Belum ada yang disimpan.',
  },
  dates_wrong: {
    status: 422,
    en: 'A campaign starts today or later, ends on or after its first day and not before today, and lasts at most {days} days. Nothing was saved.',
    id: 'Kampanye mulai hari ini atau nanti, berakhir pada atau setelah hari pertamanya dan tidak sebelum hari ini, dan paling lama {days} hari. Belum ada yang disimpan.',
  },
  landing_url_refused: {
    status: 422,
    en: 'The address must be a public one that starts with https:// (for example https://wa.me/62812…). Nothing was saved.',
    id: 'Alamat harus alamat umum yang diawali https:// (misalnya https://wa.me/62812…). Belum ada yang disimpan.',
  },
  video_not_promotable: {
    status: 422,
    en: 'Choose a video of your own that is published and public or unlisted. Nothing was saved.',
    id: 'Pilih videomu sendiri yang sudah terbit dan publik atau tidak terdaftar. Belum ada yang disimpan.',
  },
  campaign_ended: {
    status: 409,
    en: 'This campaign has ended and stays as it is. Make a new one to go on.',
    id: 'Kampanye ini sudah berakhir dan tidak berubah lagi. Buat yang baru untuk melanjutkan.',
  },
  campaign_started: {
    status: 422,
    en: 'The campaign started on {day}, so its first day stays. Nothing was saved.',
    id: 'Kampanye sudah mulai pada {day}, jadi hari pertamanya tetap. Belum ada yang disimpan.',
  },
  campaign_changed: {
    status: 409,
    en: 'The campaign was changed elsewhere since you opened it. Nothing was saved; look at what it says now and save again.',
    id: 'Kampanye ini diubah di tempat lain sejak kamu membukanya. Belum ada yang disimpan; lihat isinya sekarang, lalu simpan lagi.',
  },
  bad_ad_ticket: {
    status: 422,
    en: 'This click does not belong to an ad that was shown to you. It was not counted.',
    id: 'Klik ini bukan dari iklan yang ditampilkan kepadamu. Tidak dihitung.',
  },
})

export const ctas = ['learn_more', 'shop', 'chat', 'visit', 'order', 'sign_up'] as const
export const campaignStates = ['active', 'paused', 'ended', 'out_of_money'] as const
export const topUpStates = ['requested', 'confirmed', 'declined', 'expired'] as const

const zName = z.string().trim().min(2).max(60)
const zTitle = z.string().trim().min(3).max(80)
const zUrl = z.string().trim().min(9).max(500)

export const zMerchant = z.object({
  id: zUuid,
  name: z.string(),
  /** What can still be spent. */
  balanceMicro: zMoney,
  createdAt: zInstant,
})

export const zTopUp = z.object({
  id: zUuid,
  amountIdr: zMoney,
  /** What must be paid, to the rupiah: the amount, for a bank transfer with a code by which the operator knows it, and VAT
   *  where the stage charges it. All but VAT is credited. */
  payableIdr: zMoney,
  /** A way to pay. How it is paid: GET /v1/payments/:paymentId with this top-up's id. */
  method: z.string(),
  state: z.enum(topUpStates),
  reason: z.string().nullable(),
  requestedAt: zInstant,
  expiresAt: zInstant,
  decidedAt: zInstant.nullable(),
})

export const zCampaign = z.object({
  id: zUuid,
  videoId: zUuid,
  title: z.string(),
  cta: z.enum(ctas),
  landingUrl: z.string(),
  /** Price of 1,000 impressions. */
  cpmIdr: zMoney,
  dailyBudgetIdr: zMoney,
  totalBudgetIdr: zMoney,
  spentMicro: zMoney,
  startsOn: zDay,
  /** The last day, or null: until the total budget is spent. */
  endsOn: zDay.nullable(),
  state: z.enum(campaignStates),
  createdAt: zInstant,
  /** Grows with each change of the terms. Send it with an edit, and a change made in between is not undone. */
  revision: z.int(),
})

const zCampaignResult = zCampaign.extend({
  /** Billed ones, so far. */
  impressions: z.int(),
  clicks: z.int(),
})

const zCampaignDay = z.object({
  day: zDay,
  /** Billed ones. */
  impressions: z.int(),
  clicks: z.int(),
  spentMicro: zMoney,
  /** Shown and free of charge, by reason. */
  unbilled: z.record(z.string(), z.int()),
})

const merchantOnly = [identityRefusals.login_required, identityRefusals.not_allowed]
const campaignRefusals = [
  adsRefusals.cpm_out_of_range,
  adsRefusals.budget_out_of_range,
  adsRefusals.dates_wrong,
  adsRefusals.landing_url_refused,
]
const byCampaign = z.object({ campaignId: zUuid })

export const adsRoutes = {
  openMerchant: route({
    method: 'POST',
    path: '/v1/merchant',
    summary: 'Become a merchant, or change the name that ads are shown under.',
    access: access.signedIn,
    body: z.strictObject({ name: zName }),
    reply: z.object({ merchant: zMerchant }),
    refusals: [identityRefusals.login_required],
    example: { name: 'Warung Bu Tini' },
  }),
  readMerchant: route({
    method: 'GET',
    path: '/v1/merchant',
    summary: 'The merchant profile of the account and its balance; null when it has none.',
    access: access.signedIn,
    reply: z.object({
      merchant: zMerchant.nullable(),
      limits: z.object({
        topUpMinIdr: zMoney,
        topUpMaxIdr: zMoney,
        cpmMinIdr: zMoney,
        cpmMaxIdr: zMoney,
        dailyBudgetMinIdr: zMoney,
        totalBudgetMaxIdr: zMoney,
        campaignDaysMax: z.int(),
      }),
    }),
    refusals: [identityRefusals.login_required],
  }),
  listTopUps: route({
    method: 'GET',
    path: '/v1/merchant/top-ups',
    summary: 'Top-ups of the balance, newest first, and where to transfer to.',
    access: access.merchants,
    reply: z.object({ topUps: z.array(zTopUp), payTo: z.string() }),
    refusals: merchantOnly,
  }),
  requestTopUp: route({
    method: 'POST',
    path: '/v1/merchant/top-ups',
    summary: 'Ask for a top-up, by bank transfer unless told. It is credited when it is paid.',
    access: access.merchants,
    body: z.strictObject({ amountIdr: zWholeAmount, method: z.string().max(60).optional() }),
    reply: z.object({ topUp: zTopUp, payTo: z.string() }),
    status: 201,
    refusals: [
      ...merchantOnly,
      adsRefusals.amount_out_of_range,
      adsRefusals.too_many_top_ups,
      paymentRefusals.method_unknown,
      paymentRefusals.payment_out_of_range,
      paymentRefusals.too_many_payments,
    ],
    example: { amountIdr: '200000' },
    limit: 30,
  }),
  listCampaigns: route({
    method: 'GET',
    path: '/v1/campaigns',
    summary: "The merchant's campaigns with what each brought so far, newest first.",
    access: access.merchants,
    reply: z.object({ campaigns: z.array(zCampaignResult) }),
    refusals: merchantOnly,
  }),
  openCampaign: route({
    method: 'POST',
    path: '/v1/campaigns',
    summary: 'Promote a published video. Charged per impression from the balance, never above either budget.',
    access: access.merchants,
    body: z.strictObject({
      videoId: zUuid,
      title: zTitle,
      cta: z.enum(ctas),
      landingUrl: zUrl,
      cpmIdr: zWholeAmount,
      dailyBudgetIdr: zWholeAmount,
      totalBudgetIdr: zWholeAmount,
      startsOn: zDay.optional(),
      endsOn: zDay.nullable().optional(),
    }),
    reply: z.object({ campaign: zCampaign }),
    status: 201,
    refusals: [...merchantOnly, ...campaignRefusals, adsRefusals.video_not_promotable],
    example: {
      videoId: '0199f0a2-7c11-7c00-8000-000000000003',
      title: 'Nasi uduk sejak subuh',
      cta: 'chat',
      landingUrl: 'https://wa.me/6281200000000',
      cpmIdr: '20000',
      dailyBudgetIdr: '20000',
      totalBudgetIdr: '140000',
    },
    limit: 60,
  }),
  readCampaign: route({
    method: 'GET',
    path: '/v1/campaigns/:campaignId',
    summary: 'A campaign with its days.',
    access: access.ownerOrNotFound,
    params: byCampaign,
    reply: z.object({ campaign: zCampaign, days: z.array(zCampaignDay) }),
    refusals: [identityRefusals.login_required, commonRefusals.not_found],
  }),
  changeCampaign: route({
    method: 'PATCH',
    path: '/v1/campaigns/:campaignId',
    summary:
      'Change words, price, budgets or days; pause, resume or end. Impressions already offered keep their price. With the revision it was made from, an edit is refused if the terms have changed since.',
    access: access.ownerOrNotFound,
    params: byCampaign,
    body: z.strictObject({
      title: zTitle.optional(),
      cta: z.enum(ctas).optional(),
      landingUrl: zUrl.optional(),
      cpmIdr: zWholeAmount.optional(),
      dailyBudgetIdr: zWholeAmount.optional(),
      totalBudgetIdr: zWholeAmount.optional(),
      /** Until the campaign has started. */
      startsOn: zDay.optional(),
      endsOn: zDay.nullable().optional(),
      revision: z.int().positive().optional(),
      state: z.enum(['active', 'paused', 'ended']).optional(),
    }),
    reply: z.object({ campaign: zCampaign }),
    refusals: [
      identityRefusals.login_required,
      commonRefusals.not_found,
      ...campaignRefusals,
      adsRefusals.budget_below_spent,
      adsRefusals.campaign_started,
      adsRefusals.campaign_changed,
      adsRefusals.campaign_ended,
    ],
    example: { state: 'paused' },
  }),
  reportClick: route({
    method: 'POST',
    path: '/v1/ad-clicks',
    summary:
      "Report a click on an ad, with the ticket of its slot. Counted once, if the ad's impression was seen.",
    access: { ...access.everyone },
    body: z.strictObject({ ticket: z.string().min(1).max(200) }),
    /** `recorded` is false when this ticket's click was there already. */
    reply: z.object({ recorded: z.boolean() }),
    status: 202,
    refusals: [adsRefusals.bad_ad_ticket],
    example: { ticket: 'AQ' },
  }),
}
export type AdsRoutes = RouteMap<typeof adsRoutes>
