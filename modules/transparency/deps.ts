/** What the report is made of, each as narrow as it is needed. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Earnings } from '../earnings/index.ts'
import type { Payments } from '../payments/index.ts'
import type { Payouts } from '../payouts/index.ts'
import type { Revenue, Signer } from '../revenue/index.ts'
import type { TransparencyConfig } from './config.ts'

export interface TransparencyDeps {
  readonly db: Db
  readonly clock: Clock
  readonly config: TransparencyConfig
  readonly signer: Signer
  readonly timeZone: string
  readonly currency: string
  readonly revenue: Pick<Revenue, 'periods' | 'periodDocument' | 'periodsDue' | 'sharedDays'>
  readonly earnings: Pick<Earnings, 'totals' | 'creditedByCreator'>
  readonly payments: Pick<Payments, 'totals'>
  readonly payouts: Pick<Payouts, 'totals'>
}
