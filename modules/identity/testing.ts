import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Ids } from '../../platform/ids.ts'
import { type Account, createIdentity, type Identity, identityConfig } from './index.ts'

export const testIdentity = (deps: { db: Db; clock: Clock; ids: Ids }): Identity =>
  createIdentity({ ...deps, config: identityConfig.defaults() })

export const anAccount = (identity: Identity, handle: string): Promise<Account> =>
  identity.register({ handle, displayName: handle, password: `panggung sandi ${handle.length}`, lang: 'id' })
