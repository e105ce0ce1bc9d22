import { type Queryable, type RawBuilder, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'
import type { purchaseStates } from './contract.ts'

export type PurchaseState = (typeof purchaseStates)[number]

export interface Holder {
  readonly birthYear: number | null
  readonly guardianConsentAt: Date | null
  readonly owedIdr: bigint
}

export interface Purchase {
  readonly id: string
  readonly accountId: string
  readonly paymentId: string
  readonly packageId: string
  readonly coins: bigint
  readonly amountIdr: bigint
  readonly gatewayIdr: bigint
  readonly vatIdr: bigint
  readonly totalIdr: bigint
  readonly method: string
  readonly state: PurchaseState
  readonly askedAt: Date
  readonly paidAt: Date | null
  readonly returnedCoins: bigint
}

export interface Return {
  readonly id: string
  readonly purchaseId: string
  readonly accountId: string
  readonly kind: 'refund' | 'chargeback'
  readonly coins: bigint
  /** The price of the coins that went back, without tax. */
  readonly amountIdr: bigint
  /** The price of those that were spent. */
  readonly lossIdr: bigint
  readonly returnedAt: Date
}

const holderColumns = sql`birth_year as "birthYear", guardian_consent_at as "guardianConsentAt", owed_idr as "owedIdr"`
const purchaseColumns = sql`
  id, account_id as "accountId", payment_id as "paymentId", package_id as "packageId", coins, amount_idr as "amountIdr",
  gateway_idr as "gatewayIdr", vat_idr as "vatIdr", total_idr as "totalIdr", method, state, asked_at as "askedAt",
  paid_at as "paidAt", returned_coins as "returnedCoins"`
const returnColumns = sql`
  id, purchase_id as "purchaseId", account_id as "accountId", kind, coins, amount_idr as "amountIdr",
  loss_idr as "lossIdr", returned_at as "returnedAt"`

/** Whatever changes what an account holds takes turns by its row. */
export async function lockHolder(tx: Tx, accountId: string, now: Date): Promise<Holder> {
  await tx.run(sql`
    insert into coins.holder (account_id, created_at) values (${accountId}, ${now})
    on conflict (account_id) do nothing`)
  return tx.one(
    sql<Holder>`select ${holderColumns} from coins.holder where account_id = ${accountId} for update`,
  )
}

export const findHolder = (on: Queryable, accountId: string) =>
  on.maybe(sql<Holder>`select ${holderColumns} from coins.holder where account_id = ${accountId}`)

export const updateHolder = (tx: Tx, accountId: string, holder: Holder) =>
  tx.run(sql`
    update coins.holder set birth_year = ${holder.birthYear}, guardian_consent_at = ${holder.guardianConsentAt},
      owed_idr = ${holder.owedIdr}
    where account_id = ${accountId}`)

export type NewPurchase = Omit<Purchase, 'state' | 'paidAt' | 'returnedCoins'>

/** @returns false when the id is taken */
export const insertPurchase = async (tx: Tx, p: NewPurchase): Promise<boolean> =>
  (await tx.run(sql`
    insert into coins.purchase (id, account_id, payment_id, package_id, coins, amount_idr, gateway_idr, vat_idr,
      total_idr, method, asked_at)
    values (${p.id}, ${p.accountId}, ${p.paymentId}, ${p.packageId}, ${p.coins}, ${p.amountIdr}, ${p.gatewayIdr},
      ${p.vatIdr}, ${p.totalIdr}, ${p.method}, ${p.askedAt})
    on conflict (id) do nothing`)) === 1

export const findPurchase = (on: Queryable, id: string) =>
  on.maybe(sql<Purchase>`select ${purchaseColumns} from coins.purchase where id = ${id}`)

export const lockPurchase = (tx: Tx, id: string) =>
  tx.maybe(sql<Purchase>`select ${purchaseColumns} from coins.purchase where id = ${id} for update`)

export const markPaid = (tx: Tx, id: string, at: Date) =>
  tx.run(sql`update coins.purchase set state = 'paid', paid_at = ${at} where id = ${id}`)

export const markLapsed = (tx: Tx, id: string) =>
  tx.run(sql`update coins.purchase set state = 'lapsed' where id = ${id} and state = 'waiting'`)

export const addReturned = (tx: Tx, id: string, coins: bigint) =>
  tx.run(sql`update coins.purchase set returned_coins = returned_coins + ${coins} where id = ${id}`)

/** Newest first. */
export const findPurchasesOf = (on: Queryable, accountId: string, after: Place | undefined, limit: number) =>
  on.all(sql<Purchase>`
    select ${purchaseColumns} from coins.purchase
    where account_id = ${accountId}
      and (${after?.at ?? null}::timestamptz is null or (asked_at, id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid))
    order by asked_at desc, id desc limit ${limit}`)

/** What waits, and what was asked for since two instants and is not lapsed. */
export const sumBought = (on: Queryable, accountId: string, day: Date, month: Date) =>
  on.one(sql<{ waitingIdr: bigint; todayIdr: bigint; monthIdr: bigint }>`
    select coalesce(sum(amount_idr) filter (where state = 'waiting'), 0)::bigint as "waitingIdr",
      coalesce(sum(amount_idr) filter (where asked_at >= ${day}), 0)::bigint as "todayIdr",
      coalesce(sum(amount_idr) filter (where asked_at >= ${month}), 0)::bigint as "monthIdr"
    from coins.purchase
    where account_id = ${accountId} and state <> 'lapsed' and (state = 'waiting' or asked_at >= ${month})`)

export const insertReturn = (tx: Tx, r: Return) =>
  tx.run(sql`
    insert into coins.return (id, purchase_id, account_id, kind, coins, amount_idr, loss_idr, returned_at)
    values (${r.id}, ${r.purchaseId}, ${r.accountId}, ${r.kind}, ${r.coins}, ${r.amountIdr}, ${r.lossIdr},
      ${r.returnedAt})`)

export const findReturn = (on: Queryable, id: string) =>
  on.maybe(sql<Return>`select ${returnColumns} from coins.return where id = ${id}`)

export interface Spend {
  readonly id: string
  readonly accountId: string
  readonly coins: bigint
  readonly what: { readonly en: string; readonly id: string }
  readonly spentAt: Date
}

/** @returns false when this was spent before */
export const insertSpend = async (tx: Tx, s: Spend): Promise<boolean> =>
  (await tx.run(sql`
    insert into coins.spend (id, account_id, coins, what_en, what_id, spent_at)
    values (${s.id}, ${s.accountId}, ${s.coins}, ${s.what.en}, ${s.what.id}, ${s.spentAt})
    on conflict (id) do nothing`)) === 1

export interface Entry {
  readonly id: string
  readonly at: Date
  readonly kind: 'bought' | 'spent' | 'returned' | 'taken_back'
  readonly coins: bigint
  readonly sourceId: string
  readonly whatEn: string | null
  readonly whatId: string | null
}

/** All that came and went, newest first. Each kind is cut to a page by its own index before they are merged, so that a
 *  page of a long history reads a page. */
export const findEntries = (on: Queryable, accountId: string, after: Place | undefined, limit: number) => {
  const newest = (at: RawBuilder<unknown>) => sql`
    and (${after?.at ?? null}::timestamptz is null or (${at}, id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid))
    order by ${at} desc, id desc limit ${limit}`
  return on.all(sql<Entry>`
    (select id, paid_at as at, 'bought' as kind, coins, id as "sourceId", null as "whatEn", null as "whatId"
      from coins.purchase where account_id = ${accountId} and state = 'paid' ${newest(sql`paid_at`)})
    union all
    (select id, spent_at, 'spent', -coins, id, what_en, what_id
      from coins.spend where account_id = ${accountId} ${newest(sql`spent_at`)})
    union all
    (select id, returned_at, case kind when 'refund' then 'returned' else 'taken_back' end, -coins, purchase_id, null, null
      from coins.return where account_id = ${accountId} and coins > 0 ${newest(sql`returned_at`)})
    order by at desc, id desc limit ${limit}`)
}

export interface Sums {
  readonly soldCoins: bigint
  readonly spentCoins: bigint
  readonly returnedCoins: bigint
  readonly lossIdr: bigint
}

/** Whatever the transaction reads from here on is of one instant. The first statement of it. */
export const readOneInstant = (tx: Tx) => tx.run(sql`set transaction isolation level repeatable read`)

export const sumAll = (on: Queryable) =>
  on.one(sql<Sums>`
    select (select coalesce(sum(coins), 0)::bigint from coins.purchase where state = 'paid') as "soldCoins",
      (select coalesce(sum(coins), 0)::bigint from coins.spend) as "spentCoins",
      (select coalesce(sum(coins), 0)::bigint from coins.return) as "returnedCoins",
      (select coalesce(sum(loss_idr), 0)::bigint from coins.return) as "lossIdr"`)

/** Each holder with what the rows say is held, in batches. */
export const eachHolder = (on: Queryable, batch: number) =>
  on.cursor(
    sql<{ accountId: string; coins: bigint }>`
      select h.account_id as "accountId",
        (coalesce(b.coins, 0) - coalesce(s.coins, 0) - coalesce(r.coins, 0))::bigint as coins
      from coins.holder h
      left join (select account_id, sum(coins) as coins from coins.purchase where state = 'paid' group by 1) b
        using (account_id)
      left join (select account_id, sum(coins) as coins from coins.spend group by 1) s using (account_id)
      left join (select account_id, sum(coins) as coins from coins.return group by 1) r using (account_id)`,
    batch,
  )

export const findDebtors = (on: Queryable) =>
  on.all(sql<{ accountId: string; owedIdr: bigint }>`
    select account_id as "accountId", owed_idr as "owedIdr" from coins.holder where owed_idr > 0
    order by owed_idr desc, account_id limit 200`)

export const insertSettledDebt = (
  tx: Tx,
  d: { id: string; accountId: string; owedIdr: bigint; operatorId: string; note: string; settledAt: Date },
) =>
  tx.run(sql`
    insert into coins.settled_debt (id, account_id, owed_idr, operator_id, note, settled_at)
    values (${d.id}, ${d.accountId}, ${d.owedIdr}, ${d.operatorId}, ${d.note}, ${d.settledAt})`)
