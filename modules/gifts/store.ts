import { type Queryable, type RawBuilder, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'

export interface Words {
  readonly en: string
  readonly id: string
}

export interface Item {
  readonly id: string
  readonly name: Words
  readonly icon: string
  readonly coins: bigint
  readonly active: boolean
}

interface ItemRow {
  readonly id: string
  readonly nameEn: string
  readonly nameId: string
  readonly icon: string
  readonly coins: bigint
  readonly active: boolean
}

const itemColumns = sql`id, name_en as "nameEn", name_id as "nameId", icon, coins, active`
const asItem = ({ nameEn, nameId, ...row }: ItemRow): Item => ({ ...row, name: { en: nameEn, id: nameId } })

/** The cheapest first. */
export const findItems = async (on: Queryable): Promise<Item[]> =>
  (await on.all(sql<ItemRow>`select ${itemColumns} from gifts.item order by coins, id limit 500`)).map(asItem)

export const findItem = async (on: Queryable, id: string): Promise<Item | undefined> => {
  const row = await on.maybe(sql<ItemRow>`select ${itemColumns} from gifts.item where id = ${id}`)
  return row && asItem(row)
}

export const putItem = async (tx: Tx, item: Item, by: string, at: Date): Promise<Item> =>
  asItem(
    await tx.one(sql<ItemRow>`
      insert into gifts.item (id, name_en, name_id, icon, coins, active, changed_at, changed_by)
      values (${item.id}, ${item.name.en}, ${item.name.id}, ${item.icon}, ${item.coins}, ${item.active}, ${at}, ${by})
      on conflict (id) do update set name_en = excluded.name_en, name_id = excluded.name_id, icon = excluded.icon,
        coins = excluded.coins, active = excluded.active, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by
      returning ${itemColumns}`),
  )

/** A gift as it was sent. */
export interface Gift {
  readonly id: string
  readonly senderId: string
  readonly receiverId: string
  readonly videoId: string | null
  readonly itemId: string
  readonly name: Words
  readonly icon: string
  readonly count: number
  /** All together. */
  readonly coins: bigint
  readonly creatorIdr: bigint
  readonly platformIdr: bigint
  readonly vatIdr: bigint
  readonly message: string | null
  readonly sentAt: Date
}

/** @returns false when the id is taken */
export const insertGift = async (tx: Tx, g: Gift): Promise<boolean> =>
  (await tx.run(sql`
    insert into gifts.gift (id, sender_id, receiver_id, video_id, item_id, name_en, name_id, icon, count, coins,
      creator_idr, platform_idr, vat_idr, message, sent_at)
    values (${g.id}, ${g.senderId}, ${g.receiverId}, ${g.videoId}, ${g.itemId}, ${g.name.en}, ${g.name.id}, ${g.icon},
      ${g.count}, ${g.coins}, ${g.creatorIdr}, ${g.platformIdr}, ${g.vatIdr}, ${g.message}, ${g.sentAt})
    on conflict (id) do nothing`)) === 1

export const tipStates = ['waiting', 'sent', 'lapsed', 'returned'] as const
export type TipState = (typeof tipStates)[number]

export interface Tip {
  readonly id: string
  readonly paymentId: string
  readonly senderId: string
  readonly receiverId: string
  readonly videoId: string | null
  readonly amountIdr: bigint
  readonly gatewayIdr: bigint
  readonly vatIdr: bigint
  readonly totalIdr: bigint
  readonly creatorIdr: bigint
  readonly method: string
  readonly message: string | null
  readonly state: TipState
  readonly askedAt: Date
  readonly paidAt: Date | null
}

const tipColumns = sql`
  id, payment_id as "paymentId", sender_id as "senderId", receiver_id as "receiverId", video_id as "videoId",
  amount_idr as "amountIdr", gateway_idr as "gatewayIdr", vat_idr as "vatIdr", total_idr as "totalIdr",
  creator_idr as "creatorIdr", method, message, state, asked_at as "askedAt", paid_at as "paidAt"`

/** @returns false when the id is taken */
export const insertTip = async (tx: Tx, t: Omit<Tip, 'state' | 'paidAt'>): Promise<boolean> =>
  (await tx.run(sql`
    insert into gifts.tip (id, payment_id, sender_id, receiver_id, video_id, amount_idr, gateway_idr, vat_idr, total_idr,
      creator_idr, method, message, asked_at)
    values (${t.id}, ${t.paymentId}, ${t.senderId}, ${t.receiverId}, ${t.videoId}, ${t.amountIdr}, ${t.gatewayIdr},
      ${t.vatIdr}, ${t.totalIdr}, ${t.creatorIdr}, ${t.method}, ${t.message}, ${t.askedAt})
    on conflict (id) do nothing`)) === 1

export const findTip = (on: Queryable, id: string) =>
  on.maybe(sql<Tip>`select ${tipColumns} from gifts.tip where id = ${id}`)

export const markTip = (tx: Tx, id: string, state: TipState, paidAt: Date | null) =>
  tx.run(sql`update gifts.tip set state = ${state}, paid_at = ${paidAt} where id = ${id}`)

/** A gift or a tip, as lists show it. */
export interface Given {
  readonly id: string
  readonly kind: 'gift' | 'tip'
  readonly state: TipState
  readonly at: Date
  readonly senderId: string
  readonly receiverId: string
  readonly videoId: string | null
  readonly itemId: string | null
  readonly name: Words | null
  readonly icon: string | null
  readonly count: number
  readonly coins: bigint | null
  readonly worthIdr: bigint
  readonly creatorIdr: bigint
  readonly message: string | null
  readonly paymentId: string | null
}

type GivenRow = Omit<Given, 'name'> & { readonly nameEn: string | null; readonly nameId: string | null }

const asGiven = ({ nameEn, nameId, ...row }: GivenRow): Given => ({
  ...row,
  name: nameEn === null || nameId === null ? null : { en: nameEn, id: nameId },
})

const giftAsGiven = sql`
  select id, 'gift' as kind, 'sent' as state, sent_at as at, sender_id as "senderId", receiver_id as "receiverId",
    video_id as "videoId", item_id as "itemId", name_en as "nameEn", name_id as "nameId", icon, count, coins,
    creator_idr + platform_idr + vat_idr as "worthIdr", creator_idr as "creatorIdr", message, null::uuid as "paymentId"
  from gifts.gift`
const tipAsGiven = sql`
  select id, 'tip' as kind, state, asked_at as at, sender_id as "senderId", receiver_id as "receiverId",
    video_id as "videoId", null as "itemId", null as "nameEn", null as "nameId", null as icon, 1 as count,
    null::bigint as coins, amount_idr as "worthIdr", creator_idr as "creatorIdr", message, payment_id as "paymentId"
  from gifts.tip`

/** Both kinds, newest first. Each is cut to a page by its own index before the two are merged, so that a page of a long
 *  list reads a page. */
function pageOfBoth(
  who: RawBuilder<unknown>,
  tips: RawBuilder<unknown>,
  after: Place | undefined,
  limit: number,
) {
  const newest = (at: RawBuilder<unknown>) => sql`
    and (${after?.at ?? null}::timestamptz is null or (${at}, id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid))
    order by ${at} desc, id desc limit ${limit}`
  return sql<GivenRow>`
    (${giftAsGiven} where ${who} ${newest(sql`sent_at`)})
    union all
    (${tipAsGiven} where ${who} ${tips} ${newest(sql`asked_at`)})
    order by at desc, id desc limit ${limit}`
}

/** Newest first; tips that are not paid are nobody's yet. */
export const findReceived = async (
  on: Queryable,
  accountId: string,
  after: Place | undefined,
  limit: number,
): Promise<Given[]> =>
  (
    await on.all(
      pageOfBoth(sql`receiver_id = ${accountId}`, sql`and state in ('sent', 'returned')`, after, limit),
    )
  ).map(asGiven)

export const findSent = async (
  on: Queryable,
  accountId: string,
  after: Place | undefined,
  limit: number,
): Promise<Given[]> =>
  (await on.all(pageOfBoth(sql`sender_id = ${accountId}`, sql``, after, limit))).map(asGiven)

export const findGift = async (on: Queryable, id: string): Promise<Given | undefined> => {
  const row = await on.maybe(sql<GivenRow>`${giftAsGiven} where id = ${id}`)
  return row && asGiven(row)
}

export const findTipAsGiven = async (on: Queryable, id: string): Promise<Given | undefined> => {
  const row = await on.maybe(sql<GivenRow>`${tipAsGiven} where id = ${id}`)
  return row && asGiven(row)
}

const everyone = '00000000-0000-0000-0000-000000000000'

/** Adds a gift to what its clip and its creator received, from all and from this giver. In one order, so that two gifts
 *  never wait for each other. */
export async function addToTotals(
  tx: Tx,
  of: readonly string[],
  senderId: string,
  gift: { count: number; coins: bigint },
): Promise<void> {
  for (const ofId of of.toSorted())
    for (const giver of [everyone, senderId])
      await tx.run(sql`
        insert into gifts.total (of_id, sender_id, gifts, coins) values (${ofId}, ${giver}, ${gift.count}, ${gift.coins})
        on conflict (of_id, sender_id) do update
        set gifts = total.gifts + excluded.gifts, coins = total.coins + excluded.coins`)
}

export interface Total {
  readonly gifts: number
  readonly coins: bigint
}

/** By what they are of; those to which nothing was given are left out. */
export const findTotals = (on: Queryable, of: readonly string[]) =>
  on.all(sql<Total & { ofId: string }>`
    select of_id as "ofId", gifts, coins from gifts.total
    where of_id = any(${of}::uuid[]) and sender_id = ${everyone}`)

/** Who gave the most, of those who let themselves be named. */
export const findTop = (on: Queryable, ofId: string, limit: number) =>
  on.all(sql<{ senderId: string; coins: bigint }>`
    select sender_id as "senderId", coins from gifts.total t
    where of_id = ${ofId} and sender_id <> ${everyone}
      and not exists (select from gifts.unnamed u where u.account_id = t.sender_id)
    order by coins desc, sender_id limit ${limit}`)

export const isUnnamed = async (on: Queryable, accountId: string): Promise<boolean> =>
  (await on.maybe(sql<{ since: Date }>`select since from gifts.unnamed where account_id = ${accountId}`)) !==
  undefined

export const setUnnamed = (tx: Tx, accountId: string, unnamed: boolean, at: Date) =>
  unnamed
    ? tx.run(sql`
        insert into gifts.unnamed (account_id, since) values (${accountId}, ${at}) on conflict (account_id) do nothing`)
    : tx.run(sql`delete from gifts.unnamed where account_id = ${accountId}`)
