/** What was said in a browser without an account comes along into the account: only when its owner asks, because a browser
 *  may be shared. What was watched there stays with the browser. */
import { changeViewer, type ChangeDeps } from './change-viewer.ts'
import * as store from './store.ts'
import { aboutTags, wishKinds, wishLimits } from './wish.ts'

/** Where both said something, what the account said stays. @returns how many wishes came; then the browser has none */
export async function bringAlong(deps: ChangeDeps, accountId: string, deviceKey: string): Promise<number> {
  const moved = await changeViewer(deps, accountId, async (tx) => {
    await store.touchViewer(tx, deviceKey, deps.clock.now())
    const count = await store.moveWishes(tx, deviceKey, accountId, aboutTags)
    for (const kind of wishKinds) await store.deleteOldest(tx, accountId, kind, wishLimits[kind])
    await store.deleteAllWishes(tx, deviceKey)
    return count
  })
  deps.memory.forget(deviceKey)
  return moved
}
