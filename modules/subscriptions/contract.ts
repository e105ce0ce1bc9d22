/** Subscriptions: what a creator offers by the month, who takes it, and when it ends. Rupiah are decimal strings. */
import { z } from 'zod'
import {
  commonRefusals,
  refusals,
  route,
  type RouteMap,
  zInstant,
  zMoney,
  zPage,
  zUuid,
  zWholeAmount,
} from '../../platform/contract.ts'
import { coinsRefusals, zQuote } from '../coins/contract.ts'
import { zShare } from '../gifts/contract.ts'
import { access, identityRefusals, zHandle } from '../identity/contract.ts'
import { paymentRefusals } from '../payments/contract.ts'

export const subscriptionsRefusals = refusals({
  plan_price_out_of_range: {
    status: 422,
    en: 'Choose a monthly price from Rp{min} to Rp{max}. What you entered is kept.',
    id: 'Pilih harga bulanan dari Rp{min} sampai Rp{max}. Isianmu tetap ada.',
  },
  plan_price_too_often: {
    status: 409,
    en: 'The price was set {count} times within a day already. What you entered is kept; save it again tomorrow. The price that stands goes on.',
    id: 'Harga sudah diatur {count} kali dalam sehari. Isianmu tetap ada; simpan lagi besok. Harga yang berlaku tidak berubah.',
  },
  plan_not_offered: {
    status: 404,
    en: '@{handle} offers no subscription now. Nothing was charged.',
    id: '@{handle} sedang tidak membuka langganan. Tidak ada yang ditagih.',
  },
  profile_not_found: {
    status: 404,
    en: 'There is no @{handle} on this stage.',
    id: 'Tidak ada @{handle} di panggung ini.',
  },
  subscribe_to_oneself: {
    status: 422,
    en: 'You cannot subscribe to yourself. Nothing was charged.',
    id: 'Kamu tidak bisa berlangganan kepada diri sendiri. Tidak ada yang ditagih.',
  },
  subscribed_already: {
    status: 409,
    en: 'You subscribe to @{handle} already. Nothing was charged.',
    id: 'Kamu sudah berlangganan @{handle}. Tidak ada yang ditagih.',
  },
  subscription_id_used: {
    status: 409,
    en: 'This subscription was already asked for with other terms. Nothing more was charged.',
    id: 'Langganan ini sudah diminta dengan isi yang berbeda. Tidak ada lagi yang ditagih.',
  },
  subscription_ended: {
    status: 409,
    en: 'This subscription has ended. Subscribe again to go on; nothing was charged.',
    id: 'Langganan ini sudah berakhir. Langganan lagi untuk melanjutkan; tidak ada yang ditagih.',
  },
  subscription_not_paid: {
    status: 409,
    en: 'The first month of this subscription is not paid yet.',
    id: 'Bulan pertama langganan ini belum dibayar.',
  },
  renewal_too_early: {
    status: 409,
    en: 'The next month can be paid from {from}. Nothing was charged.',
    id: 'Bulan berikutnya bisa dibayar mulai {from}. Tidak ada yang ditagih.',
  },
  refund_not_due: {
    status: 410,
    en: 'A month can be given back in part for {days} days after it was paid, and once. You can still cancel: you keep the month that is paid.',
    id: 'Satu bulan bisa dikembalikan sebagian sampai {days} hari setelah dibayar, dan sekali saja. Kamu tetap bisa berhenti: bulan yang sudah dibayar tetap milikmu.',
  },
})

/** asked: its first month waits for payment · grace: a month was not paid in time, perks stay for some days */
export const subscriptionStates = ['asked', 'active', 'grace', 'ended'] as const
export const endReasons = [
  'cancelled',
  'not_paid',
  'plan_off',
  'refunded',
  'charged_back',
  'creator_removed',
] as const

const zPerson = z.object({ id: zUuid, handle: z.string(), displayName: z.string() })

export const zPlan = z.object({
  creatorId: zUuid,
  /** What a month costs now, before the gateway's fee and tax. */
  priceIdr: zMoney,
  /** What the creator gets of it. */
  creatorIdr: zMoney,
  share: zShare,
  /** Announced: months of those who pay less begin to cost this from then on. */
  next: z.object({ priceIdr: zMoney, from: zInstant }).nullable(),
  perks: z.string(),
  on: z.boolean(),
  subscribers: z.int(),
})

