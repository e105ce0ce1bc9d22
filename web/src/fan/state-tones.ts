/** The colour of a payment's state; the word beside it says the same. */
export const stateTones = {
  waiting: 'spot',
  paid: 'good',
  expired: 'plain',
  cancelled: 'plain',
  declined: 'bad',
  refunding: 'calm',
  refunded: 'calm',
  charged_back: 'bad',
} as const
