/** Where a feed's clips come from. A source outlives its page, so that coming back finds the same clip in front. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import type { FeedTab, Slot } from '#api/routes.ts'
import { t } from '#i18n/words.svelte.ts'
import { afterSessionChange } from '#shell/session.svelte.ts'
import type { Entry } from '../deck/deck.svelte.ts'

export interface ClipSource {
  /** May be replaced by those who leave some out that lie ahead. */
  entries: readonly Entry[]
  readonly state: 'loading' | 'ready' | 'end' | 'error'
  readonly error: unknown
  /** The clip in front when the page was left. */
  index: number
  more: () => Promise<void>
  refresh: () => Promise<void>
}

let serial = 0

/** `first`: the clip that opens the feed. A page that brings nothing new is the end for now. */
export function clipSource(tab: FeedTab, first?: string): ClipSource {
  let entries = $state.raw<readonly Entry[]>([])
  let state = $state<ClipSource['state']>('loading')
  let error = $state.raw<unknown>(undefined)
  let busy: Promise<void> | undefined

  const fetchMore = async (fresh: boolean): Promise<void> => {
    if (state === 'end' && !fresh) return
    if (state === 'error' || fresh) state = 'loading'
    try {
      const query: { tab: FeedTab; first?: string } =
        first !== undefined && (fresh || entries.length === 0) ? { tab, first } : { tab }
      const { slots: offered } = await api('GET /v1/feed', { query })
      const slots = query.first === undefined ? offered : await opened(query.first, offered)
      const kept = fresh ? [] : entries
      const fits = newSlots(kept, slots)
      entries = [...kept, ...fits.map((slot): Entry => ({ key: `${++serial}`, slot }))]
      if (fresh) source.index = 0
      error = undefined
      state = fits.length === 0 ? 'end' : 'ready'
    } catch (fault) {
      error = fault
      state = 'error'
    }
  }
  const source: ClipSource = {
    get entries() {
      return entries
    },
    set entries(kept) {
      entries = kept
    },
    get state() {
      return state
    },
    get error() {
      return error
    },
    index: 0,
    more() {
      busy ??= fetchMore(false).finally(() => {
        busy = undefined
      })
      return busy
    },
    async refresh() {
      await busy
      await fetchMore(true)
    },
  }
  return source
}

/** The asked-for clip comes first even where the feed may not offer it (a private clip of one's own, say);
 *  then it has no ticket, and watching it counts for nobody. */
async function opened(videoId: string, offered: readonly Slot[]): Promise<readonly Slot[]> {
  if (offered[0]?.video.id === videoId) return offered
  const { card, own } = await api('GET /v1/videos/:videoId', { params: { videoId } })
  if (!card)
    throw new ApiError(
      `video_${own?.state ?? 'processing'}`,
      409,
      own?.reason?.message ?? t('video.notReady'),
    )
  const video = { ...card, counts: { views: 0, likes: 0 } }
  const slot: Slot = {
    kind: 'clip',
    ticket: '',
    video,
    liked: false,
    following: false,
    demo: false,
    source: 'opened',
  }
  return [slot, ...offered]
}

/** Slots that bring something: a clip shown lately is left out, an advertisement may return. */
function newSlots(kept: readonly Entry[], slots: readonly Slot[]): Slot[] {
  const seen = new Set(kept.slice(-60).flatMap(({ slot }) => (slot.kind === 'clip' ? [slot.video.id] : [])))
  const fits: Slot[] = []
  for (const slot of slots) {
    if (slot.kind === 'clip' && seen.has(slot.video.id)) continue
    if (slot.kind === 'clip') seen.add(slot.video.id)
    fits.push(slot)
  }
  return fits.some((slot) => slot.kind === 'clip') ? fits : []
}

const sources = new Map<string, ClipSource>()
/** The source of this name, made on first use. */
export function sourceOf(tab: FeedTab, first?: string): ClipSource {
  const name = `${tab} ${first ?? ''}`
  const known = sources.get(name)
  if (known) return known
  const made = clipSource(tab, first)
  sources.set(name, made)
  return made
}
// Tickets belong to a viewer: after a login or a logout every feed starts over.
afterSessionChange(() => sources.clear())
