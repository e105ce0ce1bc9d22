/** A payments desk on a real database, with a pretended gateway, and builders for the tests of later modules. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { type Ids, uuidFrom } from '../../platform/ids.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import { silentLog } from '../../platform/log.ts'
import { createLedger, type Ledger } from '../ledger/index.ts'
import {
  createFakeGateway,
  createPayments,
  type FakeGateway,
  type NewPayment,
  type Payment,
  type Payments,
  type PaymentsConfig,
  paymentsConfig,
  workPayments,
} from './index.ts'

export interface PaymentsStage {
  readonly payments: Payments
  readonly ledger: Ledger
  readonly gateway: FakeGateway
}

export const paymentNamed = (name: string): string => uuidFrom('test.payment', name)
export const payerNamed = (name: string): string => uuidFrom('test.payer', name)
const operator = payerNamed('operator')

/** Tests with jobs that work give `workJobs`; they then run at `jobs.drain()`. */
export function testPayments(deps: {
  db: Db
  clock: Clock
  ids: Ids
  jobs: Pick<Jobs, 'send'>
  workJobs?: Jobs
  ledger?: Ledger
  config?: Partial<PaymentsConfig>
}): PaymentsStage {
  const { db, clock, ids, jobs, workJobs } = deps
  const ledger = deps.ledger ?? createLedger({ db, clock })
  const gateway = createFakeGateway()
  const payments = createPayments({
    db,
    clock,
    ids,
    jobs,
    ledger,
    identity: { findMany: async () => [] },
    config: paymentsConfig.defaults(deps.config),
    log: silentLog,
    fake: gateway,
  })
  gateway.deliverTo(({ provider, headers, raw }) => payments.receive(provider, headers, raw))
  if (workJobs) workPayments(workJobs, payments)
  return { payments, ledger, gateway }
}

/** Rp10,000 for a tip by bank transfer unless told. */
export function aPayment(name: string, more: Partial<NewPayment> = {}): NewPayment {
  const amountIdr = more.totalIdr ?? 10_000n
  return {
    id: paymentNamed(name),
    payerId: payerNamed('budi'),
    purpose: 'tip',
    subjectId: uuidFrom('test.subject', name),
    lines: [
      { what: { en: `Tip ${name}`, id: `Saweran ${name}` }, amountIdr: amountIdr - (more.vatIdr ?? 0n) },
    ],
    vatIdr: 0n,
    totalIdr: amountIdr,
    method: 'bank-transfer',
    ...more,
  }
}

let references = 0

/** Pays by whatever way the payment has: the operator confirms a bank transfer, the gateway tells of the rest. */
export async function payFor(
  { payments, gateway }: Pick<PaymentsStage, 'payments' | 'gateway'>,
  id: string,
): Promise<Payment> {
  const [payment] = await payments.find([id])
  assert(payment, `there is no payment ${id}`)
  if (payment.provider === 'manual') return payments.confirm(operator, id, `TEST ${++references} ${id}`)
  await payments.start(id)
  const { provider, headers, raw } = await gateway.pay(id, { tell: 0 })
  await payments.receive(provider, headers, raw)
  await payments.poll()
  const [paid] = await payments.find([id])
  assert(paid?.state === 'paid', `the payment is ${paid?.state}`)
  return paid
}
