/** The nightly proof of what never bends: money only moved, sums are zero, chains are whole, nothing acknowledged is
 *  missing. Each check reads what is stored and derives it again; none trusts a cached sum. */
import type { Day } from '../../platform/clock.ts'
import { asError } from '../../platform/errors.ts'
import { conversionAccount } from '../revenue/index.ts'
import type { AdminDeps } from './index.ts'
import type { AuditCheck } from './store.ts'

const microPerRupiah = 1_000_000n

type Check = () => Promise<{ ok: boolean; detail: string }>

export async function runAudit(deps: AdminDeps): Promise<AuditCheck[]> {
  const checks: Record<string, Check> = {
    'ledger.trial-balance': () => trialBalance(deps),
    'ledger.balances-rederived': () => rederived(deps),
    'ledger.hash-chain': () => hashChain(deps),
    'ledger.conversion': () => conversion(deps),
    'ads.day-pools-empty': () => poolsEmpty(deps),
    'revenue.document-chain': () => documentChain(deps),
    'media.originals-present': async () => {
      const missing = await deps.media.missingOriginals()
      return {
        ok: missing.length === 0,
        detail:
          missing.length === 0 ? 'every original is there' : `missing: ${missing.slice(0, 5).join(', ')}`,
      }
    },
    'social.counts': async () => {
      const drift = await deps.social.countDrift()
      return { ok: drift === 0, detail: `${drift} counts differ from their rows` }
    },
  }
  const results: AuditCheck[] = []
  for (const [name, check] of Object.entries(checks)) {
    try {
      results.push({ name, ...(await check()) })
    } catch (thrown) {
      results.push({ name, ok: false, detail: `could not be checked: ${asError(thrown).message}` })
    }
  }
  return results
}

async function trialBalance({ ledger }: AdminDeps) {
  const { balanced, ledgers } = await ledger.trialBalance()
  return {
    ok: balanced,
    detail:
      ledgers.map((one) => `ledger ${one.ledger}: ${one.debitsPosted - one.creditsPosted}`).join(', ') ||
      'no transfers yet',
  }
}

async function rederived({ ledger }: AdminDeps) {
  const { accounts, drift, pendingDrift } = await ledger.rederive()
  const first = drift[0]
  return {
    ok: drift.length === 0 && pendingDrift.length === 0,
    detail: first
      ? `account ${first.accountId} keeps ${first.kept}, its transfers say ${first.derived}`
      : `${accounts} accounts agree with their transfers`,
  }
}

async function hashChain({ ledger }: AdminDeps) {
  const chain = await ledger.verifyChain()
  return {
    ok: chain.ok,
    detail: chain.fault
      ? `batch ${chain.fault.batch}: ${chain.fault.what}`
      : `${chain.batches} batches, ${chain.transfers} transfers, head ${chain.head.slice(0, 16)}…`,
  }
}

/** Rupiah that entered or left the micro ledger did so on both sides. */
async function conversion({ ledger }: AdminDeps) {
  const [rupiahId, microId] = [conversionAccount(1), conversionAccount(2)]
  const balances = new Map(
    (await ledger.balances([rupiahId, microId])).map((one) => [one.id, one.creditsPosted - one.debitsPosted]),
  )
  const rupiah = balances.get(rupiahId) ?? 0n
  const micro = balances.get(microId) ?? 0n
  return { ok: rupiah * microPerRupiah + micro === 0n, detail: `${rupiah} rupiah against ${micro} micro` }
}

async function poolsEmpty({ ledger, ads, revenue }: AdminDeps) {
  const days: Day[] = await revenue.sharedDays(60)
  const ids = new Map(days.map((day) => [ads.poolAccount(day), day]))
  const left = (await ledger.balances([...ids.keys()])).filter(
    (one) => one.creditsPosted !== one.debitsPosted,
  )
  return {
    ok: left.length === 0,
    detail:
      left.length === 0
        ? `${days.length} shared days, every pool is empty`
        : `not empty: ${left.map((one) => ids.get(one.id)).join(', ')}`,
  }
}

async function documentChain({ revenue }: AdminDeps) {
  const fault = await revenue.verifyDocuments()
  return {
    ok: fault === undefined,
    detail: fault ?? 'every period document is signed and follows the one before',
  }
}
