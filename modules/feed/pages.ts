/** Puts a page together: picks, ads in their places, a ticket for each slot, as JSON text. */
import { type Catalogue, cardJson, type Clip } from './catalogue.ts'
import type { FeedConfig } from './config.ts'
import type { Pick, Recommender } from './recommend.ts'
import { markSeen, type ViewerMemory, type Viewers } from './viewers.ts'

/** An ad that won a place. */
export interface AdSlot {
  readonly campaignId: string
  readonly priceMicro: bigint
  readonly videoId: string
  readonly merchant: string
  readonly title: string
  readonly cta: string
  readonly url: string
}

export type TicketIssuer = (fields: {
  viewerKey: string
  videoId: string
  creatorId: string
  durationMs: number
  position: number
  source: 'for_you' | 'following' | 'video' | 'demo'
  ad?: { campaignId: string; priceMicro: bigint }
}) => string

interface PagesDeps {
  readonly catalogue: Catalogue
  readonly viewers: Viewers
  readonly recommender: Recommender
  readonly config: FeedConfig
  readonly issueTicket: TicketIssuer
  readonly pickAd: (viewer: {
    viewerKey: string
    position: number
    organicSinceAd: number
  }) => AdSlot | undefined
  readonly findClip: (videoId: string, accountId: string | null) => Promise<Clip | undefined>
}

export interface PageRequest {
  readonly viewerKey: string
  readonly accountId: string | null
  readonly tab: 'for-you' | 'following'
  /** A clip to begin with. */
  readonly first?: string | undefined
}

export interface Pages {
  /** @returns the JSON text of `{ slots, tab }` */
  read(request: PageRequest): Promise<string>
}

export function createPages(deps: PagesDeps): Pages {
  const { catalogue, viewers, recommender, config } = deps

  const slot = (
    memory: ViewerMemory,
    request: PageRequest,
    shown: { clip: Clip; json: string; source: string },
    from: 'for_you' | 'following' | 'video',
    ad?: AdSlot,
  ): string => {
    const { clip, json, source } = shown
    memory.position++
    const ticket = deps.issueTicket({
      viewerKey: request.viewerKey,
      videoId: clip.id,
      creatorId: clip.owner.id,
      durationMs: clip.durationMs,
      position: memory.position,
      source: from,
      ...(ad ? { ad: { campaignId: ad.campaignId, priceMicro: ad.priceMicro } } : {}),
    })
    const liked = memory.liked.has(clip.id)
    const following = memory.following.has(clip.owner.id)
    const tail = ad
      ? `,"ad":${JSON.stringify({ campaignId: ad.campaignId, merchant: ad.merchant, title: ad.title, cta: ad.cta, url: ad.url })}`
      : ''
    return `{"kind":"${ad ? 'ad' : 'clip'}","ticket":"${ticket}","video":${json},"liked":${liked},"following":${following},"demo":${clip.demo},"source":"${source}"${tail}}`
  }

  /** An ad goes before the next clip when the policy of the ads module gives one for this place. */
  const adSlot = async (memory: ViewerMemory, request: PageRequest): Promise<string | undefined> => {
    const ad = deps.pickAd({
      viewerKey: request.viewerKey,
      position: memory.position + 1,
      organicSinceAd: memory.organicSinceAd,
    })
    if (!ad) return undefined
    const known = catalogue.get(ad.videoId)
    const clip = known?.clip ?? (await deps.findClip(ad.videoId, null))
    if (!clip) return undefined
    memory.organicSinceAd = 0
    const shown = { clip, json: known?.json ?? cardJson(clip, { views: 0, likes: 0 }), source: 'sponsored' }
    return slot(memory, request, shown, request.tab === 'following' ? 'following' : 'for_you', ad)
  }

  const organic = (memory: ViewerMemory, request: PageRequest, pick: Pick): string => {
    markSeen(memory, pick.entry.clip.id)
    memory.organicSinceAd++
    memory.lastOwner = pick.entry.clip.owner.id
    return slot(
      memory,
      request,
      { clip: pick.entry.clip, json: pick.entry.json, source: pick.source },
      request.tab === 'following' ? 'following' : 'for_you',
    )
  }

  const asked = async (
    memory: ViewerMemory,
    request: PageRequest,
    videoId: string,
  ): Promise<string | undefined> => {
    const known = catalogue.get(videoId)
    const clip = known?.clip ?? (await deps.findClip(videoId, request.accountId))
    if (!clip) return undefined
    markSeen(memory, clip.id)
    memory.organicSinceAd++
    memory.lastOwner = clip.owner.id
    return slot(
      memory,
      request,
      { clip, json: known?.json ?? cardJson(clip, { views: 0, likes: 0 }), source: 'asked' },
      'video',
    )
  }

  return {
    async read(request) {
      const memory = await viewers.load(request.viewerKey, request.accountId)
      const slots: string[] = []
      const taken = new Set<string>()
      if (request.first) {
        const first = await asked(memory, request, request.first)
        if (first) {
          slots.push(first)
          taken.add(request.first)
        }
      }
      const picks = recommender.recommend({
        viewerKey: request.viewerKey,
        memory,
        count: config.PAGE_SLOTS - slots.length,
        tab: request.tab,
        taken,
      })
      for (const pick of picks) {
        if (slots.length < config.PAGE_SLOTS - 1) {
          const ad = await adSlot(memory, request)
          if (ad) slots.push(ad)
        }
        if (slots.length >= config.PAGE_SLOTS) break
        slots.push(organic(memory, request, pick))
      }
      return `{"slots":[${slots.join(',')}],"tab":"${request.tab}"}`
    },
  }
}
