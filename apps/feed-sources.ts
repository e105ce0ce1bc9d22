/** What the feed reads of the other modules, in the feed's words. */
import { addDays, type Clock, dayOf } from '../platform/clock.ts'
import type { Ads } from '../modules/ads/index.ts'
import type { Clip, ClipChange, ClipCounts, FeedDeps, OutsideSource } from '../modules/feed/index.ts'
import type { Hearing } from '../modules/hearing/index.ts'
import type { Feel, Media } from '../modules/media/index.ts'
import type { Playback } from '../modules/playback/index.ts'
import type { LikeJudge, Social } from '../modules/social/index.ts'
import type { Tastes } from '../modules/tastes/index.ts'
import { type Card, isPublished, type Videos, type Visibility } from '../modules/videos/index.ts'

const followingMax = 2_000
const likedMax = 2_000
const seenMax = 1_000

const nobody: ReadonlySet<string> = new Set()

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
  | 'wishesOf'
  | 'sources'
>

/** What is not known is left out. */
const feelOf = ({ tone, lufs, cutsASecond }: Feel): NonNullable<Clip['feel']> => ({
  ...(tone ? { tone } : {}),
  ...(lufs === undefined ? {} : { lufs }),
  ...(cutsASecond === undefined ? {} : { cutsASecond }),
})

export function feedSources(modules: {
  media: Pick<Media, 'feels'>
  videos: Pick<Videos, 'changesAfter' | 'cards' | 'findMany' | 'seenBy'>
  social: Pick<Social, 'following' | 'liked' | 'likesOf'>
  likes: Pick<LikeJudge, 'weighed'>
  playback: Pick<Playback, 'issueTicket' | 'counters' | 'recentlySeen' | 'watched'>
  tastes: Pick<Tastes, 'wishes'>
  hearing: Pick<Hearing, 'candidates' | 'shown'>
  ads: Pick<Ads, 'pickAd'>
  external?: OutsideSource | undefined
  demoAccounts: () => ReadonlySet<string>
  clock: Clock
  timeZone: string
}): Sources {
  const { media, videos, social, likes: likeJudge, playback, tastes, hearing, ads, clock, timeZone } = modules
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
      const [made, feels] = await Promise.all([
        videos.cards(shown),
        media.feels(shown.map(({ assetId }) => assetId)),
      ])
      const cards = new Map(made.map((card) => [card.id, card]))
      const changes = page.videos.map((video): ClipChange => {
        const card = cards.get(video.id)
        if (!card) return { kind: 'gone', id: video.id }
        const feel = feels.get(video.assetId)
        return { kind: 'put', clip: { ...clipOf(card), ...(feel ? { feel: feelOf(feel) } : {}) } }
      })
      return { changes, cursor: page.cursor }
    },
    async countsOf(videoIds) {
      const [counters, likes, weighed] = await Promise.all([
        playback.counters(videoIds),
        social.likesOf(videoIds),
        likeJudge.weighed(videoIds),
      ])
      const counts = new Map<string, ClipCounts>()
      for (const id of videoIds) {
        const { views = 0, paidViews: watches = 0 } = counters.get(id) ?? {}
        counts.set(id, {
          views,
          likes: likes.get(id) ?? 0,
          real: { watches, likes: weighed.get(id) ?? 0 },
        })
      }
      return counts
    },
    issueTicket(fields) {
      // Whatever brought it: any first view in the For You feed is one of its first audience.
      if (fields.source === 'for_you' && !fields.ad) hearing.shown(fields.videoId)
      return playback.issueTicket(fields)
    },
    pickAd: (viewer) => ads.pickAd(viewer),
    async findClips(videoIds, accountId) {
      const found = (await videos.findMany(videoIds)).filter(isPublished)
      const cards = await videos.cards(await videos.seenBy(found, accountId ?? undefined))
      return new Map(cards.map((card) => [card.id, clipOf(card)]))
    },
    following: (account) => social.following(account, followingMax),
    liked: (account) => social.liked(account, likedMax),
    async recentlySeen(viewerKey, since) {
      const firstDay = addDays(dayOf(clock.now(), timeZone), -6)
      if (since === null || dayOf(since, timeZone) < firstDay)
        return playback.recentlySeen(viewerKey, seenMax)
      const watched = await playback.watched(viewerKey, { since: dayOf(since, timeZone), limit: seenMax })
      return watched
        .filter(({ at }) => at >= since)
        .map(({ videoId }) => videoId)
        .reverse()
    },
    wishesOf: (viewerKey) => tastes.wishes(viewerKey),
    sources: [
      {
        name: 'first',
        // One a page: then its propensity is that of being listed, exactly.
        cap: 1,
        tries: true,
        why: {
          en: 'It is new, and you are in its first audience.',
          id: 'Klip ini baru, dan kamu termasuk penonton pertamanya.',
        },
        candidates: ({ viewerKey, lang, following, wishes, mayCome }, limit) =>
          hearing.candidates(
            {
              key: viewerKey,
              lang,
              creators: wishes.personalised ? following : nobody,
              tags: wishes.personalised ? wishes.more : nobody,
              hasSeen: (videoId) => !mayCome(videoId),
            },
            limit,
          ),
      },
      ...(modules.external ? [modules.external] : []),
    ],
  }
}
