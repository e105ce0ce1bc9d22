import { clearingAccount, feesAccount, refundsAccount } from './accounts.ts'
import type { Context } from './context.ts'
import type { MoneyReport } from './settlement.ts'
import type { SettlementTemplate } from './settlement-templates.ts'
import { listDifferences, listSettlements } from './store-settlements.ts'

const shown = 100

export async function readMoneyReport(
  { db, ledger, providers }: Pick<Context, 'db' | 'ledger' | 'providers'>,
  templates: ReadonlyMap<string, SettlementTemplate>,
): Promise<MoneyReport> {
  const clearings = new Map([...providers.keys()].map((id) => [clearingAccount(id).id, id]))
  const [settlements, differences, balances] = await Promise.all([
    listSettlements(db, shown),
    listDifferences(db, shown),
    ledger.balances([...clearings.keys(), refundsAccount.id, feesAccount.id]),
  ])
  const creditOf = new Map(balances.map((one) => [one.id, one.creditsPosted - one.debitsPosted]))
  return {
    settlements,
    differences,
    providers: [...clearings].map(([account, provider]) => ({
      provider,
      clearingIdr: -(creditOf.get(account) ?? 0n),
      hasTemplate: templates.has(provider),
    })),
    refundsOwedIdr: creditOf.get(refundsAccount.id) ?? 0n,
    feesIdr: -(creditOf.get(feesAccount.id) ?? 0n),
  }
}
