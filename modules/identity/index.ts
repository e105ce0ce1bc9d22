/** Identity knows who someone is: accounts, roles, sessions, API tokens and the browsers an account logged in from.
 *  It never says whether an account exists, except where handles are public anyway (profiles, sign-up). */
import type { Clock } from '../../platform/clock.ts'
import type { Values } from '../../platform/config/index.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import { nextChange, readPlace } from '../../platform/pages.ts'
import { type Account, type AccountId, accountId, type Lang, type Role } from './account.ts'
import type { identityConfig } from './config.ts'
import { identityRefusals } from './contract.ts'
import { hashPassword, isWeakPassword, passwordMatches } from './password.ts'
import { createSessions, hashSecret, type Sessions } from './sessions.ts'
import * as store from './store.ts'
import { createThrottle } from './throttle.ts'

export { type Account, type AccountId, accountId, type Lang, type Role } from './account.ts'
export { identityConfig } from './config.ts'
export { describeMe, mountIdentity } from './http.ts'
export { workIdentity } from './jobs.ts'
export { callerAccount, requireRole } from './authorise.ts'

export interface IdentityDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly config: Values<(typeof identityConfig)['fields']>
}

export interface Registration {
  readonly handle: string
  readonly displayName: string
  readonly password: string
  readonly lang: Lang
}

export interface Identity {
  /** @throws Refusal handle_taken, handle_reserved, password_weak */
  register(registration: Registration): Promise<Account>
  /** @throws Refusal login_failed, login_throttled */
  login(handle: string, password: string, address: string): Promise<Account>
  /** Opens a session and remembers the browser. @returns the cookie's secret */
  openSession(account: AccountId, deviceKey: string): Promise<string>
  changeProfile(
    account: AccountId,
    change: { displayName?: string | undefined; bio?: string | undefined; lang?: Lang | undefined },
  ): Promise<Account>
  /** Ends every other session. @returns how many. @throws Refusal password_wrong, password_weak */
  changePassword(
    account: Account,
    current: string,
    next: string,
    keepSecret: string | undefined,
    address: string,
  ): Promise<number>
  findByHandle(handle: string): Promise<Account | undefined>
  /** In no order; ids without an account are left out. */
  findMany(ids: readonly string[]): Promise<Account[]>
  /** Accounts that were opened or whose profile changed since; the empty cursor begins at the beginning. Some may come
   *  twice, none is left out. */
  changesAfter(cursor: string, limit: number): Promise<{ accounts: readonly Account[]; cursor: string }>
  /** Ends its sessions and tokens and lets nobody log in again. */
  lockAccount(account: AccountId): Promise<void>
  /** Those of the accounts that are locked. */
  lockedAmong(ids: readonly string[]): Promise<string[]>
  countAccounts(): Promise<number>
  countRole(role: Role): Promise<number>
  grantRole(tx: Tx, account: AccountId, role: Role): Promise<void>
  /** Accounts that logged in from each of those browsers. */
  accountsOnDevices(deviceKeys: readonly string[]): Promise<Map<string, AccountId[]>>
  listTokens(account: AccountId): Promise<store.TokenRow[]>
  /** @throws Refusal too_many_tokens */
  makeToken(account: AccountId, label: string): Promise<{ token: store.TokenRow; secret: string }>
  removeToken(account: AccountId, tokenId: string): Promise<boolean>
  /** Removes ended sessions and old failure counts. */
  tidyUp(): Promise<void>
  readonly sessions: Sessions
}

const tokensMax = 20
/** Paths and words that a profile must not be able to pose as. */
const reserved = new Set([
  'admin',
  'operator',
  'panggung',
  'official',
  'resmi',
  'support',
  'bantuan',
  'moderator',
  'system',
  'api',
  'root',
  'staff',
  'security',
])

