/** Puts a page together: picks, ads in their places, a ticket for each slot. The answer is JSON as bytes: cards are kept
 *  encoded, so a page is mostly copied, and never flattened and encoded again. */
import { type Catalogue, cardOf, type Clip } from './catalogue.ts'
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
  /** @returns `{ slots, tab }` as UTF-8 JSON */
  read(request: PageRequest): Promise<Buffer>
}

export function createPages(deps: PagesDeps): Pages {
  const { catalogue, viewers, recommender, config } = deps

  const slot = (
    memory: ViewerMemory,
    request: PageRequest,
    shown: { clip: Clip; card: Buffer; source: string },
    from: 'for_you' | 'following' | 'video',
    ad?: AdSlot,
  ): Part[] => {
    const { clip, card, source } = shown
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
    const end = `,"liked":${liked},"following":${following},"demo":${clip.demo},"source":"${source}"`
    const begin = `{"kind":"${ad ? 'ad' : 'clip'}","ticket":"${ticket}","video":`
    return ad ? [begin, card, `${end},"ad":`, wordsOf(ad), '}'] : [begin, card, `${end}}`]
  }

  /** An ad goes before the next clip when the policy of the ads module gives one for this place. */
  const adSlot = async (
    memory: ViewerMemory,
    request: PageRequest,
    ad: AdSlot,
  ): Promise<Part[] | undefined> => {
    const known = catalogue.get(ad.videoId)
    const clip = known?.clip ?? (await deps.findClip(ad.videoId, null))
    if (!clip) return undefined
    memory.organicSinceAd = 0
    const shown = { clip, card: known?.card ?? cardOf(clip, { views: 0, likes: 0 }), source: 'sponsored' }
    return slot(memory, request, shown, request.tab === 'following' ? 'following' : 'for_you', ad)
  }

  const organic = (memory: ViewerMemory, request: PageRequest, pick: Pick): Part[] => {
    markSeen(memory, pick.entry.clip.id)
    memory.organicSinceAd++
    memory.lastOwner = pick.entry.clip.owner.id
    return slot(
      memory,
      request,
      { clip: pick.entry.clip, card: pick.entry.card, source: pick.source },
      request.tab === 'following' ? 'following' : 'for_you',
    )
  }

  const asked = async (
    memory: ViewerMemory,
    request: PageRequest,
    videoId: string,
  ): Promise<Part[] | undefined> => {
    const known = catalogue.get(videoId)
    const clip = known?.clip ?? (await deps.findClip(videoId, request.accountId))
    if (!clip) return undefined
    markSeen(memory, clip.id)
    memory.organicSinceAd++
    memory.lastOwner = clip.owner.id
    return slot(
      memory,
      request,
      { clip, card: known?.card ?? cardOf(clip, { views: 0, likes: 0 }), source: 'asked' },
      'video',
    )
  }

  return {
    async read(request) {
      const memory = await viewers.load(request.viewerKey, request.accountId)
      const slots: Part[][] = []
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
        const place = {
          viewerKey: request.viewerKey,
          position: memory.position + 1,
          organicSinceAd: memory.organicSinceAd,
        }
        const ad = slots.length < config.PAGE_SLOTS - 1 ? deps.pickAd(place) : undefined
        const shown = ad && (await adSlot(memory, request, ad))
        if (shown) slots.push(shown)
        if (slots.length >= config.PAGE_SLOTS) break
        slots.push(organic(memory, request, pick))
      }
      return join(slots, request.tab)
    },
  }
}

/** A piece of JSON: bytes, or text that is ASCII alone. */
type Part = Buffer | string

function join(slots: readonly (readonly Part[])[], tab: PageRequest['tab']): Buffer {
  const parts: Part[] = ['{"slots":[']
  for (const [at, slot] of slots.entries()) {
    if (at > 0) parts.push(',')
    parts.push(...slot)
  }
  parts.push(`],"tab":"${tab}"}`)
  let size = 0
  for (const part of parts) size += part.length
  const page = Buffer.allocUnsafe(size)
  let at = 0
  for (const part of parts)
    at += typeof part === 'string' ? page.write(part, at, 'latin1') : part.copy(page, at)
  return page
}

const wordsOf = ({ campaignId, merchant, title, cta, url }: AdSlot): Buffer =>
  Buffer.from(JSON.stringify({ campaignId, merchant, title, cta, url }))
