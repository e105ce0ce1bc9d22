/** Ends hearings whose time is over, and those of owners who were locked since. */
import type { HearingDeps } from './deps.ts'
import * as store from './store.ts'
import { deleteOldVotes } from './store-votes.ts'

const dayMs = 86_400_000

export async function tend(deps: HearingDeps): Promise<void> {
  const { db, config } = deps
  const now = deps.clock.now()
  const locked = await deps.identity.lockedAmong(await store.openOwners(db))
  await db.transaction(async (tx) => {
    await store.lockHearing(tx)
    if (locked.length > 0) await store.excludeOwners(tx, locked)
    await store.closeEntries(tx, new Date(now.getTime() - config.OPEN_DAYS * dayMs), now)
    await deleteOldVotes(tx, new Date(now.getTime() - 7 * dayMs))
  })
}
