/** I9: the ledger's clearing accounts hold what the rows say that they should. */
import { clearingAccount, refundsAccount, unappliedAccount } from './accounts.ts'
import type { Context } from './context.ts'
import type { PaymentFault } from './index.ts'
import { asSnapshot, readHoldings } from './store.ts'

export async function auditPayments({
  db,
  ledger,
}: Pick<Context, 'db' | 'ledger'>): Promise<readonly PaymentFault[]> {
  return db.transaction(async (tx) => {
    await asSnapshot(tx)
    const { clearing, refunds } = await readHoldings(tx)
    const expected = new Map<string, { account: string; shouldHoldIdr: bigint; isAsset: boolean }>([
      [unappliedAccount.id, { account: 'payments.unapplied', shouldHoldIdr: 0n, isAsset: false }],
      [
        refundsAccount.id,
        { account: 'payments.refunds', shouldHoldIdr: BigInt(refunds.amount), isAsset: false },
      ],
    ])
    for (const { provider, amount } of clearing)
      expected.set(clearingAccount(provider).id, {
        account: `payments.clearing ${provider}`,
        shouldHoldIdr: BigInt(amount ?? '0'),
        isAsset: true,
      })
    const balances = new Map((await ledger.balances([...expected.keys()], tx)).map((one) => [one.id, one]))
    return [...expected].flatMap(([id, { account, shouldHoldIdr, isAsset }]) => {
      const found = balances.get(id)
      const credit = found ? found.creditsPosted - found.debitsPosted : 0n
      const holdsIdr = isAsset ? -credit : credit
      return holdsIdr === shouldHoldIdr ? [] : [{ account, holdsIdr, shouldHoldIdr }]
    })
  })
}
