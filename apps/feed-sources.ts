/** What the feed reads of the other modules, in the feed's words. */
import type { Ads } from '../modules/ads/index.ts'
import type { Clip, ClipChange, ClipCounts, FeedDeps } from '../modules/feed/index.ts'
import type { Playback } from '../modules/playback/index.ts'
import type { Social } from '../modules/social/index.ts'
import { type Card, isPublished, type Videos, type Visibility } from '../modules/videos/index.ts'

const followingMax = 2_000
const likedMax = 2_000
const seenMax = 1_000

/** Unlisted and private clips are found by address alone. */
const offered: ReadonlySet<Visibility> = new Set(['public', 'followers', 'subscribers'])

type Sources = Pick<
  FeedDeps,
  | 'changesAfter'
  | 'countsOf'
  | 'issueTicket'
  | 'pickAd'
  | 'findClips'
  | 'following'
  | 'liked'
  | 'recentlySeen'
>

export function feedSources(modules: {
  videos: Pick<Videos, 'changesAfter' | 'cards' | 'findMany' | 'maySee'>
  social: Pick<Social, 'following' | 'liked' | 'likesOf'>
  playback: Pick<Playback, 'issueTicket' | 'counters' | 'recentlySeen'>
  ads: Pick<Ads, 'pickAd'>
  demoAccounts: () => ReadonlySet<string>
}): Sources {
  const { videos, social, playback, ads } = modules
  const clipOf = ({ mentions: _, visibility, createdAt, ...clip }: Card): Clip => ({
    ...clip,
    audience: visibility === 'public' || visibility === 'unlisted' ? 'everyone' : 'some',
    createdAt: new Date(createdAt),
    demo: modules.demoAccounts().has(clip.owner.id),
  })
  return {
    async changesAfter(cursor, limit) {
      const page = await videos.changesAfter(cursor, limit)
      const shown = page.videos.filter(isPublished).filter(({ visibility }) => offered.has(visibility))
      const cards = new Map((await videos.cards(shown)).map((card) => [card.id, card]))
      const changes = page.videos.map((video): ClipChange => {
        const card = cards.get(video.id)
        return card ? { kind: 'put', clip: clipOf(card) } : { kind: 'gone', id: video.id }
      })
      return { changes, cursor: page.cursor }
    },
    async countsOf(videoIds) {
      const [counters, likes] = await Promise.all([playback.counters(videoIds), social.likesOf(videoIds)])
      const counts = new Map<string, ClipCounts>()
      for (const id of videoIds)
        counts.set(id, { views: counters.get(id)?.views ?? 0, likes: likes.get(id) ?? 0 })
      return counts
    },
    issueTicket: (fields) => playback.issueTicket(fields),
    pickAd: (viewer) => ads.pickAd(viewer),
    async findClips(videoIds, accountId) {
      const found = (await videos.findMany(videoIds)).filter(isPublished)
      const allowed = await Promise.all(found.map((video) => videos.maySee(video, accountId ?? undefined)))
      const cards = await videos.cards(found.filter((_, at) => allowed[at]))
      return new Map(cards.map((card) => [card.id, clipOf(card)]))
    },
    following: (account) => social.following(account, followingMax),
    liked: (account) => social.liked(account, likedMax),
    recentlySeen: (viewerKey) => playback.recentlySeen(viewerKey, seenMax),
  }
}
