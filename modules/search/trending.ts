/** What is rising now, worked out once for everyone who asks within half a minute. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { type Rising, rising } from './store-heat.ts'

const keepMs = 30_000
const hourMs = 3_600_000
/** After eight half-lives of the shorter sum there is nothing left of it. */
const lookBackMs = 48 * hourMs
/** More than are shown: some may have been withdrawn since. */
const limits = { clips: 36, tags: 20, sounds: 14 }

export function createTrending({ db, clock }: { readonly db: Db; readonly clock: Clock }) {
  const kept = new Map<string, { readonly atMs: number; readonly list: Promise<Rising[]> }>()
  /** @param lang of that language only; every language unless told */
  return (lang: 'id' | 'en' | undefined): Promise<Rising[]> => {
    const key = lang ?? ''
    const now = clock.now()
    const before = kept.get(key)
    if (before && now.getTime() - before.atMs < keepMs) return before.list
    const list = rising(db, now, new Date(now.getTime() - lookBackMs), lang ?? null, limits)
    kept.set(key, { atMs: now.getTime(), list })
    list.catch(() => kept.delete(key))
    return list
  }
}