export const zCharge = z.object({
  id: zUuid,
  paymentId: zUuid,
  quote: zQuote,
  state: z.enum(['waiting', 'paid', 'lapsed', 'returned']),
  /** The month that it pays for. */
  from: zInstant,
  until: zInstant,
  paidAt: zInstant.nullable(),
  returnedIdr: zMoney,
})

export const zSubscription = z.object({
  id: zUuid,
  /** null when the account is gone. */
  creator: zPerson.nullable(),
  state: z.enum(subscriptionStates),
  startedAt: zInstant.nullable(),
  /** Until when the last paid month lasts; null before the first payment. */
  paidUntil: zInstant.nullable(),
  /** Until when the perks last: paidUntil, or the end of the grace. */
  perksUntil: zInstant.nullable(),
  /** Ends with the paid month instead of renewing. */
  cancelled: z.boolean(),
  endReason: z.enum(endReasons).nullable(),
  /** What the next month will cost, before fee and tax; null when there will be none. */
  nextPriceIdr: zMoney.nullable(),
  /** From when the next month can be paid. */
  renewFrom: zInstant.nullable(),
  /** The payment that waits: the first month, or the next one. */
  waiting: zCharge.nullable(),
  /** What the current month would give back now; null when no refund is due. */
  refundableIdr: zMoney.nullable(),
})

const zMethod = z.string().min(1).max(60)
const bySubscription = z.object({ subscriptionId: zUuid })
const own = [identityRefusals.login_required, commonRefusals.not_found]

