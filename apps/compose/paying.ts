/** Where money comes in and what is owed on it: the ledger, the tax rules, the gateways. */
import type { Identity } from '../../modules/identity/index.ts'
import { createLedger, workLedger } from '../../modules/ledger/index.ts'
import { createFakeGateway, createPayments, workPayments } from '../../modules/payments/index.ts'
import { configuredRules, createTax } from '../../modules/tax/index.ts'
import type { Ground } from './ground.ts'

export type Paying = Awaited<ReturnType<typeof composePaying>>

export async function composePaying(ground: Ground, identity: Identity) {
  const { db, clock, ids, log, config, metrics, jobs, timeZone, secrets } = ground
  const ledger = createLedger({ db, clock, metrics })
  const tax = await createTax({
    db,
    clock,
    timeZone,
    country: config.tax.COUNTRY,
    rules: configuredRules(config.tax),
    onFault: (err) => log.warn({ event: 'tax-switches-not-read', err }),
  })
  const fakeGateway = ground.fakesGateway ? createFakeGateway(secrets.secret('fake-gateway')) : undefined
  const payments = createPayments({
    db,
    clock,
    ids,
    jobs,
    ledger,
    identity,
    config: config.payments,
    log,
    fake: fakeGateway,
  })
  fakeGateway?.deliverTo(({ provider, headers, raw }) => payments.receive(provider, headers, raw))
  workLedger(jobs, ledger)
  workPayments(jobs, payments)
  return { ledger, tax, payments, fakeGateway }
}
