/** Paying in: one payment, whatever it is for. Amounts are decimal strings of whole rupiah. */
import { z } from 'zod'
import {
  commonRefusals,
  refusals,
  route,
  type RouteMap,
  zMoney,
  zUuid,
  zWholeAmount,
} from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import {
  paymentStates,
  zAdminPayment,
  zDifference,
  zInvoice,
  zMethod,
  zPayment,
  zSettlement,
} from './contract-shapes.ts'

export {
  differenceKinds,
  methodKinds,
  paymentStates,
  purposes,
  zDifference,
  zInstructions,
  zInvoice,
  zMethod,
  zPayment,
  zSettlement,
} from './contract-shapes.ts'

const stateWords = {
  waiting: { en: 'waiting', id: 'menunggu' },
  paid: { en: 'paid', id: 'dibayar' },
  expired: { en: 'expired', id: 'kedaluwarsa' },
  cancelled: { en: 'cancelled', id: 'dibatalkan' },
  declined: { en: 'declined', id: 'ditolak' },
  refunding: { en: 'being refunded', id: 'sedang dikembalikan' },
  refunded: { en: 'refunded', id: 'dikembalikan' },
  charged_back: { en: 'charged back', id: 'ditarik kembali' },
}

export const paymentRefusals = refusals({
  payment_not_found: {
    status: 404,
    en: 'There is no such payment. Nothing was changed.',
    id: 'Pembayaran itu tidak ada. Tidak ada yang berubah.',
  },
  payment_differs: {
    status: 409,
    en: 'A payment of this number exists with other contents. Nothing was changed.',
    id: 'Pembayaran bernomor ini sudah ada dengan isi lain. Tidak ada yang berubah.',
  },
  payment_settled: {
    status: 409,
    en: 'This payment is {state} already. Nothing was changed.',
    id: 'Pembayaran ini sudah {state}. Tidak ada yang berubah.',
    values: { state: stateWords },
  },
  payment_not_paid: {
    status: 409,
    en: 'This payment is {state}; only a paid one can be given back or has an invoice. Nothing was changed.',
    id: 'Pembayaran ini {state}; hanya yang sudah dibayar yang bisa dikembalikan atau punya faktur. Tidak ada yang berubah.',
    values: { state: stateWords },
  },
  method_unknown: {
    status: 422,
    en: 'This way to pay is not offered here. Choose another; nothing was started.',
    id: 'Cara bayar ini tidak tersedia di sini. Pilih yang lain; belum ada yang dimulai.',
  },
  payment_out_of_range: {
    status: 422,
    en: 'This way to pay takes Rp{min} to Rp{max}. Choose another amount or another way; nothing was started.',
    id: 'Cara bayar ini untuk Rp{min} sampai Rp{max}. Pilih jumlah atau cara lain; belum ada yang dimulai.',
  },
  too_many_payments: {
    status: 409,
    en: '{count} payments of yours wait already. Pay or cancel one of them first.',
    id: 'Sudah ada {count} pembayaranmu yang menunggu. Bayar atau batalkan salah satunya dulu.',
  },
  payment_reference_used: {
    status: 409,
    en: 'The bank reference {reference} belongs to another payment. Nothing was changed; check the bank statement.',
    id: 'Referensi bank {reference} sudah dipakai pembayaran lain. Tidak ada yang berubah; periksa mutasi bank.',
  },
  not_manual: {
    status: 409,
    en: 'This payment is confirmed by its provider, not by hand. Nothing was changed.',
    id: 'Pembayaran ini dikonfirmasi oleh penyedianya, bukan dengan tangan. Tidak ada yang berubah.',
  },
  refund_too_large: {
    status: 422,
    en: 'At most Rp{max} of this payment can be given back. Nothing was changed.',
    id: 'Paling banyak Rp{max} dari pembayaran ini yang bisa dikembalikan. Tidak ada yang berubah.',
  },
  provider_away: {
    status: 503,
    en: 'The payment provider does not answer right now. Nothing was changed; try again in a few minutes.',
    id: 'Penyedia pembayaran sedang tidak menjawab. Tidak ada yang berubah; coba lagi beberapa menit lagi.',
  },
  webhook_refused: {
    status: 401,
    en: 'This notice is not signed by a provider of this stage. It was not acted on.',
    id: 'Pemberitahuan ini tidak ditandatangani penyedia panggung ini. Tidak dijalankan.',
  },
  settlement_unreadable: {
    status: 422,
    en: 'Line {line} of the settlement file can’t be read: {detail}. Nothing was taken in.',
    id: 'Baris {line} berkas penyelesaian tidak terbaca: {detail}. Tidak ada yang dicatat.',
    values: {
      detail: {
        columns_missing: {
          en: 'a column of the template is missing',
          id: 'ada kolom templat yang tidak ada',
        },
        amount: { en: 'an amount is not in whole rupiah', id: 'ada jumlah yang bukan rupiah utuh' },
        too_large: { en: 'an amount is too large to be true', id: 'ada jumlah yang terlalu besar' },
        currency: { en: 'its currency is not IDR', id: 'mata uangnya bukan IDR' },
        empty: { en: 'there are no lines', id: 'tidak ada barisnya' },
        quotes: { en: 'a quotation mark is never closed', id: 'ada tanda kutip yang tidak ditutup' },
        reference: { en: 'it names no payment', id: 'tidak menyebut pembayaran' },
        too_many: { en: 'there are too many lines', id: 'barisnya terlalu banyak' },
      },
    },
  },
  settlement_template_unknown: {
    status: 422,
    en: 'There is no template for settlement files of {provider}. Nothing was taken in.',
    id: 'Tidak ada templat berkas penyelesaian untuk {provider}. Tidak ada yang dicatat.',
  },
  difference_not_found: {
    status: 404,
    en: 'There is no such open difference. Nothing was changed.',
    id: 'Selisih terbuka itu tidak ada. Tidak ada yang berubah.',
  },
})

