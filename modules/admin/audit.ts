/** The nightly proof of what never bends: money only moved, sums are zero, chains are whole, nothing acknowledged is
 *  missing. Each check reads what is stored and derives it again; none trusts a cached sum. */
import type { Day } from '../../platform/clock.ts'
import { asError } from '../../platform/errors.ts'
import { conversionAccount } from '../revenue/index.ts'
import { coinAccounts, earningAccounts, paymentAccounts, payoutAccounts, reportChain } from './audit-money.ts'
import type { Detail } from './contract.ts'
import type { AdminDeps } from './index.ts'
import type { AuditCheck } from './store.ts'

const microPerRupiah = 1_000_000n
const missingNamed = 5

interface Finding {
  readonly ok: boolean
  readonly detail: Detail
}

/** One after the other; a check that fails itself is a check that does not hold. */
export async function runAudit(deps: AdminDeps): Promise<AuditCheck[]> {
  const checks: Record<string, (deps: AdminDeps) => Promise<Finding>> = {
    'ledger.trial-balance': trialBalance,
    'ledger.balances-rederived': rederived,
    'ledger.hash-chain': hashChain,
    'ledger.conversion': conversion,
    'payments.accounts': paymentAccounts,
    'ads.day-pools-empty': poolsEmpty,
    'coins.accounts': coinAccounts,
    'earnings.accounts': earningAccounts,
    'payouts.accounts': payoutAccounts,
    'revenue.document-chain': documentChain,
    'transparency.report-chain': reportChain,
    'media.originals-present': originals,
    'social.counts': counts,
  }
  const results: AuditCheck[] = []
  for (const [name, check] of Object.entries(checks)) {
    try {
      results.push({ name, ...(await check(deps)) })
    } catch (thrown) {
      const detail: Detail = { code: 'unchecked', params: { error: asError(thrown).message } }
      results.push({ name, ok: false, detail })
    }
  }
  return results
}

const holds = (detail: Detail): Finding => ({ ok: true, detail })
const fails = (detail: Detail): Finding => ({ ok: false, detail })

async function trialBalance({ ledger }: AdminDeps): Promise<Finding> {
  const { balanced, ledgers } = await ledger.trialBalance()
  if (balanced && ledgers.length === 0) return holds({ code: 'no_transfers', params: {} })
  if (balanced)
    return holds({ code: 'ledgers_balance', params: { ledgers: ledgers.map((one) => one.ledger) } })
  const differing = ledgers
    .map((one) => ({
      ledger: one.ledger,
      posted: String(one.debitsPosted - one.creditsPosted),
      pending: String(one.debitsPending - one.creditsPending),
    }))
    .filter((one) => one.posted !== '0' || one.pending !== '0')
  return fails({ code: 'ledgers_differ', params: { ledgers: differing } })
}

async function rederived({ ledger }: AdminDeps): Promise<Finding> {
  const {
    accounts,
    drift: [drift],
    pendingDrift: [pending],
  } = await ledger.rederive()
  if (drift) {
    const { accountId, kept, derived } = drift
    return fails({ code: 'balance_differs', params: { accountId, kept, derived } })
  }
  if (pending) return fails({ code: 'pending_differs', params: pending })
  return holds({ code: 'balances_agree', params: { accounts: String(accounts) } })
}

async function hashChain({ ledger }: AdminDeps): Promise<Finding> {
  const { fault, batches, transfers, head } = await ledger.verifyChain()
  if (fault) {
    const transfer = fault.transfer === null ? null : String(fault.transfer)
    const params = { batch: String(fault.batch), fault: fault.code, transfer }
    return fails({ code: 'chain_broken', params })
  }
  const params = { batches: String(batches), transfers: String(transfers), head: head.slice(0, 16) }
  return holds({ code: 'chain_whole', params })
}

/** Rupiah that entered or left the micro ledger did so on both sides. */
async function conversion({ ledger }: AdminDeps): Promise<Finding> {
  const [rupiahId, microId] = [conversionAccount(1), conversionAccount(2)]
  const balances = new Map(
    (await ledger.balances([rupiahId, microId])).map((one) => [one.id, one.creditsPosted - one.debitsPosted]),
  )
  const rupiah = balances.get(rupiahId) ?? 0n
  const micro = balances.get(microId) ?? 0n
  const params = { rupiah: String(rupiah), micro: String(micro) }
  return { ok: rupiah * microPerRupiah + micro === 0n, detail: { code: 'conversion', params } }
}

async function poolsEmpty({ ledger, ads, revenue }: AdminDeps): Promise<Finding> {
  const days: Day[] = await revenue.sharedDays(60)
  const dayOfPool = new Map(days.map((day) => [ads.poolAccount(day), day]))
  const left = (await ledger.balances([...dayOfPool.keys()]))
    .filter((one) => one.creditsPosted !== one.debitsPosted)
    .flatMap((one) => dayOfPool.get(one.id) ?? [])
  return left.length === 0
    ? holds({ code: 'pools_empty', params: { days: days.length } })
    : fails({ code: 'pools_left', params: { days: left } })
}

async function documentChain({ revenue }: AdminDeps): Promise<Finding> {
  const fault = await revenue.verifyDocuments()
  return fault
    ? fails({ code: 'document_wrong', params: { period: fault.period, fault: fault.code } })
    : holds({ code: 'documents_follow', params: {} })
}

async function originals({ media }: AdminDeps): Promise<Finding> {
  const missing = await media.missingOriginals()
  const params = { count: missing.length, first: missing.slice(0, missingNamed) }
  return missing.length === 0
    ? holds({ code: 'originals_there', params: {} })
    : fails({ code: 'originals_missing', params })
}

async function counts({ social }: AdminDeps): Promise<Finding> {
  const count = await social.countDrift()
  return { ok: count === 0, detail: { code: 'counts_differ', params: { count } } }
}
