/** Bank transfers, confirmed by a person: no one to call. */
import type { Method } from './payment.ts'
import { amountMax } from './amounts.ts'

export const bankTransfer = (days: number): Method => ({
  id: 'bank-transfer',
  provider: 'manual',
  kind: 'bank_transfer',
  label: { en: 'Bank transfer', id: 'Transfer bank' },
  minIdr: 1n,
  // The code comes on top and must fit too.
  maxIdr: amountMax - 999n,
  fee: { fixedIdr: 0n, num: 0n, den: 1n },
  expiresInSeconds: days * 86_400,
  refunds: false,
  channel: 'manual',
})
