/** Coins, payments and tax on a real database, and builders for the tests of later modules. */
import type { TestContext } from 'node:test'
import type { Db } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { createMetrics, fakeClock, seededIds, testDatabase, testJobs } from '../../platform/testing/index.ts'
import { type Account, accountId } from '../identity/index.ts'
import { createLedger, type Ledger, stands } from '../ledger/index.ts'
import { anAccount } from '../ledger/testing.ts'
import type { PaymentsConfig } from '../payments/index.ts'
import { payFor, type PaymentsStage, testPayments } from '../payments/testing.ts'
import { createTax, vatPayable } from '../tax/index.ts'
import { coinFloat, coinPriceIdr, type Coins, type CoinsConfig, coinsConfig, createCoins } from './index.ts'

export const operator = uuidFrom('test.person', 'operator')

/** Who is on a test's stage: ids follow from handles. */
export class People {
  readonly #accounts = new Map<string, Account>()

  add(handle: string): string {
    const id = accountId(uuidFrom('test.person', handle))
    this.#accounts.set(id, {
      id,
      handle,
      displayName: handle,
      bio: '',
      lang: 'id',
      roles: [],
      createdAt: new Date(0),
    })
    return id
  }
  readonly findByHandle = async (handle: string): Promise<Account | undefined> =>
    [...this.#accounts.values()].find((one) => one.handle === handle)
  readonly findMany = async (ids: readonly string[]): Promise<Account[]> =>
    ids.flatMap((id) => this.#accounts.get(id) ?? [])
}

/** Noon in Jakarta on 23 November 2026. */
export async function coinStage(
  t: TestContext,
  options: {
    config?: Partial<CoinsConfig>
    payments?: Partial<PaymentsConfig>
    /** Of later modules, beside those that coins need. */
    modules?: readonly string[]
    now?: string
  } = {},
) {
  const clock = fakeClock(options.now ?? '2026-11-23T05:00:00Z')
  const { modules = [] } = options
  const db = await testDatabase(t, { modules: ['ledger', 'tax', 'payments', 'coins', ...modules] })
  const { jobs, events } = testJobs(t, db)
  const ids = seededIds(t.name, clock)
  const ledger = createLedger({ db, clock })
  const tax = await createTax({ db, clock })
  const desk = testPayments({
    db,
    clock,
    ids,
    jobs,
    workJobs: jobs,
    ledger,
    config: { OPEN_MAX: 100, ...options.payments },
  })
  const people = new People()
  const metrics = createMetrics()
  const coins = createCoins({
    db,
    clock,
    metrics,
    config: coinsConfig.defaults(options.config ?? {}),
    identity: people,
    ledger,
    payments: desk.payments,
    tax,
  })
  await ledger.openAccounts(db, [vatPayable])
  const holds = async (account: { id: string }): Promise<bigint> => {
    const [found] = await ledger.balances([account.id])
    return found ? found.creditsPosted - found.debitsPosted : 0n
  }
  const stage = {
    clock,
    db,
    jobs,
    events,
    ids,
    ledger,
    tax,
    desk,
    payments: desk.payments,
    people,
    metrics,
    coins,
    holds,
  }
  return {
    ...stage,
    /** Buys and pays a package. @returns the purchase's id */
    buys: (accountId: string, packageId: string, name: string) => buys(stage, accountId, packageId, name),
    /** Spends coins on nothing in particular: their rupiah go to a test account. */
    spends: (accountId: string, coinsSpent: bigint, name: string) =>
      spends({ db, ledger, coins }, accountId, coinsSpent, name),
  }
}
export type CoinStage = Awaited<ReturnType<typeof coinStage>>

export const named = (what: string): string => uuidFrom('test.coins', what)

async function buys(
  { coins, desk }: { readonly coins: Coins; readonly desk: PaymentsStage },
  account: string,
  packageId: string,
  name: string,
): Promise<string> {
  const purchase = await coins.buy(account, {
    purchaseId: named(name),
    packageId,
    method: 'bank-transfer',
    birthYear: 1998,
  })
  await payFor(desk, purchase.paymentId)
  return purchase.id
}

const sink = anAccount('where spent coins go')

async function spends(
  { db, ledger, coins }: { readonly db: Db; readonly ledger: Ledger; readonly coins: Coins },
  account: string,
  spent: bigint,
  name: string,
): Promise<void> {
  await coins.openFor(account)
  await ledger.openAccounts(db, [sink])
  await db.transaction(async (tx) => {
    const transfers = await coins.spendTransfers(tx, {
      spendId: named(`spending ${name}`),
      accountId: account,
      coins: spent,
      what: { en: 'a test', id: 'uji coba' },
    })
    const results = await ledger.submitIn(tx, [
      ...transfers,
      {
        id: named(`float of ${name}`),
        debit: coinFloat.id,
        credit: sink.id,
        ledger: 1,
        amount: spent * coinPriceIdr,
        code: 1,
      },
    ])
    assert(results.every(stands), `what is spent moves: ${results.map((one) => one.status).join(', ')}`)
  })
}
