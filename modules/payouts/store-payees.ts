import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { BankAccountState, MaskedField, PayeeForm, PayeeState, PayeeWait, Tier } from './payee.ts'
import type { ScheduleKind } from './schedule.ts'

export interface PayeeRow {
  readonly accountId: string
  readonly form: PayeeForm
  readonly country: string
  readonly nameSealed: string
  readonly birthDateSealed: string | null
  readonly nationalIdSealed: string | null
  readonly taxIdSealed: string | null
  readonly guardianNameSealed: string | null
  readonly tier: Tier
  readonly state: PayeeState
  readonly waitsFor: PayeeWait | null
  readonly reason: string | null
  readonly holdUntil: Date | null
  readonly createdAt: Date
  readonly changedAt: Date
}

export interface BankAccountRow {
  readonly id: string
  readonly accountId: string
  readonly bankCode: string
  readonly accountNumberSealed: string
  readonly accountHolderSealed: string
  readonly state: BankAccountState
  readonly reason: string | null
  readonly addedAt: Date
}

const payeeColumns = sql`
  account_id as "accountId", form, country, name_sealed as "nameSealed", birth_date_sealed as "birthDateSealed",
  national_id_sealed as "nationalIdSealed", tax_id_sealed as "taxIdSealed",
  guardian_name_sealed as "guardianNameSealed", tier, state, waits_for as "waitsFor", reason,
  hold_until as "holdUntil", created_at as "createdAt", changed_at as "changedAt"`

const accountColumns = sql`
  id, account_id as "accountId", bank_code as "bankCode", account_number_sealed as "accountNumberSealed",
  account_holder_sealed as "accountHolderSealed", state, reason, added_at as "addedAt"`

export const findPayees = (on: Queryable, accountIds: readonly string[]) =>
  on.all(
    sql<PayeeRow>`select ${payeeColumns} from payouts.payee where account_id = any(${accountIds}::uuid[])`,
  )

/** Whoever asks for, changes or pays takes turns by this row. */
export const lockPayee = (tx: Tx, accountId: string) =>
  tx.maybe(sql<PayeeRow>`
    select ${payeeColumns} from payouts.payee where account_id = ${accountId} for update`)

