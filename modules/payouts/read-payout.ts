/** Payouts as they are answered: with their tax lines, masked, and what holds them. */
import type { Queryable } from '../../platform/db/index.ts'
import { maskName, maskNumber } from './mask.ts'
import type { Payout } from './payout.ts'
import { bankNameOf, openAccount, type PayeeReader } from './read-payee.ts'
import { findTaxLines, type PayoutRow, type TaxLineRow } from './store.ts'
import { type BankAccountRow, findBankAccounts, findPayees, type PayeeRow } from './store-payees.ts'

/** Why a payout that waits can't be put into a batch now. */
export function heldBy(
  payee: PayeeRow | undefined,
  account: BankAccountRow | undefined,
  now: Date,
): Payout['heldBy'] {
  if (payee?.state !== 'verified') return 'not_verified'
  if (payee.holdUntil !== null && payee.holdUntil > now) return 'cooling'
  // One that was replaced since is not known to be bad; the change itself was held for the cooling time.
  return account === undefined || ['usable', 'replaced'].includes(account.state) ? null : 'bank_account'
}

export async function taxLinesByPayout(
  on: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TaxLineRow[]>> {
  const lines = ids.length === 0 ? [] : await findTaxLines(on, ids)
  return Map.groupBy(lines, (one) => one.payoutId)
}

/** In the order of the rows. */
export async function readPayouts(reader: PayeeReader, rows: readonly PayoutRow[]): Promise<Payout[]> {
  if (rows.length === 0) return []
  const waiting = [...new Set(rows.filter((one) => one.state === 'requested').map((one) => one.accountId))]
  const [lines, accounts, payees] = await Promise.all([
    taxLinesByPayout(
      reader.db,
      rows.map((one) => one.id),
    ),
    findBankAccounts(reader.db, [...new Set(rows.map((one) => one.bankAccountId))]),
    waiting.length === 0 ? [] : findPayees(reader.db, waiting),
  ])
  const accountById = new Map(accounts.map((one) => [one.id, one]))
  const payeeById = new Map(payees.map((one) => [one.accountId, one]))
  const now = reader.clock.now()
  return rows.map((row) => {
    const account = accountById.get(row.bankAccountId)
    const open = account && openAccount(reader, account)
    return {
      id: row.id,
      accountId: row.accountId,
      state: row.state,
      trigger: row.trigger,
      provider: row.provider,
      grossIdr: row.grossIdr,
      taxIdr: row.taxIdr,
      feeIdr: row.feeIdr,
      netIdr: row.netIdr,
      taxLines: lines.get(row.id) ?? [],
      bankAccountId: row.bankAccountId,
      bankName: account ? bankNameOf(reader, account.bankCode) : '',
      accountNumber: open ? maskNumber(open.accountNumber) : '',
      holderName: open ? maskName(open.holderName) : '',
      batchId: row.batchId,
      heldBy: row.state === 'requested' ? heldBy(payeeById.get(row.accountId), account, now) : null,
      requestedAt: row.requestedAt,
      approvedAt: row.approvedAt,
      sentAt: row.sentAt,
      endedAt: row.endedAt,
      bankReference: row.bankReference,
      reasonCode: row.reasonCode,
      reason: row.reason,
    }
  })
}
