import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import type { Metrics } from '../../platform/metrics.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Payments } from '../payments/index.ts'
import type { Tax } from '../tax/index.ts'
import type { CoinsConfig } from './config.ts'

export interface CoinsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly metrics: Metrics
  readonly config: CoinsConfig
  readonly identity: Pick<Identity, 'findMany'>
  readonly ledger: Pick<Ledger, 'openAccounts' | 'balances'>
  readonly payments: Pick<
    Payments,
    'methods' | 'request' | 'find' | 'refund' | 'onPaid' | 'onReturned' | 'onEnded'
  >
  readonly tax: Pick<Tax, 'vatOn'>
  /** Called in the transaction that writes down that a buyer is under age. @returns what is called once it is committed.
   *  Nobody wants to know, unless told. */
  readonly onMinor?: (tx: Tx, accountId: string) => Promise<() => void>
}
