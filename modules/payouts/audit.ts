/** What must hold about payouts, derived from the rows and compared with the ledger. */
import type { Db } from '../../platform/db/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { withheldAccount } from '../tax/index.ts'
import { clearingAccount, feesAccount } from './accounts.ts'
import { pendingInLedger } from './approve-batch.ts'
import type { PayoutsAudit } from './face.ts'
import * as store from './store-audit.ts'
import { findGaps, slipDrift } from './store-slips.ts'

export interface AuditDeps {
  readonly db: Db
  readonly ledger: Pick<Ledger, 'balances' | 'findTransfers'>
}

type Check = PayoutsAudit['checks'][number]

export async function auditPayouts(deps: AuditDeps): Promise<PayoutsAudit> {
  const checks = [
    ...(await clearing(deps)),
    ...(await withheld(deps)),
    await fees(deps),
    await reserved(deps),
    await control(deps),
    await twoPeople(deps),
    await taxLines(deps),
    ...(await slips(deps)),
    await contradictions(deps),
  ]
  return { ok: checks.every((one) => one.ok), checks }
}

async function balanceOf({ ledger }: AuditDeps, id: string) {
  const [found] = await ledger.balances([id])
  return {
    posted: found ? found.creditsPosted - found.debitsPosted : 0n,
    everCredited: found?.creditsPosted ?? 0n,
    pending: found?.creditsPending ?? 0n,
  }
}

/** I9: what was confirmed left for the bank in the same step, and what is pending is the open payouts. */
const clearing = async (deps: AuditDeps): Promise<Check[]> => {
  const checks: Check[] = []
  for (const { provider, openIdr } of await store.openByProvider(deps.db)) {
    const { posted, pending } = await balanceOf(deps, clearingAccount(provider).id)
    checks.push({
      name: 'payouts.clearing',
      ok: posted === 0n && pending === openIdr,
      detail: { provider, left: String(posted), pending: String(pending), open: String(openIdr) },
    })
  }
  return checks
}

/** Posted and not yet handed to the state ≤ Σ lines of paid payouts; credited ever = Σ lines ever paid. */
const withheld = async (deps: AuditDeps): Promise<Check[]> => {
  const checks: Check[] = []
  for (const { remitAs, openIdr, paidIdr, everIdr } of await store.taxByHeading(deps.db)) {
    const { posted, everCredited, pending } = await balanceOf(deps, withheldAccount(remitAs).id)
    checks.push({
      name: 'payouts.tax-withheld',
      ok: everCredited === everIdr && pending === openIdr && posted <= paidIdr,
      detail: { remitAs, held: String(posted), paid: String(paidIdr), pending: String(pending) },
    })
  }
  return checks
}

const fees = async (deps: AuditDeps): Promise<Check> => {
  const { openIdr, paidIdr } = await store.feeSums(deps.db)
  const { posted, pending } = await balanceOf(deps, feesAccount.id)
  return {
    name: 'payouts.fees',
    ok: posted === paidIdr && pending === openIdr,
    detail: { held: String(posted), paid: String(paidIdr), pending: String(pending) },
  }
}

const page = 500

/** Each open payout has its own pending transfer of its net amount. */
const reserved = async ({ db, ledger }: AuditDeps): Promise<Check> => {
  let wrong = 0
  let count = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const items = await store.openItems(db, after, page)
    const sum = items.reduce((total, one) => total + one.netIdr, 0n)
    const pending = await pendingInLedger(
      ledger,
      items.map((one) => one.id),
    )
    if (sum !== pending) wrong++
    count += items.length
    after = items.at(-1)?.id ?? after
    if (items.length < page) break
  }
  return { name: 'payouts.reserved', ok: wrong === 0, detail: { payouts: count, wrongPages: wrong } }
}

const control = async ({ db }: AuditDeps): Promise<Check> => {
  const wrong = await store.wrongControlSums(db)
  return {
    name: 'payouts.control-sums',
    ok: wrong.length === 0,
    detail: { wrong: wrong.length, first: wrong[0]?.id ?? '' },
  }
}

const twoPeople = async ({ db }: AuditDeps): Promise<Check> => {
  const { said, unsaid } = await store.onePersonBatches(db)
  return {
    name: 'payouts.two-people',
    ok: unsaid === 0,
    detail: { singleOperatorBatches: said, wrong: unsaid },
  }
}

const taxLines = async ({ db }: AuditDeps): Promise<Check> => {
  const wrong = await store.wrongTaxSums(db)
  return { name: 'payouts.tax-lines', ok: wrong === 0, detail: { wrong } }
}

const slips = async ({ db }: AuditDeps): Promise<Check[]> => {
  const gaps = await findGaps(db)
  const drift = await slipDrift(db)
  return [
    {
      name: 'payouts.slip-numbers',
      ok: gaps.length === 0,
      detail: { gaps: gaps.reduce((sum, one) => sum + one.missing, 0) },
    },
    { name: 'payouts.slips', ok: drift === 0n, detail: { drift: String(drift) } },
  ]
}

const contradictions = async ({ db }: AuditDeps): Promise<Check> => {
  const count = await store.countContradictions(db)
  return { name: 'payouts.contradictions', ok: count === 0, detail: { count } }
}
