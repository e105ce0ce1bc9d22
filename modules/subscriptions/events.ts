import { defineEvent } from '../../platform/events/index.ts'

export interface SubscriptionChanged {
  readonly subscriptionId: string
  readonly fanId: string
  readonly creatorId: string
  /** renewal_asked: the next month's payment waits · grace: it was not paid in time */
  readonly what:
    | 'started'
    | 'renewed'
    | 'renewal_asked'
    | 'grace'
    | 'cancelled'
    | 'resumed'
    | 'refunded'
    | 'ended'
  readonly paidUntil: string | null
  readonly at: string
}

export const subscriptionsChanged = defineEvent<SubscriptionChanged>('subscriptions.changed')

/** A creator announced another price: to be told to those who subscribe. */
export const planPriceAnnounced = defineEvent<{
  readonly creatorId: string
  readonly priceIdr: string
  /** For those who subscribe already. */
  readonly from: string
}>('subscriptions.price-announced')
