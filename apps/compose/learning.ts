/** Learning from what is watched: what players reported, joined with what viewers said of it. */
import {
  type AskSignals,
  createRecommend,
  type Recommend,
  type RecommendDeps,
} from '../../modules/recommend/index.ts'
import type { Clips } from './clips.ts'
import type { Ground } from './ground.ts'

export function composeLearning(
  { db, clock, log, metrics, timeZone, config }: Ground,
  clips: Pick<Clips, 'playback' | 'social' | 'tastes'>,
  retrieval: NonNullable<RecommendDeps['retrieval']>,
  clipOf: RecommendDeps['clipOf'],
): Recommend {
  return createRecommend({
    db,
    clock,
    log,
    metrics,
    timeZone,
    config: config.recommend,
    playback: clips.playback,
    signals: askSignals(clips),
    retrieval,
    clipOf,
  })
}

/** Whoever paused learning, and whatever they deleted or reset, is left out. */
const askSignals =
  ({ social, tastes }: Pick<Clips, 'social' | 'tastes'>): AskSignals =>
  async (closed) => {
    const [learnable, likes, follows, shares] = await Promise.all([
      tastes.learnableAmong(
        closed.map(({ viewerKey, videoId, offeredMs }) => ({ viewerKey, videoId, at: new Date(offeredMs) })),
      ),
      social.likedAmong(closed.map(({ viewerKey, videoId }) => ({ accountId: viewerKey, videoId }))),
      social.followedSince(
        closed.map(({ viewerKey, creatorId, offeredMs }) => ({
          follower: viewerKey,
          followed: creatorId,
          since: new Date(offeredMs),
        })),
      ),
      social.sharedAmong(closed.map(({ viewerKey, videoId }) => ({ viewerKey, videoId }))),
    ])
    const liked = new Set(likes.map(({ accountId, videoId }) => `${accountId} ${videoId}`))
    const shared = new Set(shares.map(({ viewerKey, videoId }) => `${viewerKey} ${videoId}`))
    return Promise.all(
      closed.map(async ({ viewerKey, videoId, creatorId }, at) => {
        if (learnable[at] !== true) return undefined
        const { learning, personalised, epoch, videos, creators } = await tastes.wishes(viewerKey)
        if (!learning) return undefined
        return {
          liked: liked.has(`${viewerKey} ${videoId}`),
          followed: follows[at] === true,
          shared: shared.has(`${viewerKey} ${videoId}`),
          unwanted: videos.has(videoId) || creators.has(creatorId),
          isAnonymous: !personalised,
          epochMs: epoch?.getTime() ?? 0,
        }
      }),
    )
  }
