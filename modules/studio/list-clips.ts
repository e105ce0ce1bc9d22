import { readPlace, writePlace } from '../../platform/pages.ts'
import type { Standing } from '../hearing/index.ts'
import { explainReason } from '../media/index.ts'
import { isPublished, type Video } from '../videos/index.ts'
import type { StudioDeps } from './index.ts'

export interface StudioClip {
  readonly video: Video
  readonly posterUrl: string | null
  /** Why it was refused, in the asker's language. */
  readonly reason: string | null
  readonly counts: { plays: number; views: number; paidViews: number; likes: number; shares: number }
  readonly standing: Standing | undefined
}

export interface ClipsPage {
  readonly clips: readonly StudioClip[]
  readonly next: string | null
}

const pageSize = 30
const zeros = { plays: 0, views: 0, paidViews: 0 }

/** Asks each module once a page, however many clips there are. */
export async function listClips(
  { videos, playback, social, hearing }: Pick<StudioDeps, 'videos' | 'playback' | 'social' | 'hearing'>,
  owner: string,
  cursor: string | undefined,
  lang: 'id' | 'en',
): Promise<ClipsPage> {
  const own = await videos.listOwn(owner, cursor === undefined ? undefined : readPlace(cursor), pageSize)
  const ids = own.map((video) => video.id)
  const [counters, likes, shares, cards, standings] = await Promise.all([
    playback.counters(ids),
    social.likesOf(ids),
    social.sharesOf(ids),
    videos.cards(own.filter(isPublished)),
    hearing.standings(ids),
  ])
  const posters = new Map(cards.map((card) => [card.id, card.posterUrl]))
  const last = own.at(-1)
  return {
    clips: own.map((video) => ({
      video,
      posterUrl: posters.get(video.id) ?? null,
      reason: video.reason ? explainReason(video.reason, lang) : null,
      counts: {
        ...(counters.get(video.id) ?? zeros),
        likes: likes.get(video.id) ?? 0,
        shares: shares.get(video.id) ?? 0,
      },
      standing: standings.get(video.id),
    })),
    next: own.length === pageSize && last ? writePlace({ at: last.createdAt, id: last.id }) : null,
  }
}
