/** Blocks an account, or takes that back. Twice is the same as once. The other one is told nothing. */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import { socialRefusals } from './contract.ts'
import * as store from './store.ts'
import * as blocks from './store-blocks.ts'

/** All of them are held in memory while their viewer watches. */
export const blocksMax = 1000

export interface BlockDeps {
  readonly db: Db
  readonly clock: Clock
  /** Called in the transaction that changes of whom these accounts may see: whatever is kept of that elsewhere is stale
   *  when it commits. @returns what is called then. Nothing is kept anywhere, unless told. */
  readonly outdate?: (tx: Tx, accountIds: readonly string[]) => Promise<() => void>
}

/** Follows end both ways; likes stay in the counts of the clips. @throws Refusal own_block, too_many_blocks */
export async function blockAccount(deps: BlockDeps, blocker: string, blocked: string): Promise<void> {
  if (blocker === blocked) refuse(socialRefusals.own_block)
  const { db, clock, outdate } = deps
  const settled = await db.transaction(async (tx) => {
    await blocks.lockPair(tx, blocker, blocked)
    if (!(await blocks.insertBlock(tx, blocker, blocked, clock.now()))) return undefined
    if ((await blocks.countBlocks(tx, blocker)).count > blocksMax)
      refuse(socialRefusals.too_many_blocks, { limit: blocksMax })
    for (const [follower, followed] of [
      [blocker, blocked],
      [blocked, blocker],
    ] as const)
      if (await store.deleteFollow(tx, follower, followed))
        await store.addFollowCounts(tx, follower, followed, -1)
    return outdate?.(tx, [blocker, blocked])
  })
  settled?.()
}

/** Follows that ended stay ended. */
export async function unblockAccount(deps: BlockDeps, blocker: string, blocked: string): Promise<void> {
  const settled = await deps.db.transaction(async (tx) => {
    await blocks.lockPair(tx, blocker, blocked)
    return (await blocks.deleteBlock(tx, blocker, blocked))
      ? deps.outdate?.(tx, [blocker, blocked])
      : undefined
  })
  settled?.()
}
