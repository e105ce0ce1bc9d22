/** What viewers wanted lately, read from what playback, social and tastes keep. */
import {
  createRetrieval,
  createWatchFollower,
  type Retrieval,
  type WatchFollower,
} from '../../modules/recommend/index.ts'
import type { Clips } from './clips.ts'
import type { Ground } from './ground.ts'

export function composeRetrieval(
  { clock, log, metrics, timeZone }: Ground,
  { playback, social, tastes }: Pick<Clips, 'playback' | 'social' | 'tastes'>,
): Retrieval & Pick<WatchFollower, 'follow'> {
  const retrieval = createRetrieval({
    clock,
    log,
    metrics,
    wishesOf: tastes.wishes,
    async learnable(viewerKey, limit) {
      const watched = await tastes.learnable(viewerKey, limit)
      const pairs = watched.map(({ videoId }) => ({ accountId: viewerKey, videoId }))
      const likes = watched.length > 0 ? await social.likedAmong(pairs) : []
      const liked = new Set(likes.map(({ videoId }) => videoId))
      return watched.map(({ videoId, at, totalMs }) => ({
        videoId,
        atMs: at.getTime(),
        watchedMs: totalMs,
        liked: liked.has(videoId),
      }))
    },
  })
  tastes.onChange(retrieval.forget)
  const follower = createWatchFollower({ clock, timeZone, log, playback, social, take: retrieval.take })
  return {
    ...retrieval,
    follow: follower.follow,
    /** Fits wait for what lies behind to be taken in; pages don't. */
    start() {
      void follower.start().then(retrieval.start)
    },
    stop() {
      follower.stop()
      retrieval.stop()
    },
  }
}