const byPayment = z.object({ paymentId: zUuid })
const note = z.string().trim().min(3).max(300)
const zReference = z.string().trim().min(3).max(100)
const operatorRefusals = [identityRefusals.login_required, identityRefusals.not_allowed]
/** A provider is known by its signature, and by nothing that a persona has. */
const unsigned = 'webhook_refused'

export const paymentRoutes = {
  listMethods: route({
    method: 'GET',
    path: '/v1/payment-methods',
    summary: 'Ways to pay on this stage, with what each costs.',
    access: access.everyone,
    reply: z.object({ methods: z.array(zMethod) }),
  }),
  listPayments: route({
    method: 'GET',
    path: '/v1/me/payments',
    summary: 'Your payments, newest first.',
    access: access.signedIn,
    query: z.strictObject({ before: zUuid.optional() }),
    reply: z.object({ payments: z.array(zPayment), next: zUuid.nullable() }),
    refusals: [identityRefusals.login_required],
  }),
  readPayment: route({
    method: 'GET',
    path: '/v1/payments/:paymentId',
    summary: 'A payment of yours and how to pay it. Ask again every few seconds while it waits.',
    access: access.ownerOrNotFound,
    params: byPayment,
    reply: z.object({ payment: zPayment }),
    refusals: [identityRefusals.login_required, commonRefusals.not_found],
  }),
  cancelPayment: route({
    method: 'POST',
    path: '/v1/payments/:paymentId/cancel',
    summary: 'Give up a payment that waits.',
    access: access.ownerOrNotFound,
    params: byPayment,
    reply: z.object({ payment: zPayment }),
    refusals: [
      identityRefusals.login_required,
      commonRefusals.not_found,
      paymentRefusals.payment_settled,
      paymentRefusals.provider_away,
    ],
    // Each asks the provider, and waits for it.
    limit: 30,
  }),
  readInvoice: route({
    method: 'GET',
    path: '/v1/payments/:paymentId/invoice',
    summary: 'The invoice of a paid payment.',
    access: access.ownerOrNotFound,
    params: byPayment,
    reply: z.object({ invoice: zInvoice }),
    refusals: [identityRefusals.login_required, commonRefusals.not_found, paymentRefusals.payment_not_paid],
  }),
  printInvoice: route({
    method: 'GET',
    path: '/v1/payments/:paymentId/invoice.pdf',
    summary: 'The same as a PDF, in the language of the caller.',
    access: access.ownerOrNotFound,
    params: byPayment,
    reply: 'raw',
    refusals: [identityRefusals.login_required, commonRefusals.not_found, paymentRefusals.payment_not_paid],
    limit: 30,
  }),
  receiveWebhook: route({
    method: 'POST',
    path: '/v1/webhooks/:provider',
    summary:
      'A signed notice of a payment provider. Kept before it is answered; acted on after asking the provider.',
    access: {
      visitor: unsigned,
      viewer: unsigned,
      owner: unsigned,
      other: unsigned,
      merchant: unsigned,
      moderator: unsigned,
      operator: unsigned,
    },
    params: z.object({ provider: z.string().max(40) }),
    reply: z.object({ kept: z.boolean() }),
    refusals: [paymentRefusals.webhook_refused, commonRefusals.body_too_large],
    limit: 6_000,
    bodyLimit: 65_536,
  }),
  listAllPayments: route({
    method: 'GET',
    path: '/v1/admin/payments',
    summary: 'Payments of everyone, newest first; by state, or by what the bank statement shows.',
    access: access.operators,
    query: z.strictObject({
      state: z.enum(paymentStates).optional(),
      payableIdr: zWholeAmount.optional(),
      before: zUuid.optional(),
    }),
    reply: z.object({ payments: z.array(zAdminPayment), next: zUuid.nullable() }),
    refusals: operatorRefusals,
  }),
  confirmPayment: route({
    method: 'POST',
    path: '/v1/admin/payments/:paymentId/confirm',
    summary: 'Confirm that a bank transfer arrived. Twice with the same reference is the same as once.',
    access: access.operators,
    params: byPayment,
    body: z.strictObject({ bankReference: zReference }),
    reply: z.object({ payment: zAdminPayment }),
    refusals: [
      ...operatorRefusals,
      paymentRefusals.payment_not_found,
      paymentRefusals.payment_settled,
      paymentRefusals.payment_reference_used,
      paymentRefusals.not_manual,
    ],
    example: { bankReference: 'BCA 22/08 0007123' },
  }),
  declinePayment: route({
    method: 'POST',
    path: '/v1/admin/payments/:paymentId/decline',
    summary: 'Decline a bank transfer that never came.',
    access: access.operators,
    params: byPayment,
    body: z.strictObject({ reason: note }),
    reply: z.object({ payment: zAdminPayment }),
    refusals: [
      ...operatorRefusals,
      paymentRefusals.payment_not_found,
      paymentRefusals.payment_settled,
      paymentRefusals.not_manual,
    ],
    example: { reason: 'Tidak ada transfer sebesar ini' },
  }),
  refundPayment: route({
    method: 'POST',
    path: '/v1/admin/payments/:paymentId/refund',
    summary:
      'Give money back: through the provider where it can, else by your own bank transfer, which /refunded confirms.',
    access: access.operators,
    params: byPayment,
    body: z.strictObject({ amountIdr: zWholeAmount.optional(), reason: note }),
    reply: z.object({ payment: zAdminPayment }),
    refusals: [
      ...operatorRefusals,
      paymentRefusals.payment_not_found,
      paymentRefusals.payment_not_paid,
      paymentRefusals.refund_too_large,
    ],
    example: { reason: 'Dibayar dua kali' },
  }),
  confirmRefund: route({
    method: 'POST',
    path: '/v1/admin/payments/:paymentId/refunded',
    summary:
      'Confirm that you sent a refund by bank, or that a transfer charged back left it. Twice with the same reference is the same as once.',
    access: access.operators,
    params: byPayment,
    body: z.strictObject({ bankReference: zReference }),
    reply: z.object({ payment: zAdminPayment }),
    refusals: [
      ...operatorRefusals,
      paymentRefusals.payment_not_found,
      paymentRefusals.payment_settled,
      paymentRefusals.payment_reference_used,
    ],
    example: { bankReference: 'BCA 23/08 0001200' },
  }),
  chargeBackPayment: route({
    method: 'POST',
    path: '/v1/admin/payments/:paymentId/charge-back',
    summary: 'Record that the payer’s bank or wallet took the money back.',
    access: access.operators,
    params: byPayment,
    body: z.strictObject({ reason: note }),
    reply: z.object({ payment: zAdminPayment }),
    refusals: [...operatorRefusals, paymentRefusals.payment_not_found, paymentRefusals.payment_not_paid],
    example: { reason: 'Surat bank 0007' },
  }),
  listSettlements: route({
    method: 'GET',
    path: '/v1/admin/settlements',
    summary:
      'Settlement files taken in, differences by name (open ones first), and what each clearing account holds.',
    access: access.operators,
    reply: z.object({
      settlements: z.array(zSettlement),
      differences: z.array(zDifference),
      providers: z.array(z.object({ provider: z.string(), clearingIdr: zMoney, hasTemplate: z.boolean() })),
      refundsOwedIdr: zMoney,
      feesIdr: zMoney,
    }),
    refusals: operatorRefusals,
  }),
  takeInSettlement: route({
    method: 'POST',
    path: '/v1/admin/settlements',
    summary:
      'Take in a daily settlement file (CSV) of a provider, and what of it did not fit (500 at most). The same file again changes nothing.',
    access: access.operators,
    body: z.strictObject({
      provider: z.string().max(40),
      fileName: z.string().trim().min(1).max(200),
      csv: z.string().max(4_000_000),
    }),
    reply: z.object({ settlement: zSettlement, differences: z.array(zDifference) }),
    refusals: [
      ...operatorRefusals,
      paymentRefusals.settlement_unreadable,
      paymentRefusals.settlement_template_unknown,
    ],
    bodyLimit: 5_000_000,
    limit: 30,
    example: { provider: 'none', fileName: '2026-11-23.csv', csv: 'order_id\n' },
  }),
  resolveDifference: route({
    method: 'POST',
    path: '/v1/admin/settlements/:differenceId/resolve',
    summary:
      'Close a difference with a note: money that is there is booked as it came, what is not is written off.',
    access: access.operators,
    params: z.object({ differenceId: zUuid }),
    body: z.strictObject({ note }),
    reply: z.object({ difference: zDifference }),
    refusals: [...operatorRefusals, paymentRefusals.difference_not_found],
    example: { note: 'Sudah dicek dengan penyedia' },
  }),
}
/** Only where the fake gateway stands in for the providers: the demo pays by a button. */
export const pretendRoutes = {
  pretendToPay: route({
    method: 'POST',
    path: '/v1/payments/:paymentId/pretend',
    summary: 'Demo only: pay this payment with pretended money.',
    access: access.ownerOrNotFound,
    params: byPayment,
    reply: z.object({ payment: zPayment }),
    refusals: [identityRefusals.login_required, commonRefusals.not_found, paymentRefusals.payment_settled],
  }),
}
export type PaymentRoutes = RouteMap<typeof paymentRoutes & typeof pretendRoutes>