/** A first payee is a row that waits for the others: two first ones at once meet here. */
export const lockNewPayee = (tx: Tx, accountId: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('payouts.payee'), hashtext(${accountId}))`)

/** Those that wait first, then the newest. */
export const listPayees = (on: Queryable, state: PayeeState | undefined, limit: number) =>
  on.all(sql<PayeeRow>`
    select ${payeeColumns} from payouts.payee where ${state ?? null}::text is null or state = ${state ?? null}
    order by state = 'waiting' and waits_for <> 'bank_account' desc, changed_at desc, account_id limit ${limit}`)

export const putPayee = (tx: Tx, p: PayeeRow) =>
  tx.run(sql`
    insert into payouts.payee (account_id, form, country, name_sealed, birth_date_sealed, national_id_sealed,
      tax_id_sealed, guardian_name_sealed, tier, state, waits_for, reason, hold_until, created_at, changed_at)
    values (${p.accountId}, ${p.form}, ${p.country}, ${p.nameSealed}, ${p.birthDateSealed}, ${p.nationalIdSealed},
      ${p.taxIdSealed}, ${p.guardianNameSealed}, ${p.tier}, ${p.state}, ${p.waitsFor}, ${p.reason}, ${p.holdUntil},
      ${p.createdAt}, ${p.changedAt})
    on conflict (account_id) do update set form = excluded.form, country = excluded.country,
      name_sealed = excluded.name_sealed, birth_date_sealed = excluded.birth_date_sealed,
      national_id_sealed = excluded.national_id_sealed, tax_id_sealed = excluded.tax_id_sealed,
      guardian_name_sealed = excluded.guardian_name_sealed, tier = excluded.tier, state = excluded.state,
      waits_for = excluded.waits_for, reason = excluded.reason, hold_until = excluded.hold_until,
      changed_at = excluded.changed_at`)

export const judgePayee = (
  tx: Tx,
  accountId: string,
  j: {
    tier: Tier
    state: PayeeState
    waitsFor: PayeeWait | null
    reason: string | null
    holdUntil: Date | null
  },
) =>
  tx.run(sql`
    update payouts.payee set tier = ${j.tier}, state = ${j.state}, waits_for = ${j.waitsFor}, reason = ${j.reason},
      hold_until = ${j.holdUntil}
    where account_id = ${accountId}`)

/** The one that is paid to: live ones, and the last one closed or rejected if there is no live one. */
export const currentBankAccounts = (on: Queryable, accountIds: readonly string[]) =>
  on.all(sql<BankAccountRow>`
    select distinct on (account_id) ${accountColumns} from payouts.bank_account
    where account_id = any(${accountIds}::uuid[]) and state not in ('replaced', 'removed')
    order by account_id, ended_at is null desc, added_at desc, id desc`)

export const findBankAccounts = (on: Queryable, ids: readonly string[]) =>
  on.all(
    sql<BankAccountRow>`select ${accountColumns} from payouts.bank_account where id = any(${ids}::uuid[])`,
  )

/** How many there ever were: the first is no change. */
export const countBankAccounts = async (tx: Tx, accountId: string): Promise<number> =>
  (
    await tx.one(sql<{ count: number }>`
      select count(*)::int as count from payouts.bank_account where account_id = ${accountId}`)
  ).count

export const insertBankAccount = (tx: Tx, a: BankAccountRow) =>
  tx.run(sql`
    insert into payouts.bank_account (id, account_id, bank_code, account_number_sealed, account_holder_sealed, state,
      reason, added_at)
    values (${a.id}, ${a.accountId}, ${a.bankCode}, ${a.accountNumberSealed}, ${a.accountHolderSealed}, ${a.state},
      ${a.reason}, ${a.addedAt})`)

/** @returns how many were live */
export const endLiveBankAccount = (
  tx: Tx,
  accountId: string,
  end: { state: BankAccountState; reason: string | null; at: Date; only?: string },
) =>
  tx.run(sql`
    update payouts.bank_account set state = ${end.state}, reason = ${end.reason}, ended_at = ${end.at}
    where account_id = ${accountId} and ended_at is null
      and (${end.only ?? null}::uuid is null or id = ${end.only ?? null})`)

/** @returns how many */
export const removeEndedBankAccount = (tx: Tx, accountId: string, id: string) =>
  tx.run(sql`
    update payouts.bank_account set state = 'removed'
    where account_id = ${accountId} and id = ${id} and state in ('closed', 'rejected')`)

export const setLiveBankAccount = (tx: Tx, accountId: string, state: 'usable' | 'checking') =>
  tx.run(sql`
    update payouts.bank_account set state = ${state} where account_id = ${accountId} and ended_at is null`)

export interface PayeeRecord {
  readonly id: string
  readonly accountId: string
  readonly operatorId: string
  readonly what: 'unmasked' | 'verified' | 'rejected' | 'bank_file' | 'tax_file'
  readonly fields: readonly MaskedField[]
  readonly reason: string
  readonly at: Date
}

export const insertRecord = (tx: Tx, r: PayeeRecord) =>
  tx.run(sql`
    insert into payouts.payee_record (id, account_id, operator_id, what, fields, reason, at)
    values (${r.id}, ${r.accountId}, ${r.operatorId}, ${r.what}, ${r.fields}, ${r.reason}, ${r.at})`)

/** True when the last decision of an operator about them was no. */
export const wasRejected = async (tx: Tx, accountId: string): Promise<boolean> =>
  (
    await tx.maybe(sql<{ what: string }>`
      select what from payouts.payee_record where account_id = ${accountId} and what in ('verified', 'rejected')
      order by at desc, id desc limit 1`)
  )?.what === 'rejected'

/** Of those that read something in full, newest first. */
export const readsOf = (on: Queryable, accountId: string, limit: number) =>
  on.all(sql<PayeeRecord>`
    select id, account_id as "accountId", operator_id as "operatorId", what, fields, reason, at
    from payouts.payee_record where account_id = ${accountId} and what in ('unmasked', 'bank_file', 'tax_file')
    order by at desc, id desc limit ${limit}`)

export const findSchedule = (on: Queryable, accountId: string) =>
  on.maybe(sql<{ kind: ScheduleKind }>`select kind from payouts.schedule where account_id = ${accountId}`)

export const putSchedule = (tx: Tx, accountId: string, kind: ScheduleKind, served: string | null) =>
  tx.run(sql`
    insert into payouts.schedule (account_id, kind, served) values (${accountId}, ${kind}, ${served})
    on conflict (account_id) do update set kind = excluded.kind, served = excluded.served
    where schedule.kind <> excluded.kind`)

/** Those whose present period, by its first day, was not served yet. */
export const dueSchedules = (on: Queryable, since: { weekly: string; monthly: string }, limit: number) =>
  on.all(sql<{ accountId: string; kind: 'weekly' | 'monthly' }>`
    select account_id as "accountId", kind from payouts.schedule
    where (kind = 'weekly' and (served is null or served < ${since.weekly}))
      or (kind = 'monthly' and (served is null or served < ${since.monthly}))
    order by account_id limit ${limit}`)

export const markServed = (tx: Tx, accountId: string, day: string) =>
  tx.run(sql`
    update payouts.schedule set served = ${day}
    where account_id = ${accountId} and (served is null or served < ${day})`)
