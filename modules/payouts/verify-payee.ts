/** What operators do about payees. Each step is on record with the operator and the reason. */
import { present, refuse } from '../../platform/errors.ts'
import { payoutRefusals } from './contract-refusals.ts'
import type { KeepDeps } from './keep-payee.ts'
import type { MaskedField, Payee } from './payee.ts'
import { openAccount, openPayee, readPayee } from './read-payee.ts'
import * as store from './store-payees.ts'

/** The payee and their live bank account were checked. @throws Refusal payee_not_found, bank_account_missing */
export async function verifyPayee(
  deps: KeepDeps,
  operatorId: string,
  accountId: string,
  tier: 1 | 2,
  note: string,
): Promise<Payee> {
  await deps.db.transaction(async (tx) => {
    const payee = (await store.lockPayee(tx, accountId)) ?? refuse(payoutRefusals.payee_not_found)
    if ((await store.setLiveBankAccount(tx, accountId, 'usable')) === 0)
      refuse(payoutRefusals.bank_account_missing)
    await store.judgePayee(tx, accountId, {
      tier,
      state: 'verified',
      waitsFor: null,
      reason: null,
      holdUntil: payee.holdUntil,
    })
    await store.insertRecord(tx, {
      id: deps.ids.uuid(),
      accountId,
      operatorId,
      what: 'verified',
      fields: [],
      reason: `tier ${tier}: ${note}`,
      at: deps.clock.now(),
    })
  })
  return present(await readPayee(deps, accountId), 'the payee is there')
}

/** @throws Refusal payee_not_found */
export async function rejectPayee(
  deps: KeepDeps,
  operatorId: string,
  accountId: string,
  reason: string,
): Promise<Payee> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const payee = (await store.lockPayee(tx, accountId)) ?? refuse(payoutRefusals.payee_not_found)
    const [account] = await store.currentBankAccounts(tx, [accountId])
    if (account?.state === 'checking')
      await store.endLiveBankAccount(tx, accountId, { state: 'rejected', reason, at })
    await store.judgePayee(tx, accountId, {
      tier: 0,
      state: 'rejected',
      waitsFor: null,
      reason,
      holdUntil: payee.holdUntil,
    })
    await store.insertRecord(tx, {
      id: deps.ids.uuid(),
      accountId,
      operatorId,
      what: 'rejected',
      fields: [],
      reason,
      at,
    })
  })
  return present(await readPayee(deps, accountId), 'the payee is there')
}

/** The record is written first, in the same transaction: nobody reads without being on it.
 *  @throws Refusal payee_not_found */
export async function unmaskPayee(
  deps: KeepDeps,
  operatorId: string,
  accountId: string,
  asked: readonly MaskedField[],
  reason: string,
): Promise<Partial<Record<MaskedField, string | null>>> {
  const fields = [...new Set(asked)]
  return deps.db.transaction(async (tx) => {
    const row = (await store.lockPayee(tx, accountId)) ?? refuse(payoutRefusals.payee_not_found)
    const at = deps.clock.now()
    await store.insertRecord(tx, {
      id: deps.ids.uuid(),
      accountId,
      operatorId,
      what: 'unmasked',
      fields,
      reason,
      at,
    })
    const payee = openPayee(deps, row)
    const [accountRow] = await store.currentBankAccounts(tx, [accountId])
    const account = accountRow && openAccount(deps, accountRow)
    const all: Record<MaskedField, string | null> = {
      name: payee.name,
      birth_date: payee.birthDate,
      national_id: payee.nationalId,
      tax_id: payee.taxId,
      guardian_name: payee.guardianName,
      account_number: account?.accountNumber ?? null,
      account_holder: account?.holderName ?? null,
    }
    return Object.fromEntries(fields.map((field) => [field, all[field]]))
  })
}
