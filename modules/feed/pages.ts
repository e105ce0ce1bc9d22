/** Puts a page together: picks, ads in their places, a ticket for each slot. Cards are kept as JSON of ASCII alone, so a
 *  page is joined from pieces that are ready and leaves as one text of one byte a character. */
import { asciiJson, type Catalogue, cardOf, type Clip } from './catalogue.ts'
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

/** What other modules do for a page. */
export interface PageSources {
  readonly issueTicket: TicketIssuer
  readonly pickAd: (viewer: {
    viewerKey: string
    position: number
    organicSinceAd: number
  }) => AdSlot | undefined
  /** Those of the clips that the viewer may see now, as they are, with addresses that work: asked for what is not for
   *  everyone (for followers, unlisted). */
  readonly findClips: (
    videoIds: readonly string[],
    accountId: string | null,
  ) => Promise<ReadonlyMap<string, Clip>>
}

interface PagesDeps extends PageSources {
  readonly catalogue: Catalogue
  readonly viewers: Viewers
  readonly recommender: Recommender
  readonly config: FeedConfig
}

export interface PageRequest {
  readonly viewerKey: string
  readonly accountId: string | null
  readonly tab: 'for-you' | 'following'
  /** A clip to begin with. */
  readonly first?: string | undefined
}

export interface Pages {
  /** @returns `{ slots, tab }` as JSON */
  read(request: PageRequest): Promise<string>
}

/** A clip on its way into a slot. */
interface Shown {
  readonly clip: Clip
  readonly card: string
  /** Its place in the viewer's memory; a clip that is not in the catalogue has none. */
  readonly number: number | undefined
  readonly source: string
}

export function createPages(deps: PagesDeps): Pages {
  const { catalogue, viewers, recommender, config } = deps

  const slot = (
    memory: ViewerMemory,
    request: PageRequest,
    { clip, card, source }: Shown,
    from: 'for_you' | 'following' | 'video',
    ad?: AdSlot,
  ): string => {
    memory.position++
    const ticket = deps.issueTicket({
      viewerKey: request.viewerKey,
      videoId: clip.id,
      creatorId: clip.owner.id,
      durationMs: clip.durationMs,
      position: memory.position,
      source: from,
      ...(ad ? { ad: { campaignId: ad.campaignId, priceMicro: ad.priceMicro } } : undefined),
    })
    const liked = memory.liked.has(clip.id)
    const following = memory.following.has(clip.owner.id)
    const end = `,"liked":${liked},"following":${following},"demo":${clip.demo},"source":"${source}"`
    const begin = `{"kind":"${ad ? 'ad' : 'clip'}","ticket":"${ticket}","video":`
    return ad ? `${begin}${card}${end},"ad":${wordsOf(ad)}}` : `${begin}${card}${end}}`
  }

  /** The clip as this viewer may see it. What is for everyone lies in the catalogue ready to be sent; for the rest,
   *  the videos module is asked at each page: it knows who may see it, and signs addresses that end. */
  const find = async (
    videoId: string,
    accountId: string | null,
    source: string,
  ): Promise<Shown | undefined> => {
    const known = catalogue.get(videoId)
    if (known?.clip.audience === 'everyone')
      return { clip: known.clip, card: known.card, number: known.number, source }
    const clip = (await deps.findClips([videoId], accountId)).get(videoId)
    return clip && { clip, card: cardOf(clip, known?.counts ?? noCounts), number: known?.number, source }
  }

  /** Those of the picks that are not for everyone and that the viewer may see now. */
  const guardedClips = (
    picks: readonly Pick[],
    accountId: string | null,
  ): Promise<ReadonlyMap<string, Clip>> | undefined => {
    const guarded = picks.filter(({ entry }) => entry.clip.audience !== 'everyone')
    if (guarded.length === 0) return undefined
    return deps.findClips(
      guarded.map(({ entry }) => entry.clip.id),
      accountId,
    )
  }

  const shownOf = (
    { entry, source }: Pick,
    allowed: ReadonlyMap<string, Clip> | undefined,
  ): Shown | undefined => {
    const { clip, card, number, counts } = entry
    if (clip.audience === 'everyone') return { clip, card, number, source }
    const signed = allowed?.get(clip.id)
    return signed && { clip: signed, card: cardOf(signed, counts), number, source }
  }

  /** An ad goes before the next clip when the policy of the ads module gives one for this place. */
  const adSlot = async (
    memory: ViewerMemory,
    request: PageRequest,
    ad: AdSlot,
  ): Promise<string | undefined> => {
    const shown = await find(ad.videoId, null, 'sponsored')
    if (!shown) return undefined
    memory.organicSinceAd = 0
    return slot(memory, request, shown, request.tab === 'following' ? 'following' : 'for_you', ad)
  }

  const organic = (
    memory: ViewerMemory,
    request: PageRequest,
    shown: Shown,
    from: 'for_you' | 'following' | 'video',
  ): string => {
    if (shown.number !== undefined) markSeen(memory, shown.number)
    memory.organicSinceAd++
    memory.lastOwner = shown.clip.owner.id
    return slot(memory, request, shown, from)
  }

  return {
    async read(request) {
      const loaded = viewers.load(request.viewerKey, request.accountId)
      const memory = loaded instanceof Promise ? await loaded : loaded
      const slots: string[] = []
      const taken = new Set<number>()
      const first = request.first ? await find(request.first, request.accountId, 'asked') : undefined
      if (first) {
        slots.push(organic(memory, request, first, 'video'))
        if (first.number !== undefined) taken.add(first.number)
      }
      const picks = recommender.recommend({
        viewerKey: request.viewerKey,
        memory,
        count: config.PAGE_SLOTS - slots.length,
        tab: request.tab,
        taken,
      })
      const guarded = guardedClips(picks, request.accountId)
      const allowed = guarded && (await guarded)
      for (const pick of picks) {
        const shown = shownOf(pick, allowed)
        if (!shown) {
          markSeen(memory, pick.entry.number) // not asked about again soon
          continue
        }
        const place = {
          viewerKey: request.viewerKey,
          position: memory.position + 1,
          organicSinceAd: memory.organicSinceAd,
        }
        const ad = slots.length < config.PAGE_SLOTS - 1 ? deps.pickAd(place) : undefined
        const sponsored = ad && (await adSlot(memory, request, ad))
        if (sponsored) slots.push(sponsored)
        if (slots.length >= config.PAGE_SLOTS) break
        slots.push(organic(memory, request, shown, request.tab === 'following' ? 'following' : 'for_you'))
      }
      return pageOf(slots, request.tab)
    },
  }
}

/** Not `join`: it would copy every piece once more than the socket does. */
function pageOf(slots: readonly string[], tab: PageRequest['tab']): string {
  let page = '{"slots":['
  let between = ''
  for (const slot of slots) {
    page += between + slot
    between = ','
  }
  return `${page}],"tab":"${tab}"}`
}

const noCounts = { views: 0, likes: 0 }

const wordsOf = ({ campaignId, merchant, title, cta, url }: AdSlot): string =>
  asciiJson({ campaignId, merchant, title, cta, url })
