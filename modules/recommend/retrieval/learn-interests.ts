/** Keeps what viewers wanted up to date: read when one is met, added to by what happens, and forgotten when their wishes
 *  change. What may not be learnt from is in none of it: who has said something of their feed is read through tastes,
 *  and in a pause nothing is added. */
import { asError } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Wishes } from '../../tastes/index.ts'
import type { Clips } from './clips.ts'
import { isLong, isWanted, type Watched } from './wanted.ts'
import type { WantedList, WantedLists } from './wanted-lists.ts'

/** A clip that may be learnt from. */
export interface Learnable {
  readonly videoId: string
  readonly atMs: number
  readonly watchedMs: number
  readonly liked: boolean
}

export interface InterestDeps {
  readonly nowMs: () => number
  readonly log: Logger
  /** At most `limit`, the latest first: not what was deleted, or watched in a pause or before a reset. */
  readonly learnable: (viewerKey: string, limit: number) => Promise<readonly Learnable[]>
  readonly wishesOf: (viewerKey: string) => Wishes | Promise<Wishes>
}

export interface Interests {
  /** At once where the viewer is known. */
  of(viewerKey: string): WantedList | Promise<WantedList>
  take(happened: readonly Watched[]): Promise<void>
  /** From now on nothing of what was known holds; it is read again before long. */
  forget(viewerKey: string): void
  /** Reads again some of whom it forgot, so that a fit knows them too. */
  readAgain(): Promise<void>
}

/** Looked at for the last hundred that were wanted. */
const readMax = 400
/** What was judged so much later than it happened may have been missed by a reading. */
const lateMs = 60_000
const readAgainMax = 40

export function createInterests(deps: InterestDeps, clips: Clips, lists: WantedLists): Interests {
  const { nowMs, learnable, wishesOf } = deps
  const readings = new Map<string, Promise<WantedList>>()
  const forgotten = new Set<string>()

  const read = (viewerKey: string): Promise<WantedList> => {
    const before = readings.get(viewerKey)
    if (before) return before
    const readMs = nowMs()
    const reading = Promise.all([learnable(viewerKey, readMax), wishesOf(viewerKey)])
      .then(([rows, { videos }]) => {
        const wanted = rows.flatMap(({ videoId, atMs, watchedMs, liked }) => {
          const clip = videos.has(videoId) ? undefined : clips.get(videoId)
          return clip && (liked || isLong(watchedMs, clip.durationMs)) ? [{ clip, atMs }] : []
        })
        // What was read before a change is nobody's any more.
        if (readings.get(viewerKey) !== reading) return read(viewerKey)
        readings.delete(viewerKey)
        forgotten.delete(viewerKey)
        return lists.set(viewerKey, wanted, readMs)
      })
      .catch((thrown: unknown) => {
        if (readings.get(viewerKey) === reading) readings.delete(viewerKey)
        throw thrown
      })
    readings.set(viewerKey, reading)
    return reading
  }
  /** A reading that fails leaves the viewer unknown: they are read when they are next met. */
  const readQuietly = (viewerKey: string): Promise<unknown> =>
    read(viewerKey).catch((thrown: unknown) =>
      deps.log.warn({ event: 'interests-not-read', err: asError(thrown) }),
    )

  return {
    of: (viewerKey) => lists.get(viewerKey) ?? read(viewerKey),
    async take(happened) {
      const again = new Set<string>()
      for (const one of happened) {
        const clip = clips.get(one.videoId)
        if (!clip) continue
        const { viewerKey, atMs } = one
        if (!isWanted(one)) continue
        const given = wishesOf(viewerKey)
        const wishes = given instanceof Promise ? await given : given
        if (!wishes.learning || !wishes.personalised || wishes.videos.has(one.videoId)) continue
        const list = lists.peek(viewerKey)
        const isSilent = wishes.version === 0
        if (isSilent || (list && atMs >= list.readMs && list.readMs > 0)) lists.add(viewerKey, clip, atMs)
        else if (!list || list.readMs === 0 || atMs > list.readMs - lateMs) again.add(viewerKey)
      }
      for (const viewerKey of again) await readQuietly(viewerKey)
    },
    forget(viewerKey) {
      readings.delete(viewerKey)
      if (lists.forget(viewerKey)) forgotten.add(viewerKey)
    },
    async readAgain() {
      for (const viewerKey of [...forgotten].slice(0, readAgainMax)) {
        forgotten.delete(viewerKey)
        await readQuietly(viewerKey)
      }
    },
  }
}
