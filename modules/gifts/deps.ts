import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Coins } from '../coins/index.ts'
import type { Earnings } from '../earnings/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Payments } from '../payments/index.ts'
import type { Tax } from '../tax/index.ts'
import type { Videos } from '../videos/index.ts'
import type { GiftsConfig } from './config.ts'

export interface GiftsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly events: Events
  readonly config: GiftsConfig
  readonly identity: Pick<Identity, 'findByHandle' | 'findMany'>
  readonly videos: Pick<Videos, 'findMany' | 'maySee'>
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances'>
  readonly coins: Pick<Coins, 'held' | 'openFor' | 'spendTransfers'>
  readonly earnings: Pick<Earnings, 'credit' | 'openFor' | 'reverse'>
  readonly payments: Pick<Payments, 'methods' | 'request' | 'find' | 'onPaid' | 'onReturned' | 'onEnded'>
  readonly tax: Pick<Tax, 'vatOn'>
  /** Whether an account may be given to now: not one that was removed from the stage. All may, unless told. */
  readonly mayReceive?: (accountId: string) => Promise<boolean>
  /** Whether a block is between the two: then no money goes from one to the other, with the answer for someone who is not
   *  here. Nobody blocks anybody, unless told. */
  readonly isApart?: (viewer: string, other: string) => Promise<boolean>
}
