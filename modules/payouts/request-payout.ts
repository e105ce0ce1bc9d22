/** Asking for a payout: what may be asked for, and the reservation. */
import { type Clock, type Day, dayOf } from '../../platform/clock.ts'
import type { Db, Queryable, Tx } from '../../platform/db/index.ts'
import { assert, Refusal, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { availableAccount, type Earnings } from '../earnings/index.ts'
import { type Ledger, stands } from '../ledger/index.ts'
import { type Tax, withheldAccount } from '../tax/index.ts'
import { clearingAccount, feesAccount } from './accounts.ts'
import type { PayoutsConfig } from './config.ts'
import { payoutRefusals } from './contract-refusals.ts'
import type { FieldCipher } from './encrypt-field.ts'
import type { Amounts, Quote, Trigger } from './payout.ts'
import { amountMax, planPayout } from './plan-payout.ts'
import * as store from './store.ts'
import {
  type BankAccountRow,
  currentBankAccounts,
  findPayees,
  lockPayee,
  type PayeeRow,
} from './store-payees.ts'
import { releaseTransfers, reserveTransfers } from './transfers.ts'

export interface RequestDeps {
  readonly db: Db
  readonly clock: Clock
  readonly timeZone: string
  readonly config: PayoutsConfig
  readonly cipher: FieldCipher
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances'>
  readonly earnings: Pick<Earnings, 'openFor' | 'lockFor'>
  readonly tax: Pick<Tax, 'withholdingOn'>
  readonly providerId: string
}

export interface Asked {
  readonly payoutId: string
  readonly trigger: Trigger
  /** null: all that is available and allowed. */
  readonly askedIdr: bigint | null
}

interface Situation {
  readonly payee: PayeeRow | undefined
  readonly account: BankAccountRow | undefined
  readonly availableIdr: bigint
  /** What this month's limit still allows; undefined: anything. */
  readonly leftOfMonth: bigint | undefined
  readonly nextOnDemandAt: Date | null
  readonly now: Date
  readonly day: Day
}

const dayMs = 86_400_000

async function look(deps: RequestDeps, on: Queryable, accountId: string, tx?: Tx): Promise<Situation> {
  const now = deps.clock.now()
  const day = dayOf(now, deps.timeZone)
  const payee = tx ? await lockPayee(tx, accountId) : (await findPayees(on, [accountId]))[0]
  // Deductions take from the same balance: the ledger would refuse too, this makes them take turns.
  if (tx) await deps.earnings.lockFor(tx, [accountId])
  const [account] = await currentBankAccounts(on, [accountId])
  const [balance] = await deps.ledger.balances([availableAccount(accountId)], tx)
  const limit = BigInt(payee?.tier === 2 ? deps.config.TIER2_MONTH_MAX : deps.config.TIER1_MONTH_MAX)
  const isUnlimited = payee?.tier === 2 && limit === 0n
  const used = isUnlimited ? 0n : await store.grossOfMonth(on, accountId, day.slice(0, 7))
  const last = await store.lastOnDemand(on, accountId)
  const next = last && new Date(last.getTime() + deps.config.ON_DEMAND_DAYS * dayMs)
  return {
    payee,
    account,
    availableIdr: balance ? balance.creditsPosted - balance.debitsPosted - balance.debitsPending : 0n,
    leftOfMonth: isUnlimited ? undefined : used < limit ? limit - used : 0n,
    nextOnDemandAt: next && next > now ? next : null,
    now,
    day,
  }
}

/** All that is available, as far as it is allowed and can be carried. */
function allOf({ availableIdr, leftOfMonth }: Situation): bigint {
  const allowed = leftOfMonth === undefined || availableIdr < leftOfMonth ? availableIdr : leftOfMonth
  return allowed < amountMax ? allowed : amountMax
}

function plan(deps: RequestDeps, payee: PayeeRow | undefined, gross: bigint, day: Day): Amounts {
  const { config, tax } = deps
  if (gross <= 0n) return planPayout(0n, [], { ...config, FEE: 0 })
  // Whoever has a NIK has a tax number: it serves as one. Without a payee the quote assumes the usual case.
  const who = {
    country: payee?.country ?? 'ID',
    form: payee?.form ?? ('individual' as const),
    hasTaxId: payee === undefined || payee.taxIdSealed !== null || payee.nationalIdSealed !== null,
  }
  return planPayout(gross, tax.withholdingOn(gross, who, config.INCOME, day), config)
}

/** @throws Refusal the first thing that stands against it */
function judge(deps: RequestDeps, s: Situation, trigger: Trigger, amounts: Amounts): BankAccountRow {
  const { config } = deps
  if (!s.payee) refuse(payoutRefusals.payee_missing)
  if (s.payee.waitsFor === 'bank_account') refuse(payoutRefusals.bank_account_missing)
  if (s.payee.state !== 'verified') refuse(payoutRefusals.payee_not_verified)
  if (s.account?.state !== 'usable') return refuse(payoutRefusals.bank_account_missing)
  if (s.payee.holdUntil !== null && s.payee.holdUntil > s.now)
    refuse(payoutRefusals.payee_on_hold, { until: wallClock(s.payee.holdUntil, deps.timeZone) })
  if (trigger === 'request' && s.nextOnDemandAt !== null)
    refuse(payoutRefusals.too_soon, {
      days: config.ON_DEMAND_DAYS,
      from: wallClock(s.nextOnDemandAt, deps.timeZone),
    })
  if (amounts.grossIdr > s.availableIdr)
    refuse(payoutRefusals.balance_too_small, { available: String(s.availableIdr) })
  if (s.leftOfMonth !== undefined && amounts.grossIdr > s.leftOfMonth)
    refuse(payoutRefusals.over_monthly_limit, { left: String(s.leftOfMonth) })
  if (amounts.grossIdr < BigInt(config.MINIMUM)) refuse(payoutRefusals.below_minimum, { min: config.MINIMUM })
  if (amounts.netIdr <= 0n) refuse(payoutRefusals.nothing_left)
  return s.account
}

const wallClock = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)

