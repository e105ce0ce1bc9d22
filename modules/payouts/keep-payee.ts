/** What people say about themselves: who they are and where payouts go. */
import { type Day, dayOf, toDay } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import type { PayoutsConfig } from './config.ts'
import { payoutRefusals } from './contract-refusals.ts'
import { digitsOf, fitsBirthDate, isNik, isYounger, npwp16 } from './identity-numbers.ts'
import { judgePayee } from './judge-payee.ts'
import type { BankAccount, NewPayee, Payee } from './payee.ts'
import {
  adultYears,
  maskAccount,
  openAccount,
  openPayee,
  type OpenPayee,
  type PayeeReader,
  readPayee,
} from './read-payee.ts'
import * as store from './store-payees.ts'

export interface KeepDeps extends PayeeReader {
  readonly db: Db
  readonly ids: Ids
  readonly config: PayoutsConfig
}

const firstBirthDay = '1900-01-01'

/** A payee as kept, or the refusal that says what is wrong with it. */
export function readNewPayee(given: NewPayee, today: Day): OpenPayee {
  if (given.form === 'entity') {
    const taxId = given.country === 'ID' ? npwp16(given.taxId ?? '') : given.taxId || null
    if (taxId === undefined) refuse(payoutRefusals.tax_id_wrong)
    return { name: given.name, birthDate: null, nationalId: null, taxId, guardianName: null }
  }
  const birthDate = given.birthDate === undefined ? undefined : toDay(given.birthDate)
  if (birthDate === undefined || birthDate < firstBirthDay || birthDate > today)
    return refuse(payoutRefusals.birth_date_required, { first: firstBirthDay })
  const guardianName = given.guardianName ?? null
  if (isYounger(birthDate, adultYears, today) && guardianName === null)
    refuse(payoutRefusals.guardian_required)
  const person = { name: given.name, birthDate, guardianName }
  if (given.country !== 'ID')
    return { ...person, nationalId: given.nationalId || null, taxId: given.taxId || null }
  const nationalId = digitsOf(given.nationalId ?? '')
  if (!isNik(nationalId)) refuse(payoutRefusals.national_id_wrong)
  if (!fitsBirthDate(nationalId, birthDate)) refuse(payoutRefusals.birth_date_differs)
  if (!given.taxId) return { ...person, nationalId, taxId: null }
  const taxId = npwp16(given.taxId)
  // 16 digits are either an old number with a 0 before it, or the NIK itself.
  if (taxId === undefined || (!taxId.startsWith('0') && taxId !== nationalId))
    return refuse(payoutRefusals.tax_id_wrong)
  return { ...person, nationalId, taxId }
}

/** @throws Refusal see {@link readNewPayee} */
export async function putPayee(deps: KeepDeps, accountId: string, given: NewPayee): Promise<Payee> {
  const { db, clock, cipher, timeZone } = deps
  const now = clock.now()
  const today = dayOf(now, timeZone)
  const open = readNewPayee(given, today)
  await db.transaction(async (tx) => {
    await store.lockNewPayee(tx, accountId)
    const before = await store.lockPayee(tx, accountId)
    if (before && isSame(deps, before, given, open)) return
    const seal = (kind: Parameters<typeof cipher.seal>[0], text: string | null): string | null =>
      text === null ? null : cipher.seal(kind, accountId, text)
    const account = await liveAccount(tx, accountId)
    const judged = judgePayee(
      { ...open, form: given.form, country: given.country },
      account && openAccount(deps, account).holderName,
      await store.wasRejected(tx, accountId),
      today,
    )
    await store.putPayee(tx, {
      accountId,
      form: given.form,
      country: given.country,
      nameSealed: cipher.seal('name', accountId, open.name),
      birthDateSealed: seal('birth_date', open.birthDate),
      nationalIdSealed: seal('national_id', open.nationalId),
      taxIdSealed: seal('tax_id', open.taxId),
      guardianNameSealed: seal('guardian_name', open.guardianName),
      ...judged,
      reason: null,
      holdUntil: before ? coolingUntil(deps, now) : null,
      createdAt: before?.createdAt ?? now,
      changedAt: now,
    })
    await markChecking(tx, accountId, judged.waitsFor)
  })
  return present(await readPayee(deps, accountId), 'the payee was just kept')
}

