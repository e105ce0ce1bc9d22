import { defineEvent } from '../../platform/events/index.ts'

export interface GiftSent {
  readonly kind: 'gift' | 'tip'
  readonly giftId: string
  readonly senderId: string
  readonly receiverId: string
  readonly videoId: string | null
  /** Which of the catalogue, with its name and icon; null for a tip. */
  readonly item: {
    readonly id: string
    readonly name: { readonly en: string; readonly id: string }
    readonly icon: string
  } | null
  readonly count: number
  /** All together; null for a tip. */
  readonly coins: string | null
  readonly worthIdr: string
  readonly creatorIdr: string
  readonly message: string | null
  /** ISO 8601. */
  readonly at: string
}

/** A gift was sent, or a tip was paid. */
export const giftsSent = defineEvent<GiftSent>('gifts.sent')