export async function quotePayout(
  deps: RequestDeps,
  accountId: string,
  amountIdr: bigint | undefined,
): Promise<Quote> {
  const situation = await look(deps, deps.db, accountId)
  const amounts = plan(deps, situation.payee, amountIdr ?? allOf(situation), situation.day)
  const { availableIdr, nextOnDemandAt } = situation
  try {
    judge(deps, situation, 'request', amounts)
    return { ...amounts, availableIdr, nextOnDemandAt, obstacle: null }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    const obstacle = { code: thrown.spec.code, text: (lang: 'en' | 'id') => thrown.text(lang) }
    return { ...amounts, availableIdr, nextOnDemandAt, obstacle }
  }
}

/** @returns the id of the request of that name */
export const requestedId = (accountId: string, requestId: string): string =>
  uuidFrom('payouts.request', accountId, requestId)

/** Reserves the money and keeps the payout, or nothing. The same id again changes nothing.
 *  @throws Refusal what stands against it; request_differs */
export async function requestPayout(deps: RequestDeps, accountId: string, asked: Asked): Promise<void> {
  await deps.earnings.openFor(deps.db, [accountId])
  await deps.db.transaction((tx) => reserve(deps, tx, accountId, asked))
}

/** @returns false when the payout was there already */
export async function reserve(deps: RequestDeps, tx: Tx, accountId: string, asked: Asked): Promise<boolean> {
  const { config, ledger, providerId } = deps
  const situation = await look(deps, tx, accountId, tx)
  const known = await store.findPayout(tx, asked.payoutId)
  if (known) {
    if (known.askedIdr !== asked.askedIdr) refuse(payoutRefusals.request_differs)
    return false
  }
  const amounts = plan(deps, situation.payee, asked.askedIdr ?? allOf(situation), situation.day)
  const account = judge(deps, situation, asked.trigger, amounts)
  await store.insertPayout(tx, {
    ...amounts,
    id: asked.payoutId,
    accountId,
    trigger: asked.trigger,
    provider: providerId,
    income: config.INCOME,
    askedIdr: asked.askedIdr,
    bankAccountId: account.id,
    month: situation.day.slice(0, 7),
    requestedAt: situation.now,
  })
  await store.insertTaxLines(tx, asked.payoutId, amounts.taxLines)
  const headings = [...new Set(amounts.taxLines.map((line) => line.remitAs))]
  await ledger.openAccounts(tx, [
    clearingAccount(providerId),
    feesAccount,
    ...headings.map((remitAs) => withheldAccount(remitAs)),
  ])
  const results = await ledger.submitIn(
    tx,
    reserveTransfers({ ...amounts, id: asked.payoutId, accountId, provider: providerId }),
  )
  // Something else took from the balance since it was looked at: nothing of this stands.
  if (results.some((one) => one.status === 'exceeds_credits'))
    refuse(payoutRefusals.balance_too_small, { available: String(situation.availableIdr) })
  assert(
    results.every(stands),
    `a payout's reservation stands: ${results.map((one) => one.status).join(', ')}`,
  )
  return true
}

/** @throws Refusal payout_not_found, payout_settled */
export async function cancelPayout(deps: RequestDeps, accountId: string, payoutId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const payout = await store.lockPayout(tx, payoutId)
    if (payout?.accountId !== accountId) return refuse(payoutRefusals.payout_not_found)
    if (payout.state === 'cancelled') return
    if (payout.state !== 'requested') refuse(payoutRefusals.payout_settled, { state: payout.state })
    await store.markCancelled(tx, payoutId, deps.clock.now())
    await release(deps, tx, payout)
  })
}

/** Gives back what the payout reserved; the caller has marked it. Last in the transaction. */
export async function release(
  { ledger }: Pick<RequestDeps, 'ledger'>,
  tx: Tx,
  payout: store.PayoutRow,
): Promise<void> {
  const taxLines = await store.findTaxLines(tx, [payout.id])
  const results = await ledger.submitIn(tx, releaseTransfers({ ...payout, taxLines }))
  assert(results.every(stands), `a payout is given back: ${results.map((one) => one.status).join(', ')}`)
}
