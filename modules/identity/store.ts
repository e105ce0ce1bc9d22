/** Every statement that touches the schema `identity`. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'
import { type Account, type AccountId, accountId, type Lang, type Role } from './account.ts'

interface AccountRow {
  id: string
  handle: string
  displayName: string
  bio: string
  lang: Lang
  roles: Role[]
  createdAt: Date
}

const columns = sql`id, handle, display_name as "displayName", bio, lang, roles, created_at as "createdAt"`
const toAccount = (row: AccountRow): Account => ({ ...row, id: accountId(row.id) })

/** @returns false when the handle is taken */
export async function insertAccount(tx: Tx, account: Account, passwordHash: string): Promise<boolean> {
  const touched = await tx.run(sql`
    insert into identity.account
      (id, handle, display_name, bio, lang, roles, password_hash, created_at, changed_at)
    values (${account.id}, ${account.handle}, ${account.displayName}, ${account.bio}, ${account.lang},
      ${account.roles}, ${passwordHash}, ${account.createdAt}, ${account.createdAt})
    on conflict (handle) do nothing`)
  return touched === 1
}

export async function findByHandle(db: Queryable, handle: string): Promise<Account | undefined> {
  const row = await db.maybe(
    sql<AccountRow>`select ${columns} from identity.account where handle = ${handle}`,
  )
  return row && toAccount(row)
}

export async function findMany(db: Queryable, ids: readonly string[]): Promise<Account[]> {
  if (ids.length === 0) return []
  return (
    await db.all(sql<AccountRow>`select ${columns} from identity.account where id = any(${ids}::uuid[])`)
  ).map(toAccount)
}

/** In the order in which they changed: what a reader that keeps a copy asks for. */
export async function changedAfter(
  db: Queryable,
  after: Place | undefined,
  limit: number,
): Promise<{ account: Account; changedAt: Date }[]> {
  const rows = await db.all(sql<AccountRow & { changedAt: Date }>`
    select ${columns}, changed_at as "changedAt" from identity.account
    where (${after?.at ?? null}::timestamptz is null
           or (changed_at, id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by changed_at, id limit ${limit}`)
  return rows.map(({ changedAt, ...row }) => ({ account: toAccount(row), changedAt }))
}

export const findPassword = (db: Queryable, handle: string) =>
  db.maybe(sql<{ id: string; passwordHash: string }>`
    select id, password_hash as "passwordHash" from identity.account where handle = ${handle}`)

export async function updateProfile(
  tx: Tx,
  id: AccountId,
  change: { displayName?: string | undefined; bio?: string | undefined; lang?: Lang | undefined },
  now: Date,
): Promise<Account> {
  return toAccount(
    await tx.one(sql<AccountRow>`
    update identity.account set display_name = coalesce(${change.displayName ?? null}, display_name),
      bio = coalesce(${change.bio ?? null}, bio), lang = coalesce(${change.lang ?? null}, lang), changed_at = ${now}
    where id = ${id} returning ${columns}`),
  )
}

export const updatePassword = (tx: Tx, id: AccountId, passwordHash: string) =>
  tx.run(sql`update identity.account set password_hash = ${passwordHash} where id = ${id}`)

/** What a locked account has in the place of a hash: no password leads to it. */
export const noPassword = '!'

export const findLocked = (db: Queryable, ids: readonly string[]) =>
  db.all(sql<{ id: string }>`
    select id from identity.account where id = any(${[...ids]}::uuid[]) and password_hash = ${noPassword}`)

export const addRole = (tx: Tx, id: AccountId, role: Role) =>
  tx.run(
    sql`update identity.account set roles = array_append(roles, ${role}) where id = ${id} and not ${role} = any(roles)`,
  )

export const countRole = (db: Queryable, role: Role) =>
  db.one(
    sql<{ count: number }>`select count(*)::int as count from identity.account where ${role} = any(roles)`,
  )

export const insertSession = (
  tx: Tx,
  session: {
    id: string
    accountId: AccountId
    secretHash: Buffer
    kind: 'cookie' | 'token'
    label: string
    createdAt: Date
    expiresAt: Date | null
  },
) =>
  tx.run(sql`
    insert into identity.session (id, account_id, secret_hash, kind, label, created_at, expires_at)
    values (${session.id}, ${session.accountId}, ${session.secretHash}, ${session.kind}, ${session.label},
      ${session.createdAt}, ${session.expiresAt})`)

