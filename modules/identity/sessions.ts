import { createHash } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Account, AccountId } from './account.ts'
import * as store from './store.ts'

export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** How long another node may still honour a session that was ended here. */
const cacheMs = 30_000
const cacheMax = 50_000

/** Sessions, with a short memory so that a page of feed calls does not ask the database each time. */
export function createSessions({ db, clock, ids, days }: { db: Db; clock: Clock; ids: Ids; days: number }) {
  const cache = new Map<string, { account: Account; until: number }>()

  const forgetHash = (secretHash: Buffer): void => {
    const hex = secretHash.toString('hex')
    cache.delete(`cookie:${hex}`)
    cache.delete(`token:${hex}`)
  }

  return {
    lifetimeSeconds: days * 86_400,
    /** @returns the secret that goes into the cookie or the token; it is not kept */
    async open(
      tx: Tx,
      accountId: AccountId,
      kind: 'cookie' | 'token',
      label = '',
    ): Promise<{ id: string; secret: string; createdAt: Date }> {
      const now = clock.now()
      const secret = ids.secret(32)
      const id = ids.uuid()
      await store.insertSession(tx, {
        id,
        accountId,
        secretHash: hashSecret(secret),
        kind,
        label,
        createdAt: now,
        expiresAt: kind === 'cookie' ? new Date(now.getTime() + days * 86_400_000) : null,
      })
      return { id, secret, createdAt: now }
    },
    async find(secret: string, kind: 'cookie' | 'token'): Promise<Account | undefined> {
      const nowMs = clock.now().getTime()
      const secretHash = hashSecret(secret)
      const key = `${kind}:${secretHash.toString('hex')}`
      const known = cache.get(key)
      if (known && known.until > nowMs && known.until <= nowMs + cacheMs) return known.account
      const found = await store.findSession(db, secretHash, kind, clock.now())
      if (!found) {
        cache.delete(key)
        return undefined
      }
      if (cache.size >= cacheMax) cache.clear()
      cache.set(key, { account: found.account, until: nowMs + cacheMs })
      return found.account
    },
    async close(secret: string): Promise<void> {
      forgetHash(hashSecret(secret))
      await db.transaction((tx) => store.deleteSession(tx, hashSecret(secret)))
    },
    forgetHash,
    /** After a profile or role changed, the next request must see it. */
    forgetAccount(id: AccountId): void {
      for (const [key, { account }] of cache) if (account.id === id) cache.delete(key)
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
