/** The one way to change what is kept of a viewer: one after the other, and every process hears of it. */
import type { Db, Tx } from '../../platform/db/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { WishMemory } from './remember-wishes.ts'
import * as store from './store.ts'
import type { ViewerRow } from './wish.ts'

export interface ChangeDeps {
  readonly db: Db
  readonly clock: Clock
  readonly memory: Pick<WishMemory, 'forget'>
}

/** @param work may read the viewer's row as it was; whatever it throws leaves everything as it is */
export async function changeViewer<T>(
  deps: ChangeDeps,
  viewerKey: string,
  work: (tx: Tx, viewer: ViewerRow, now: Date) => Promise<T>,
): Promise<T> {
  const now = deps.clock.now()
  const result = await deps.db.transaction(async (tx) =>
    work(tx, await store.touchViewer(tx, viewerKey, now), now),
  )
  deps.memory.forget(viewerKey)
  return result
}