export const subscriptionsRoutes = {
  readOwnPlan: route({
    method: 'GET',
    path: '/v1/me/plan',
    summary: "The caller's own offer; null when there was never one.",
    access: access.signedIn,
    reply: z.object({
      plan: zPlan.nullable(),
      limits: z.object({ priceMinIdr: zMoney, priceMaxIdr: zMoney, perksMax: z.int(), noticeDays: z.int() }),
    }),
    refusals: [identityRefusals.login_required],
  }),
  changePlan: route({
    method: 'PUT',
    path: '/v1/me/plan',
    summary:
      'Offer a monthly subscription, change it, or stop. A new price is for new subscribers at once and for others from a later renewal, announced to them.',
    access: access.signedIn,
    body: z.strictObject({ priceIdr: zWholeAmount, perks: z.string().trim().max(500), on: z.boolean() }),
    reply: z.object({ plan: zPlan }),
    refusals: [
      identityRefusals.login_required,
      subscriptionsRefusals.plan_price_out_of_range,
      subscriptionsRefusals.plan_price_too_often,
    ],
    example: { priceIdr: '20000', perks: 'Klip di balik layar tiap Jumat.', on: true },
    limit: 30,
  }),
  readPlan: route({
    method: 'GET',
    path: '/v1/profiles/:handle/plan',
    summary: 'What a creator offers, what it costs by each way to pay, and whether the caller subscribes.',
    access: access.everyone,
    params: z.object({ handle: zHandle }),
    reply: z.object({
      /** null: nothing is offered. */
      plan: zPlan.nullable(),
      quotes: z.array(zQuote),
      mine: zSubscription.nullable(),
    }),
    refusals: [subscriptionsRefusals.profile_not_found],
  }),
  subscribe: route({
    method: 'POST',
    path: '/v1/subscriptions',
    summary: 'Subscribe: answers the first payment to make. The same subscriptionId again is the same one.',
    access: access.signedIn,
    body: z.strictObject({
      /** Made by the client. */
      subscriptionId: zUuid,
      handle: zHandle,
      method: zMethod,
    }),
    reply: z.object({ subscription: zSubscription, charge: zCharge }),
    status: 201,
    refusals: [
      identityRefusals.login_required,
      subscriptionsRefusals.profile_not_found,
      subscriptionsRefusals.plan_not_offered,
      subscriptionsRefusals.subscribe_to_oneself,
      subscriptionsRefusals.subscribed_already,
      subscriptionsRefusals.subscription_id_used,
      coinsRefusals.method_not_found,
      paymentRefusals.payment_out_of_range,
      paymentRefusals.too_many_payments,
      paymentRefusals.provider_away,
    ],
    example: {
      subscriptionId: '019aaaaa-0000-7000-8000-0000000000e1',
      handle: 'sari.senja',
      method: 'bank-transfer',
    },
    limit: 30,
  }),
  list: route({
    method: 'GET',
    path: '/v1/me/subscriptions',
    summary: 'What the caller subscribes to, running ones first.',
    access: access.signedIn,
    reply: z.object({ subscriptions: z.array(zSubscription) }),
    refusals: [identityRefusals.login_required],
  }),
  read: route({
    method: 'GET',
    path: '/v1/subscriptions/:subscriptionId',
    summary: 'One subscription of the caller, with its payments, newest first.',
    access: access.ownerOrNotFound,
    params: bySubscription,
    reply: z.object({ subscription: zSubscription, charges: z.array(zCharge) }),
    refusals: own,
  }),
  renew: route({
    method: 'POST',
    path: '/v1/subscriptions/:subscriptionId/renew',
    summary:
      'The payment of the next month, by the way to pay that is named; another one that waited is cancelled.',
    access: access.ownerOrNotFound,
    params: bySubscription,
    body: z.strictObject({ method: zMethod }),
    reply: z.object({ subscription: zSubscription, charge: zCharge }),
    refusals: [
      ...own,
      coinsRefusals.method_not_found,
      paymentRefusals.payment_out_of_range,
      paymentRefusals.too_many_payments,
      subscriptionsRefusals.subscription_ended,
      subscriptionsRefusals.subscription_not_paid,
      subscriptionsRefusals.renewal_too_early,
      subscriptionsRefusals.plan_not_offered,
    ],
    example: { method: 'bank-transfer' },
    limit: 30,
  }),
  cancel: route({
    method: 'POST',
    path: '/v1/subscriptions/:subscriptionId/cancel',
    summary: 'Let it end with the paid month. Twice is the same as once.',
    access: access.ownerOrNotFound,
    params: bySubscription,
    reply: z.object({ subscription: zSubscription }),
    refusals: [...own, paymentRefusals.provider_away],
    limit: 30,
  }),
  resume: route({
    method: 'POST',
    path: '/v1/subscriptions/:subscriptionId/resume',
    summary: 'Take a cancellation back, while the paid month lasts. Twice is the same as once.',
    access: access.ownerOrNotFound,
    params: bySubscription,
    reply: z.object({ subscription: zSubscription }),
    refusals: [...own, subscriptionsRefusals.subscription_ended, subscriptionsRefusals.plan_not_offered],
  }),
  refund: route({
    method: 'POST',
    path: '/v1/subscriptions/:subscriptionId/refund',
    summary: 'In its first days: end the subscription now, and get back the days of the month that are left.',
    access: access.ownerOrNotFound,
    params: bySubscription,
    reply: z.object({ subscription: zSubscription, amountIdr: zMoney }),
    refusals: [
      ...own,
      subscriptionsRefusals.subscription_ended,
      subscriptionsRefusals.subscription_not_paid,
      subscriptionsRefusals.refund_not_due,
    ],
    limit: 30,
  }),
  subscribers: route({
    method: 'GET',
    path: '/v1/me/subscribers',
    summary:
      "Who subscribes to the caller, newest first, and what a month of it brings before anyone's part.",
    access: access.signedIn,
    query: zPage,
    reply: z.object({
      counts: z.object({ active: z.int(), grace: z.int(), ending: z.int() }),
      subscribers: z.array(
        z.object({
          account: zPerson.nullable(),
          state: z.enum(subscriptionStates),
          since: zInstant,
          paidUntil: zInstant,
          cancelled: z.boolean(),
          months: z.int(),
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
    refusals: [identityRefusals.login_required, commonRefusals.cursor_unknown],
  }),
}
export type SubscriptionsRoutes = RouteMap<typeof subscriptionsRoutes>
