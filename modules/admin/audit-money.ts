/** The audits of the modules that hold money for people, in one form: which account holds something else than it should. */
import type { Coins } from '../coins/index.ts'
import type { Earnings } from '../earnings/index.ts'
import type { Payments } from '../payments/index.ts'
import type { Payouts } from '../payouts/index.ts'
import type { Transparency } from '../transparency/index.ts'
import type { Detail } from './contract.ts'

export interface MoneyAudits {
  readonly payments: Pick<Payments, 'audit'>
  readonly coins: Pick<Coins, 'audit'>
  readonly earnings: Pick<Earnings, 'audit'>
  readonly payouts: Pick<Payouts, 'audit' | 'paidOut'>
  readonly transparency: Pick<Transparency, 'verifyReports'>
}

interface Finding {
  readonly ok: boolean
  readonly detail: Detail
}
interface Difference {
  readonly account: string
  readonly should: string
  readonly holds: string
}

const differencesNamed = 5

/** I9: what gateways captured and owe back. */
export async function paymentAccounts({ payments }: MoneyAudits): Promise<Finding> {
  const faults = await payments.audit()
  return found(
    faults.map((one) => ({
      account: one.account,
      should: String(one.shouldHoldIdr),
      holds: String(one.holdsIdr),
    })),
  )
}

/** I8: coins sold − spent − returned = coins held, and that × price = the float. */
export async function coinAccounts({ coins }: MoneyAudits): Promise<Finding> {
  const { faults } = await coins.audit()
  return found(
    faults.map((one) => ({
      account: one.accountId === null ? one.what : `${one.what} ${one.accountId}`,
      should: String(one.expected),
      holds: String(one.found),
    })),
  )
}

/** I12: what each creator has is the sum of the creator's lines. */
export async function earningAccounts({ earnings, payouts }: MoneyAudits): Promise<Finding> {
  const { faults } = await earnings.audit((creators) => payouts.paidOut(creators))
  return found(
    faults.map((one) => ({
      account: `${one.account} ${one.creatorId ?? ''}`.trim(),
      should: String(one.expectedIdr),
      holds: String(one.foundIdr),
    })),
  )
}

/** I9: what is on its way to banks, and what is withheld for the state. */
export async function payoutAccounts({ payouts }: MoneyAudits): Promise<Finding> {
  const { checks } = await payouts.audit()
  return found(
    checks
      .filter((one) => !one.ok)
      .map(({ name, detail }) => ({
        account: name,
        should: '',
        holds: Object.entries(detail)
          .map(([what, value]) => `${what} ${value}`)
          .join(', '),
      })),
  )
}

/** Monthly reports form a chain as period documents do. */
export async function reportChain({ transparency }: MoneyAudits): Promise<Finding> {
  const fault = await transparency.verifyReports()
  return fault
    ? { ok: false, detail: { code: 'report_wrong', params: { month: fault.month, fault: fault.code } } }
    : { ok: true, detail: { code: 'reports_follow', params: {} } }
}

function found(differences: readonly Difference[]): Finding {
  if (differences.length === 0) return { ok: true, detail: { code: 'accounts_agree', params: {} } }
  const params = { count: differences.length, first: differences.slice(0, differencesNamed) }
  return { ok: false, detail: { code: 'accounts_differ', params } }
}
