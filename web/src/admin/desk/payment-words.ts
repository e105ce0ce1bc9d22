/** Payments in words, for operators. */
import type { Reply } from '#api/routes.ts'
import type { PlainKey } from '#i18n/words.svelte.ts'

export type Payment = Reply<'GET /v1/admin/payments'>['payments'][number]
export type PaymentAct = 'confirm' | 'decline' | 'refund' | 'refunded' | 'charge-back'
export type Difference = Reply<'GET /v1/admin/settlements'>['differences'][number]

export const paymentFaces = {
  waiting: { tone: 'spot', label: 'desk.payment.waiting' },
  paid: { tone: 'good', label: 'desk.payment.paid' },
  expired: { tone: 'plain', label: 'desk.payment.expired' },
  cancelled: { tone: 'plain', label: 'desk.payment.cancelled' },
  declined: { tone: 'bad', label: 'desk.payment.declined' },
  refunding: { tone: 'calm', label: 'desk.payment.refunding' },
  refunded: { tone: 'plain', label: 'desk.payment.refunded' },
  charged_back: { tone: 'bad', label: 'desk.payment.charged_back' },
} as const satisfies Record<Payment['state'], { tone: string; label: PlainKey }>

export const purposeWords = {
  'ads.top-up': 'desk.purpose.ads',
  'coins.purchase': 'desk.purpose.coins',
  tip: 'desk.purpose.tip',
  subscription: 'desk.purpose.subscription',
} as const satisfies Record<Payment['purpose'], PlainKey>

export const differenceWords = {
  missing_here: { label: 'desk.difference.missing_here', note: 'desk.difference.missing_hereNote' },
  missing_there: { label: 'desk.difference.missing_there', note: 'desk.difference.missing_thereNote' },
  amount_differs: { label: 'desk.difference.amount_differs', note: 'desk.difference.amount_differsNote' },
  fee_differs: { label: 'desk.difference.fee_differs', note: 'desk.difference.fee_differsNote' },
  twice: { label: 'desk.difference.twice', note: 'desk.difference.twiceNote' },
  paid_late: { label: 'desk.difference.paid_late', note: 'desk.difference.paid_lateNote' },
  currency_differs: {
    label: 'desk.difference.currency_differs',
    note: 'desk.difference.currency_differsNote',
  },
} as const satisfies Record<Difference['kind'], Record<'label' | 'note', PlainKey>>
