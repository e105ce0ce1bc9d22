/** Payouts on a real database, with the real ledger, earnings and tax; builders for the tests of later modules. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { type Ids, uuidFrom } from '../../platform/ids.ts'
import { silentLog } from '../../platform/log.ts'
import { anEarning, type EarningsStage, person, testEarnings } from '../earnings/testing.ts'
import { createTax, type Tax } from '../tax/index.ts'
import {
  createPayouts,
  type FakePayoutProvider,
  fakePayoutProvider,
  type Payout,
  type Payouts,
  type PayoutsConfig,
  payoutsConfig,
  type PayoutsDeps,
} from './index.ts'

export { person }

export interface PayoutsStage extends EarningsStage {
  readonly payouts: Payouts
  readonly tax: Tax
  readonly fake: FakePayoutProvider
  /** Another node on the same database. */
  again(more?: Partial<PayoutsDeps>, config?: Partial<PayoutsConfig>): Payouts
}

const noHold = { HOLD_DAYS_ADS: 0, HOLD_DAYS_GIFT: 0, HOLD_DAYS_TIP: 0, HOLD_DAYS_SUBSCRIPTION: 0 }

export const testKeys = { current: 'k1', secrets: { k1: 'a secret of thirty-two characters and more' } }

export const maker = person('maker')
export const checker = person('checker')

export async function testPayouts(deps: {
  db: Db
  clock: Clock
  ids: Ids
  config?: Partial<PayoutsConfig>
  more?: Partial<PayoutsDeps>
}): Promise<PayoutsStage> {
  const { db, clock, ids } = deps
  const house = await testEarnings({ db, clock, ids, config: noHold })
  const tax = await createTax({ db, clock })
  const fake = fakePayoutProvider()
  const again: PayoutsStage['again'] = (more = {}, config = {}) =>
    createPayouts({
      db,
      clock,
      ids,
      log: silentLog,
      timeZone: 'Asia/Jakarta',
      config: payoutsConfig.defaults({
        WITHHOLDER_NAME: 'PT Panggung Contoh',
        WITHHOLDER_TAX_ID: '0012345678901000',
        SIGNATORY_NAME: 'Budi Bendahara',
        ...deps.config,
        ...config,
      }),
      ledger: house.ledger,
      earnings: house.earnings,
      tax,
      identity: { findMany: async () => [...house.people.values()] },
      keys: testKeys,
      providers: [fake],
      ...deps.more,
      ...more,
    })
  return { ...house, payouts: again(), tax, fake, again }
}

let credits = 0

/** Earnings that are on hold no more. */
export async function hasAvailable(
  stage: Pick<PayoutsStage, 'credited' | 'earnings'>,
  clock: Clock,
  name: string,
  amountIdr: bigint,
): Promise<void> {
  await stage.credited([anEarning(`available ${++credits} ${name}`, name, amountIdr, clock.now())])
  await stage.earnings.releaseDue()
}

/** A verified payee of tier 1 with a bank account in their name. @returns their account's id */
export async function aPayee(
  payouts: Payouts,
  name: string,
  more: { accountNumber?: string; holderName?: string } = {},
): Promise<string> {
  const id = person(name)
  await payouts.putPayee(id, {
    form: 'individual',
    country: 'ID',
    name: `${name} Senja`,
    birthDate: '2001-05-17',
    nationalId: '3174015705010001',
  })
  await payouts.addBankAccount(id, {
    bankCode: 'CENAIDJA',
    accountNumber: more.accountNumber ?? '1234567890',
    holderName: more.holderName ?? `${name} Senja`,
  })
  return id
}

export const requestNamed = (name: string): string => uuidFrom('test.payout-request', name)

/** Made, approved and marked as sent by two operators. @returns the batch's id */
export async function sentBatch(
  payouts: Payouts,
  name: string,
  format: 'pain001' | 'csv' = 'pain001',
): Promise<string> {
  const batch = await payouts.makeBatch(maker, requestNamed(`batch ${name}`))
  await payouts.approveBatch(checker, batch.id, batch.ctrlSumIdr)
  if (batch.provider === 'bank-file') {
    await payouts.batchFile(maker, batch.id, format)
    await payouts.markSent(maker, batch.id, format)
  } else await payouts.sendDue()
  return batch.id
}

/** Requested, approved, sent and paid. */
export async function paidPayout(payouts: Payouts, accountId: string, name: string): Promise<Payout> {
  const { id } = await payouts.request(accountId, requestNamed(name))
  await sentBatch(payouts, name)
  return payouts.settle(maker, id, `REF ${name}`)
}
