/** A slot on its way to a viewer: its ticket, its piece of the page, what is remembered of it and what is kept. */
import { asciiJson } from '../card.ts'
import type { Clip } from '../catalogue.ts'
import type { Traits } from '../traits.ts'
import { markSeen, remember, type ViewerMemory } from '../viewers.ts'
import type { SlotLog } from './slot-log.ts'

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

type Place = 'for_you' | 'following' | 'video'

export type TicketIssuer = (fields: {
  viewerKey: string
  videoId: string
  creatorId: string
  durationMs: number
  position: number
  source: Place
  atMs?: number | undefined
  ticketId?: Uint8Array | undefined
  ad?: { campaignId: string; priceMicro: bigint }
}) => string

/** A clip on its way into a slot. */
export interface Shown {
  readonly clip: Clip
  readonly card: string
  readonly traits: Traits
  /** Its place in the viewer's memory; a clip that is not in the catalogue has none. */
  readonly number: number | undefined
  readonly source: string
  readonly isTrial: boolean
  readonly propensity: number
  readonly parts: readonly number[]
}

/** What all slots of one page share. */
export interface PageOf {
  readonly viewerKey: string
  readonly memory: ViewerMemory
  /** Absent where the page leaves no record. */
  readonly requestId: Uint8Array | undefined
  readonly nowMs: number
}

export interface OfferDeps {
  readonly issueTicket: TicketIssuer
  readonly ids: { uuidBytes(): Uint8Array }
  readonly slots: Pick<SlotLog, 'note'>
  /** Version of the ranker as it is now. */
  readonly model: () => number
}

export interface Offer {
  clip(page: PageOf, shown: Shown, from: Place): string
  ad(page: PageOf, shown: Shown, from: Place, ad: AdSlot): string
}

export function createOffer(deps: OfferDeps): Offer {
  const { issueTicket, ids, slots, model } = deps
  return {
    clip(page, shown, from) {
      const { memory, viewerKey, requestId } = page
      const { clip, traits, source, isTrial, propensity, parts } = shown
      if (shown.number !== undefined) markSeen(memory, shown.number)
      remember(memory, { videoId: clip.id, number: shown.number, traits, source, isTrial, propensity, parts })
      memory.organicSinceAd++
      const position = ++memory.position
      const ticketId = requestId && ids.uuidBytes()
      const ticket = issueTicket({
        viewerKey,
        videoId: clip.id,
        creatorId: clip.owner.id,
        durationMs: clip.durationMs,
        position,
        source: from,
        atMs: page.nowMs,
        ticketId,
      })
      if (requestId && ticketId)
        slots.note({
          offeredMs: page.nowMs,
          requestId,
          ticketId,
          videoId: clip.id,
          position,
          source,
          propensity,
          model: model(),
        })
      return `{"kind":"clip","ticket":"${ticket}","video":${shown.card}${stateOf(memory, shown)}}`
    },
    ad(page, shown, from, ad) {
      const { memory, viewerKey } = page
      memory.organicSinceAd = 0
      const ticket = issueTicket({
        viewerKey,
        videoId: shown.clip.id,
        creatorId: shown.clip.owner.id,
        durationMs: shown.clip.durationMs,
        position: ++memory.position,
        source: from,
        atMs: page.nowMs,
        ad: { campaignId: ad.campaignId, priceMicro: ad.priceMicro },
      })
      return `{"kind":"ad","ticket":"${ticket}","video":${shown.card}${stateOf(memory, shown)},"ad":${wordsOf(ad)}}`
    },
  }
}

function stateOf(memory: ViewerMemory, { clip, source }: Shown): string {
  const liked = memory.liked.has(clip.id)
  const following = memory.following.has(clip.owner.id)
  return `,"liked":${liked},"following":${following},"demo":${clip.demo},"source":"${source}"`
}

const wordsOf = ({ campaignId, merchant, title, cta, url }: AdSlot): string =>
  asciiJson({ campaignId, merchant, title, cta, url })