export function createIdentity({ db, clock, ids, config }: IdentityDeps): Identity {
  const sessions = createSessions({ db, clock, ids, days: config.SESSION_DAYS })
  const throttle = createThrottle({ db, clock })

  return {
    sessions,
    async register({ handle, displayName, password, lang }) {
      if (reserved.has(handle)) refuse(identityRefusals.handle_reserved, { handle })
      if (isWeakPassword(password, handle)) refuse(identityRefusals.password_weak)
      const account: Account = {
        id: accountId(ids.uuid()),
        handle,
        displayName,
        bio: '',
        lang,
        roles: [],
        createdAt: clock.now(),
      }
      const passwordHash = await hashPassword(password)
      const made = await db.transaction((tx) => store.insertAccount(tx, account, passwordHash))
      return made ? account : refuse(identityRefusals.handle_taken, { handle })
    },
    async login(typed, password, address) {
      const handle = typed.trim().replace(/^@/, '').toLowerCase()
      await throttle.check(handle, address)
      const stored = await store.findPassword(db, handle)
      if (!(await passwordMatches(stored?.passwordHash, password))) {
        await throttle.failed(handle, address)
        refuse(identityRefusals.login_failed)
      }
      await throttle.succeeded(handle, address)
      return (await store.findByHandle(db, handle)) ?? refuse(identityRefusals.login_failed)
    },
    openSession: (account, deviceKey) =>
      db.transaction(async (tx) => {
        await store.rememberDevice(tx, deviceKey, account, clock.now())
        return (await sessions.open(tx, account, 'cookie')).secret
      }),
    async changeProfile(account, change) {
      const changed = await db.transaction((tx) => store.updateProfile(tx, account, change, clock.now()))
      sessions.forgetAccount(account)
      return changed
    },
    async changePassword(account, current, next, keepSecret, address) {
      await throttle.check(account.handle, address)
      const stored = await store.findPassword(db, account.handle)
      if (!(await passwordMatches(stored?.passwordHash, current))) {
        await throttle.failed(account.handle, address)
        refuse(identityRefusals.password_wrong)
      }
      if (isWeakPassword(next, account.handle)) refuse(identityRefusals.password_weak)
      const passwordHash = await hashPassword(next)
      const ended = await db.transaction(async (tx) => {
        await store.updatePassword(tx, account.id, passwordHash)
        return store.deleteOtherSessions(
          tx,
          account.id,
          keepSecret === undefined ? undefined : hashSecret(keepSecret),
        )
      })
      for (const { secretHash } of ended) sessions.forgetHash(secretHash)
      return ended.length
    },
    findByHandle: (handle) => store.findByHandle(db, handle.toLowerCase()),
    findMany: (wanted) => store.findMany(db, wanted),
    async changesAfter(cursor, limit) {
      const rows = await store.changedAfter(db, readPlace(cursor), limit)
      const placeIn = ({ changedAt: at, account: { id } }: (typeof rows)[number]) => ({ at, id })
      return {
        accounts: rows.map(({ account }) => account),
        cursor: nextChange(rows, limit, cursor, placeIn),
      }
    },
    async lockAccount(account) {
      await db.transaction(async (tx) => {
        await store.updatePassword(tx, account, store.noPassword)
        await store.deleteAllSessions(tx, account)
      })
      sessions.forgetAccount(account)
    },
    lockedAmong: async (wanted) => (await store.findLocked(db, wanted)).map((row) => row.id),
    countAccounts: async () => (await store.countAccounts(db)).count,
    countRole: async (role) => (await store.countRole(db, role)).count,
    async grantRole(tx, account, role) {
      await store.addRole(tx, account, role)
      sessions.forgetAccount(account)
    },
    async accountsOnDevices(deviceKeys) {
      const found = new Map<string, AccountId[]>()
      if (deviceKeys.length === 0) return found
      for (const row of await store.accountsOnDevices(db, deviceKeys))
        found.set(row.deviceKey, [...(found.get(row.deviceKey) ?? []), accountId(row.accountId)])
      return found
    },
    listTokens: (account) => store.listTokens(db, account),
    makeToken: (account, label) =>
      db.transaction(async (tx) => {
        const count = (await store.listTokens(tx, account)).length
        if (count >= tokensMax) refuse(identityRefusals.too_many_tokens, { count })
        const { id, secret, createdAt } = await sessions.open(tx, account, 'token', label)
        return { token: { id, label, createdAt, lastUsedAt: null }, secret }
      }),
    async removeToken(account, tokenId) {
      const removed = await db.transaction((tx) => store.deleteToken(tx, account, tokenId))
      if (removed) sessions.forgetHash(removed.secretHash)
      return removed !== undefined
    },
    tidyUp: () =>
      db.transaction(async (tx) => {
        await store.deleteExpiredSessions(tx, clock.now())
        await store.deleteStaleFailures(tx, clock.now())
      }),
  }
}