export async function findSession(
  db: Queryable,
  secretHash: Buffer,
  kind: 'cookie' | 'token',
  now: Date,
): Promise<{ sessionId: string; account: Account } | undefined> {
  const row = await db.maybe(sql<AccountRow & { sessionId: string }>`
    with used as (
      update identity.session set last_used_at = ${now}
      where secret_hash = ${secretHash} and kind = ${kind} and (expires_at is null or expires_at > ${now})
      returning id, account_id)
    select ${columns}, (select id from used) as "sessionId" from identity.account where id = (select account_id from used)`)
  if (!row) return undefined
  const { sessionId, ...account } = row
  return { sessionId, account: toAccount(account) }
}

export const deleteSession = (tx: Tx, secretHash: Buffer) =>
  tx.run(sql`delete from identity.session where secret_hash = ${secretHash}`)

/** @returns the hashes of the cookie sessions that ended */
export const deleteOtherSessions = (tx: Tx, account: AccountId, keep: Buffer | undefined) =>
  tx.all(sql<{ secretHash: Buffer }>`
    delete from identity.session where account_id = ${account} and kind = 'cookie'
      and secret_hash is distinct from ${keep ?? null} returning secret_hash as "secretHash"`)

export const deleteExpiredSessions = (tx: Tx, now: Date) =>
  tx.run(sql`delete from identity.session where expires_at <= ${now}`)

export interface TokenRow {
  id: string
  label: string
  createdAt: Date
  lastUsedAt: Date | null
}

export const listTokens = (db: Queryable, account: AccountId) =>
  db.all(sql<TokenRow>`select id, label, created_at as "createdAt", last_used_at as "lastUsedAt"
    from identity.session where account_id = ${account} and kind = 'token' order by created_at desc`)

/** @returns the hash of the removed token's secret, if there was one */
export const deleteToken = (tx: Tx, account: AccountId, tokenId: string) =>
  tx.maybe(sql<{ secretHash: Buffer }>`
    delete from identity.session where id = ${tokenId} and account_id = ${account} and kind = 'token'
    returning secret_hash as "secretHash"`)

export const rememberDevice = (tx: Tx, deviceKey: string, account: AccountId, now: Date) =>
  tx.run(sql`insert into identity.device (device_key, account_id, seen_at) values (${deviceKey}, ${account}, ${now})
    on conflict (device_key, account_id) do update set seen_at = excluded.seen_at`)

export const accountsOnDevices = (db: Queryable, deviceKeys: readonly string[]) =>
  db.all(sql<{ deviceKey: string; accountId: string }>`
    select device_key as "deviceKey", account_id as "accountId" from identity.device
    where device_key = any(${deviceKeys}::uuid[])`)

/** Counts a failure. @returns failures so far in the window */
export const countFailure = (tx: Queryable, subject: string, now: Date, windowEndsAt: Date) =>
  tx.one(sql<{ failures: number }>`
    insert into identity.login_failure as f (subject, failures, window_ends_at) values (${subject}, 1, ${windowEndsAt})
    on conflict (subject) do update set
      failures = case when f.window_ends_at <= ${now} then 1 else f.failures + 1 end,
      window_ends_at = case when f.window_ends_at <= ${now} then excluded.window_ends_at else f.window_ends_at end
    returning failures`)

export const readFailures = (db: Queryable, subjects: readonly string[], now: Date) =>
  db.all(sql<{ subject: string; failures: number; windowEndsAt: Date }>`
    select subject, failures, window_ends_at as "windowEndsAt" from identity.login_failure
    where subject = any(${subjects}) and window_ends_at > ${now}`)

export const clearFailures = (tx: Queryable, subjects: readonly string[]) =>
  tx.run(sql`delete from identity.login_failure where subject = any(${subjects})`)

export const deleteStaleFailures = (tx: Tx, now: Date) =>
  tx.run(sql`delete from identity.login_failure where window_ends_at <= ${now}`)

export const countAccounts = (db: Queryable) =>
  db.one(sql<{ count: number }>`select count(*)::int as count from identity.account`)

export const deleteAllSessions = (tx: Tx, account: AccountId) =>
  tx.run(sql`delete from identity.session where account_id = ${account}`)
