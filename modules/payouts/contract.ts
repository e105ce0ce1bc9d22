/** How earnings get into a bank account: who is paid and where to, payouts and their batches, tax slips. Amounts are
 *  whole rupiah as decimal strings. Names and numbers of people are masked in every answer. */
import { z } from 'zod'
import { inWords, route, type RouteMap, zDay, zMoney, zUuid, zWholeAmount } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { operatorRoutes } from './contract-operator.ts'
import { payoutRefusals } from './contract-refusals.ts'
import {
  payeeForms,
  scheduleKinds,
  zBank,
  zBankAccount,
  zLimits,
  zName,
  zPayee,
  zPayeeView,
  zPayout,
  zQuote,
  zSlip,
  zYear,
} from './contract-shapes.ts'

export { payoutRefusals } from './contract-refusals.ts'
export * from './contract-shapes.ts'

const own = [identityRefusals.login_required]
const byPayout = z.object({ payoutId: zUuid })

const creatorRoutes = {
  listBanks: route({
    method: 'GET',
    path: '/v1/banks',
    summary: 'Banks that payouts can be sent to.',
    access: access.everyone,
    reply: z.object({ banks: z.array(zBank) }),
  }),
  readPayee: route({
    method: 'GET',
    path: '/v1/me/payee',
    summary:
      'Who is paid: masked. null until it is filled in. `views` says when an operator unmasked what, and why.',
    access: access.signedIn,
    reply: z.object({ payee: zPayee.nullable(), limits: zLimits, views: z.array(zPayeeView) }),
    refusals: own,
  }),
  putPayee: route({
    method: 'PUT',
    path: '/v1/me/payee',
    summary:
      'Fill in or replace who is paid. Numbers are checked by form and against the birth date. A change puts payouts on hold for a while.',
    access: access.signedIn,
    body: z.strictObject({
      form: z.enum(payeeForms),
      country: z.string().regex(/^[A-Z]{2}$/, {
        error: inWords({ en: 'a country code of two letters (ID)', id: 'kode negara dua huruf (ID)' }),
      }),
      name: zName,
      birthDate: zDay.optional(),
      nationalId: z.string().trim().max(40).optional(),
      taxId: z.string().trim().max(40).optional(),
      guardianName: zName.optional(),
    }),
    reply: z.object({ payee: zPayee }),
    refusals: [
      ...own,
      payoutRefusals.national_id_wrong,
      payoutRefusals.birth_date_differs,
      payoutRefusals.birth_date_required,
      payoutRefusals.tax_id_wrong,
      payoutRefusals.guardian_required,
    ],
    example: {
      form: 'individual',
      country: 'ID',
      name: 'Sari Senja',
      birthDate: '2001-05-17',
      nationalId: '3174015705010001',
    },
    limit: 20,
  }),
  addBankAccount: route({
    method: 'POST',
    path: '/v1/me/bank-accounts',
    summary: 'Say where payouts go. It takes the place of the one before; payouts under way keep theirs.',
    access: access.signedIn,
    body: z.strictObject({
      bankCode: z.string().trim().max(11),
      accountNumber: z.string().trim().max(40),
      holderName: zName,
    }),
    reply: z.object({ bankAccount: zBankAccount }),
    status: 201,
    refusals: [
      ...own,
      payoutRefusals.payee_missing,
      payoutRefusals.bank_unknown,
      payoutRefusals.account_number_wrong,
    ],
    example: { bankCode: 'CENAIDJA', accountNumber: '1234567890', holderName: 'Sari Senja' },
    limit: 10,
  }),
  removeBankAccount: route({
    method: 'DELETE',
    path: '/v1/me/bank-accounts/:bankAccountId',
    summary: 'Remove a bank account. Twice is the same as once.',
    access: access.signedIn,
    params: z.object({ bankAccountId: zUuid }),
    reply: z.object({ removed: z.boolean() }),
    refusals: own,
  }),
  readQuote: route({
    method: 'GET',
    path: '/v1/me/payout-quote',
    summary:
      'What a payout of that amount (or of all that is available) would bring now: tax by rule, fee, net.',
    access: access.signedIn,
    query: z.object({ amountIdr: zWholeAmount.optional() }),
    reply: z.object({ quote: zQuote }),
    refusals: own,
  }),
  listPayouts: route({
    method: 'GET',
    path: '/v1/me/payouts',
    summary: 'Payouts, newest first.',
    access: access.signedIn,
    reply: z.object({ payouts: z.array(zPayout) }),
    refusals: own,
  }),
  requestPayout: route({
    method: 'POST',
    path: '/v1/me/payouts',
    summary:
      'Ask for a payout of that amount, or of all that is available. `requestId` is made by the client: the same again is the same payout.',
    access: access.signedIn,
    body: z.strictObject({ requestId: zUuid, amountIdr: zWholeAmount.optional() }),
    reply: z.object({ payout: zPayout }),
    status: 201,
    refusals: [
      ...own,
      payoutRefusals.payee_missing,
      payoutRefusals.payee_not_verified,
      payoutRefusals.payee_on_hold,
      payoutRefusals.bank_account_missing,
      payoutRefusals.below_minimum,
      payoutRefusals.balance_too_small,
      payoutRefusals.over_monthly_limit,
      payoutRefusals.too_soon,
      payoutRefusals.nothing_left,
      payoutRefusals.request_differs,
    ],
    example: { requestId: '0199f0a2-7c11-7c00-8000-0000000000a1', amountIdr: '150000' },
    limit: 20,
  }),
  cancelPayout: route({
    method: 'POST',
    path: '/v1/me/payouts/:payoutId/cancel',
    summary: 'Take a payout back before it is approved. Twice is the same as once.',
    access: access.signedIn,
    params: byPayout,
    reply: z.object({ payout: zPayout }),
    refusals: [...own, payoutRefusals.payout_not_found, payoutRefusals.payout_settled],
  }),
  readSchedule: route({
    method: 'GET',
    path: '/v1/me/payout-schedule',
    summary: 'When payouts are made by themselves.',
    access: access.signedIn,
    reply: z.object({ kind: z.enum(scheduleKinds), nextDay: zDay.nullable() }),
    refusals: own,
  }),
  putSchedule: route({
    method: 'PUT',
    path: '/v1/me/payout-schedule',
    summary:
      'Choose when payouts are made by themselves: each Monday, on the first of each month, or only on demand.',
    access: access.signedIn,
    body: z.strictObject({ kind: z.enum(scheduleKinds) }),
    reply: z.object({ kind: z.enum(scheduleKinds), nextDay: zDay.nullable() }),
    refusals: [...own, payoutRefusals.payee_missing],
    example: { kind: 'weekly' },
  }),
  listSlips: route({
    method: 'GET',
    path: '/v1/me/tax-slips',
    summary: "A year's tax slips and their sum.",
    access: access.signedIn,
    query: z.object({ year: zYear.optional() }),
    reply: z.object({
      year: z.string(),
      years: z.array(z.string()),
      slips: z.array(zSlip),
      /** Of the slips that no other has replaced. */
      totals: z.array(z.object({ kind: z.string(), grossIdr: zMoney, baseIdr: zMoney, taxIdr: zMoney })),
    }),
    refusals: own,
  }),
  readSlipsCsv: route({
    method: 'GET',
    path: '/v1/me/tax-slips.csv',
    summary: "A year's tax slips as CSV.",
    access: access.signedIn,
    query: z.object({ year: zYear.optional() }),
    reply: 'raw',
    refusals: own,
  }),
  readSlipPdf: route({
    method: 'GET',
    path: '/v1/me/tax-slips/:slipId/pdf',
    summary: 'One tax slip as PDF, with the full numbers: it is for the tax return.',
    access: access.signedIn,
    params: z.object({ slipId: zUuid }),
    reply: 'raw',
    refusals: [...own, payoutRefusals.slip_not_found],
    limit: 30,
  }),
  readYearPdf: route({
    method: 'GET',
    path: '/v1/me/tax-summary.pdf',
    summary: "A year's tax slips summed up as PDF.",
    access: access.signedIn,
    query: z.object({ year: zYear.optional() }),
    reply: 'raw',
    refusals: own,
    limit: 30,
  }),
}

export const payoutsRoutes = { ...creatorRoutes, ...operatorRoutes }
export type PayoutsRoutes = RouteMap<typeof payoutsRoutes>
