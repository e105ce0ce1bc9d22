/** What every verb of this module works with. */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import type { Logger } from '../../platform/log.ts'
import { type Ledger, type NewTransfer, stands } from '../ledger/index.ts'
import type { PaymentsConfig } from './config.ts'
import { paymentRefusals } from './contract.ts'
import type { OnEnded, OnPaid, OnReturned } from './index.ts'
import type { Method, Payment, Purpose } from './payment.ts'
import type { PaymentProvider } from './provider.ts'
import { lockPayment } from './store.ts'

export interface Context {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: Pick<Jobs, 'send'>
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances'>
  readonly config: PaymentsConfig
  readonly log: Logger
  readonly methods: ReadonlyMap<string, Method>
  readonly providers: ReadonlyMap<string, PaymentProvider>
  readonly handlers: {
    readonly paid: Map<Purpose, OnPaid>
    readonly returned: Map<Purpose, OnReturned>
    readonly ended: Map<Purpose, OnEnded>
  }
}

/** The provider of bank transfers: a person, who looks at the bank. */
export const manual = 'manual'

export const providerOf = ({ providers }: Context, payment: Payment): PaymentProvider =>
  present(providers.get(payment.provider), `the provider ${payment.provider} is not configured any more`)

/** Locks the payment for the rest of the transaction. @throws Refusal payment_not_found */
export const held = async (tx: Tx, id: string): Promise<Payment> =>
  (await lockPayment(tx, id)) ?? refuse(paymentRefusals.payment_not_found)

/** Transfers of a sound plan stand; anything else undoes the transaction. */
export async function submitAll(
  { ledger }: Pick<Context, 'ledger'>,
  tx: Tx,
  transfers: readonly NewTransfer[],
  why: string,
): Promise<void> {
  if (transfers.length === 0) return
  const results = await ledger.submitIn(tx, transfers)
  assert(results.every(stands), `${why}: ${results.map((one) => one.status).join(', ')}`)
}