/** The account takes the place of the one before. @throws Refusal payee_missing, bank_unknown, account_number_wrong */
export async function addBankAccount(
  deps: KeepDeps,
  accountId: string,
  given: { bankCode: string; accountNumber: string; holderName: string },
): Promise<BankAccount> {
  const { db, clock, cipher, timeZone } = deps
  const bank = deps.bankByCode.get(given.bankCode.toUpperCase()) ?? refuse(payoutRefusals.bank_unknown)
  const accountNumber = digitsOf(given.accountNumber)
  if (!/^\d+$/.test(accountNumber) || !bank.digits.includes(accountNumber.length))
    refuse(payoutRefusals.account_number_wrong, { bank: bank.name, digits: bank.digits.join('/') })
  const now = clock.now()
  const id = deps.ids.uuid()
  return db.transaction(async (tx) => {
    const payee = (await store.lockPayee(tx, accountId)) ?? refuse(payoutRefusals.payee_missing)
    const live = await liveAccount(tx, accountId)
    if (live?.bankCode === bank.code) {
      const known = openAccount(deps, live)
      if (known.accountNumber === accountNumber && known.holderName === given.holderName)
        return maskAccount(deps, live)
    }
    const isFirst = (await store.countBankAccounts(tx, accountId)) === 0
    await store.endLiveBankAccount(tx, accountId, { state: 'replaced', reason: null, at: now })
    const judged = judgePayee(
      { ...openPayee(deps, payee), form: payee.form, country: payee.country },
      given.holderName,
      await store.wasRejected(tx, accountId),
      dayOf(now, timeZone),
    )
    const row: store.BankAccountRow = {
      id,
      accountId,
      bankCode: bank.code,
      accountNumberSealed: cipher.seal('account_number', id, accountNumber),
      accountHolderSealed: cipher.seal('account_holder', id, given.holderName),
      state: judged.state === 'verified' ? 'usable' : 'checking',
      reason: null,
      addedAt: now,
    }
    await store.insertBankAccount(tx, row)
    // Checked by an operator up to tier 2: a new account in the same name takes nothing from that.
    await store.judgePayee(tx, accountId, {
      ...judged,
      tier: judged.state === 'verified' && payee.tier === 2 ? 2 : judged.tier,
      reason: null,
      holdUntil: isFirst ? payee.holdUntil : coolingUntil(deps, now),
    })
    return maskAccount(deps, row)
  })
}

/** @returns false when there was none of that id */
export async function removeBankAccount(deps: KeepDeps, accountId: string, id: string): Promise<boolean> {
  const at = deps.clock.now()
  return deps.db.transaction(async (tx) => {
    const payee = await store.lockPayee(tx, accountId)
    if (!payee) return false
    const ended = await store.endLiveBankAccount(tx, accountId, {
      state: 'removed',
      reason: null,
      at,
      only: id,
    })
    if (ended === 0) return (await store.removeEndedBankAccount(tx, accountId, id)) > 0
    if (payee.state !== 'rejected')
      await store.judgePayee(tx, accountId, {
        tier: 0,
        state: 'waiting',
        waitsFor: 'bank_account',
        reason: null,
        holdUntil: payee.holdUntil,
      })
    return true
  })
}

async function liveAccount(tx: Tx, accountId: string): Promise<store.BankAccountRow | undefined> {
  const [account] = await store.currentBankAccounts(tx, [accountId])
  return account?.state === 'usable' || account?.state === 'checking' ? account : undefined
}

const markChecking = (tx: Tx, accountId: string, waitsFor: Payee['waitsFor']) =>
  store.setLiveBankAccount(tx, accountId, waitsFor === null ? 'usable' : 'checking')

const coolingUntil = ({ config }: KeepDeps, now: Date): Date =>
  new Date(now.getTime() + config.COOLING_HOURS * 3_600_000)

/** The same details again are no change. */
function isSame(deps: KeepDeps, row: store.PayeeRow, given: NewPayee, open: OpenPayee): boolean {
  const kept = openPayee(deps, row)
  return (
    row.form === given.form &&
    row.country === given.country &&
    kept.name === open.name &&
    kept.birthDate === open.birthDate &&
    kept.nationalId === open.nationalId &&
    kept.taxId === open.taxId &&
    kept.guardianName === open.guardianName
  )
}
