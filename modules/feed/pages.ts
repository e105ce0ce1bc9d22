/** Puts a page together: the chosen clips, ads in their places, a ticket for each slot. Cards are kept as JSON of ASCII
 *  alone, so a page is joined from pieces that are ready and leaves as one text of one byte a character. */
import type { Clock } from '../../platform/clock.ts'
import { cardOf } from './card.ts'
import { type Catalogue, isOpen } from './catalogue.ts'
import type { FeedConfig } from './config.ts'
import type { FindClips } from './filters/visibility.ts'
import type { Chosen, DrawnPage, Pipeline } from './pipeline.ts'
import type { PageSampler } from './samples/sample-pages.ts'
import type { AdSlot, Offer, PageOf, Shown } from './slots/offer-slot.ts'
import type { SlotLog } from './slots/slot-log.ts'
import type { ViewerMemory, Viewers } from './viewers.ts'
import type { Wishes } from '../tastes/index.ts'

/** What other modules do for a page. */
export interface PageSources {
  readonly pickAd: (viewer: {
    viewerKey: string
    position: number
    organicSinceAd: number
  }) => AdSlot | undefined
  readonly findClips: FindClips
  /** What the viewer wants and does not; at once for one who was here lately. */
  readonly wishesOf: (viewerKey: string) => Wishes | Promise<Wishes>
}

interface PagesDeps extends PageSources {
  readonly clock: Clock
  readonly catalogue: Catalogue
  readonly viewers: Viewers
  readonly pipeline: Pick<Pipeline, 'choose'>
  readonly offer: Offer
  readonly slots: Pick<SlotLog, 'hasRoom'>
  readonly sampler: Pick<PageSampler, 'wants' | 'begin'>
  readonly ids: { uuidBytes(): Uint8Array }
  readonly config: FeedConfig
  /** Told who asks before anything else is looked up, so that what is read of them is read meanwhile. */
  readonly meet?: ((viewerKey: string) => void) | undefined
}

export interface PageRequest {
  readonly viewerKey: string
  readonly accountId: string | null
  readonly tab: 'for-you' | 'following'
  /** Indonesian unless told. */
  readonly lang?: 'id' | 'en'
  /** A clip to begin with. */
  readonly first?: string | undefined
}

export interface Pages {
  /** @returns `{ slots, tab }` as JSON */
  read(request: PageRequest): Promise<string>
}

export function createPages(deps: PagesDeps): Pages {
  const { clock, catalogue, viewers, pipeline, offer, config } = deps

  /** The clip as this viewer may see it. What is for everyone lies in the catalogue ready to be sent; for the rest,
   *  the videos module is asked at each page: it knows who may see it, and signs addresses that end. */
  const find = async (
    videoId: string,
    accountId: string | null,
    source: string,
    { apart }: Wishes,
  ): Promise<Shown | undefined> => {
    const known = catalogue.get(videoId)
    if (known && apart.has(known.clip.owner.id)) return undefined
    const plain = { source, isTrial: false, propensity: 1, parts: [] }
    if (known && isOpen(known.clip)) {
      const { clip, card, traits, number } = known
      return { ...plain, clip, card, traits, number }
    }
    const clip = (await deps.findClips([videoId], accountId)).get(videoId)
    if (!clip || apart.has(clip.owner.id)) return undefined
    const card = cardOf(clip, known?.counts ?? noCounts)
    return { ...plain, clip, card, traits: catalogue.numbering.of(clip), number: known?.number }
  }

  /** The policy of the ads module says whether one may come before the next clip. Where its creator or its sound stands on
   *  either side, or a clip that is 18+, it waits for a place further down: it is held for this viewer, so it is not thrown
   *  away. */
  const adFor = ({ viewerKey, memory: { position, organicSinceAd } }: PageOf): AdSlot | undefined =>
    deps.pickAd({ viewerKey, position: position + 1, organicSinceAd })

  const make = async (
    request: PageRequest,
    wishes: Wishes,
    memory: ViewerMemory,
  ): Promise<readonly string[]> => {
    const { viewerKey, accountId, tab } = request
    const nowMs = clock.now().getTime()
    // Nothing is kept of who does not want to be learned from.
    const requestId = wishes.learning && deps.slots.hasRoom() ? deps.ids.uuidBytes() : undefined
    const page: PageOf = { viewerKey, memory, nowMs, requestId }
    const from = tab === 'following' ? 'following' : 'for_you'
    const slots: string[] = []
    const taken = new Set<number>()
    const first = request.first ? await find(request.first, accountId, 'asked', wishes) : undefined
    if (first) {
      slots.push(offer.clip(page, first, 'video'))
      if (first.number !== undefined) taken.add(first.number)
    }
    const count = config.PAGE_SLOTS - slots.length
    const lang = request.lang ?? 'id'
    const onDrawn =
      requestId && deps.sampler.wants(requestId, nowMs)
        ? (drawn: DrawnPage) => deps.sampler.begin(requestId, nowMs, drawn)
        : undefined
    const chosen = pipeline.choose({
      viewerKey,
      accountId,
      lang,
      memory,
      wishes,
      nowMs,
      count,
      tab,
      taken,
      onDrawn,
    })
    let waiting: AdSlot | undefined
    for (const pick of chosen instanceof Promise ? await chosen : chosen) {
      const ad = slots.length < config.PAGE_SLOTS - 1 ? (waiting ?? adFor(page)) : undefined
      const shown = ad && (await find(ad.videoId, null, 'sponsored', wishes))
      waiting = shown && (isBeside(shown, pick, memory) || isBetweenAdults(pick, memory)) ? ad : undefined
      if (ad && shown && !waiting) slots.push(offer.ad(page, shown, from, ad))
      if (slots.length >= config.PAGE_SLOTS) break
      slots.push(offer.clip(page, shownOf(pick), from))
    }
    return slots
  }

  /** No ad stands beside what is 18+. */
  const isBetweenAdults = ({ entry }: Chosen, { recent }: ViewerMemory): boolean => {
    const before = recent.at(-1)
    const clips = [before && catalogue.get(before.videoId)?.clip, entry.clip]
    return clips.some((clip) => clip?.isAgeRestricted)
  }

  return {
    async read(request) {
      deps.meet?.(request.viewerKey)
      const given = deps.wishesOf(request.viewerKey)
      const wishes = given instanceof Promise ? await given : given
      const loaded = viewers.load(request.viewerKey, request.accountId, wishes)
      const memory = loaded instanceof Promise ? await loaded : loaded
      // Two pages at once would be made from the same memory: the second goes on from the first.
      while (memory.busy) await memory.busy.catch(() => {})
      const making = make(request, wishes, memory)
      memory.busy = making
      try {
        return pageOf(await making, request.tab)
      } finally {
        memory.busy = undefined
      }
    },
  }
}

function shownOf({ entry, signed, source, isTrial, propensity, parts }: Chosen): Shown {
  const { traits, number } = entry
  const clip = signed ?? entry.clip
  const card = signed ? cardOf(signed, entry.counts) : entry.card
  return { clip, card, traits, number, source, isTrial, propensity, parts }
}

function isBeside({ traits: ad }: Shown, next: Chosen, { recent }: ViewerMemory): boolean {
  const before = recent.at(-1)?.traits
  return [before, next.entry.traits].some(
    (one) => one?.owner === ad.owner || (ad.sound !== 0 && one?.sound === ad.sound),
  )
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
