import type { TestContext } from 'node:test'
import { uuidFrom } from '../../../platform/ids.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import type { NewAccount, NewTransfer } from '../../ledger/index.ts'
import { refundsAccount, transferCodes, unappliedAccount } from '../accounts.ts'
import type { Difference, NewPayment, Payment, PaymentsConfig } from '../index.ts'
import { testPayments } from '../testing.ts'

export const operator = uuidFrom('test.payer', 'operator')

/** What tips bought: one purse for all. */
export const sold: NewAccount = {
  id: uuidFrom('test.sold'),
  ledger: 1,
  code: 999,
  debitsMustNotExceedCredits: true,
}

/** A desk that sells tips, at noon in Jakarta on 23 November 2026. */
export async function desk(t: TestContext, config: Partial<PaymentsConfig> = {}) {
  const clock = fakeClock('2026-11-23T05:00:00Z')
  const db = await testDatabase(t, { modules: ['ledger', 'tax', 'payments'] })
  const { jobs } = testJobs(t, db)
  const ids = seededIds(t.name, clock)
  const house = testPayments({ db, clock, ids, jobs, workJobs: jobs, config })
  const { payments, ledger } = house
  const applied: string[] = []
  const ended: string[] = []
  const one = (id: string, debit: string, credit: string, amount: bigint): NewTransfer => ({
    id: uuidFrom('test.sale', id),
    debit,
    credit,
    ledger: 1,
    amount,
    code: transferCodes.captured,
  })
  payments.onPaid('tip', async (tx, payment) => {
    applied.push(payment.id)
    await ledger.openAccounts(tx, [sold])
    return [one(payment.id, unappliedAccount.id, sold.id, payment.totalIdr - payment.vatIdr)]
  })
  payments.onReturned('tip', async (tx, _payment, amountIdr, _kind, returnId) => {
    await ledger.openAccounts(tx, [refundsAccount])
    const [purse] = await ledger.balances([sold.id], tx)
    const free = purse ? purse.creditsPosted - purse.debitsPosted : 0n
    const amount = free < amountIdr ? free : amountIdr
    return amount === 0n ? [] : [one(returnId, sold.id, refundsAccount.id, amount)]
  })
  payments.onEnded('tip', async (_tx, payment) => {
    ended.push(`${payment.id} ${payment.state}`)
  })

  const holds = async (account: { id: string }): Promise<bigint> => {
    const [found] = await ledger.balances([account.id])
    return found ? found.creditsPosted - found.debitsPosted : 0n
  }
  return {
    ...house,
    clock,
    ids,
    db,
    jobs,
    applied,
    ended,
    holds,
    request: (payment: NewPayment): Promise<Payment> => db.transaction((tx) => payments.request(tx, payment)),
    refund: (id: string, amountIdr: bigint, reason = 'uji'): Promise<Payment> =>
      db.transaction((tx) => payments.refund(tx, id, amountIdr, reason)),
    async state(id: string): Promise<string | undefined> {
      return (await payments.find([id]))[0]?.state
    },
    async open(): Promise<Difference[]> {
      return (await payments.moneyReport()).differences.filter((found) => found.resolvedAt === null)
    },
    /** The ledger is sound and the desk's accounts are what the rows say. */
    async sound(): Promise<void> {
      await assertSound(ledger)
      const faults = await payments.audit()
      if (faults.length > 0)
        throw new Error(faults.map((f) => `${f.account}: ${f.holdsIdr} not ${f.shouldHoldIdr}`).join(', '))
    },
  }
}
