/** Remembers for a moment who subscribes to whom: it is asked with each view of a clip. A change on this node is known at
 *  once, one on another node after the moment. */
import type { Clock } from '../../platform/clock.ts'

export interface Remembered {
  isSubscriber(fanId: string, creatorId: string): Promise<boolean>
  forget(fanId: string, creatorId: string): void
}

const most = 50_000

export function rememberSubscribers(
  clock: Clock,
  seconds: number,
  find: (fanId: string, creatorId: string) => Promise<Date | undefined>,
): Remembered {
  const known = new Map<string, { readonly perksUntil: Date | undefined; readonly askAgain: number }>()
  return {
    async isSubscriber(fanId, creatorId) {
      const now = clock.now().getTime()
      const key = `${fanId} ${creatorId}`
      let one = known.get(key)
      if (!one || one.askAgain <= now || one.askAgain > now + seconds * 1000) {
        one = { perksUntil: await find(fanId, creatorId), askAgain: now + seconds * 1000 }
        if (known.size >= most) known.clear()
        known.set(key, one)
      }
      return one.perksUntil !== undefined && one.perksUntil.getTime() > now
    },
    forget: (fanId, creatorId) => void known.delete(`${fanId} ${creatorId}`),
  }
}
