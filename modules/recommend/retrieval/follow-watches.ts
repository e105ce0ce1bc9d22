/** Follows what was judged, from some days ago to now and on: a node that starts knows what viewers wanted lately, and
 *  afterwards hears of each watch within seconds. A watch that comes twice is the same as once. */
import { addDays, type Clock, type Day, dayOf } from '../../../platform/clock.ts'
import { asError, present } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Playback } from '../../playback/index.ts'
import type { Social } from '../../social/index.ts'
import type { Watched } from './wanted.ts'

export interface FollowDeps {
  readonly clock: Clock
  readonly timeZone: string
  readonly log: Logger
  readonly playback: Pick<Playback, 'judgedMarks' | 'readJudgedWatches'>
  readonly social: Pick<Social, 'likedAmong'>
  readonly take: (watched: readonly Watched[]) => Promise<void>
}

export interface WatchFollower {
  /** Takes in what was judged since the last call. @returns how many reports */
  follow(): Promise<number>
  /** Resolves when what lies behind has been taken in, and goes on. */
  start(): Promise<void>
  stop(): void
}

/** So old, a taste is another one. */
const days = 14
const batchRows = 2_000
const everyMs = 2_000

export function createWatchFollower(deps: FollowDeps): WatchFollower {
  const { clock, timeZone, playback } = deps
  const marks = new Map<Day, bigint>()
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const followDay = async (day: Day, upTo: bigint): Promise<number> => {
    let count = 0
    for (let mark = marks.get(day) ?? 0n; mark < upTo && !isStopped; ) {
      const rows = await playback.readJudgedWatches(day, mark, upTo, batchRows)
      const pairs = rows.map(({ viewerKey, videoId }) => ({ accountId: viewerKey, videoId }))
      const likes = rows.length > 0 ? await deps.social.likedAmong(pairs) : []
      const liked = new Set(likes.map((one) => `${one.accountId} ${one.videoId}`))
      await deps.take(
        rows.map(({ viewerKey, videoId, durationMs, totalMs, receivedAt }) => ({
          viewerKey,
          videoId,
          durationMs,
          watchedMs: totalMs,
          atMs: receivedAt.getTime(),
          liked: liked.has(`${viewerKey} ${videoId}`),
        })),
      )
      mark = rows.length < batchRows ? upTo : present(rows.at(-1), 'a full batch has a last row').seq
      marks.set(day, mark)
      count += rows.length
    }
    return count
  }
  const follow = async (): Promise<number> => {
    const from = addDays(dayOf(clock.now(), timeZone), 1 - days)
    for (const day of marks.keys()) if (day < from) marks.delete(day)
    let count = 0
    for (const { day, seq } of await playback.judgedMarks(from))
      if (day >= from) count += await followDay(day, seq)
    return count
  }
  const quietly = (): Promise<unknown> =>
    follow().catch((thrown: unknown) =>
      deps.log.warn({ event: 'retrieval-follow-failed', err: asError(thrown) }),
    )

  return {
    follow,
    async start() {
      await quietly()
      let isBusy = false
      timer = setInterval(() => {
        if (isBusy) return
        isBusy = true
        void quietly().finally(() => {
          isBusy = false
        })
      }, everyMs)
      timer.unref()
      if (isStopped) clearInterval(timer)
    },
    stop() {
      isStopped = true
      clearInterval(timer)
    },
  }
}
