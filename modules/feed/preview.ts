/** A page that is made to be looked at: chosen as any other, and then nothing is signed, marked as seen or kept. */
import type { Clock } from '../../platform/clock.ts'
import { mulberry32 } from '../../platform/random.ts'
import { noWishes } from '../tastes/index.ts'
import type { FeedSettings, PreviewSlot } from '../tuning/index.ts'
import { isOpen } from './catalogue.ts'
import type { FeedConfig } from './config.ts'
import type { PageSources } from './pages.ts'
import type { Chosen, Pipeline } from './pipeline.ts'
import { newMemory, type ViewerMemory, type Viewers } from './viewers.ts'

export interface PreviewRequest {
  /** Null: somebody who was never here. */
  readonly accountId: string | null
  readonly lang: 'id' | 'en'
  readonly settings: FeedSettings
  /** 0 ≤ x < 1: with the same number and settings, the same throws. */
  readonly dice: number
}

interface PreviewDeps {
  readonly clock: Clock
  readonly config: FeedConfig
  readonly viewers: Viewers
  readonly pipeline: Pick<Pipeline, 'choose'>
  readonly wishesOf: PageSources['wishesOf']
}

const stranger = '00000000-0000-0000-0000-000000000000'

export const createPreview =
  ({ clock, config, viewers, pipeline, wishesOf }: PreviewDeps) =>
  async ({ accountId, lang, settings, dice }: PreviewRequest): Promise<readonly PreviewSlot[]> => {
    const viewerKey = accountId ?? stranger
    const wishes = accountId === null ? noWishes : await wishesOf(accountId)
    const memory = accountId === null ? newMemory() : await viewers.load(accountId, accountId, wishes)
    const chosen = await pipeline.choose({
      viewerKey,
      accountId,
      lang,
      tab: 'for-you',
      memory: apartFrom(memory),
      wishes,
      tuned: settings,
      random: mulberry32(Math.floor(dice * 4_294_967_296)),
      count: config.PAGE_SLOTS,
      nowMs: clock.now().getTime(),
      taken: new Set(),
    })
    return chosen.map(slotOf)
  }

/** The viewer's own page must not begin where this one ended. */
const apartFrom = (memory: ViewerMemory): ViewerMemory => ({
  ...memory,
  recent: [...memory.recent],
  unseenFrom: newMemory().unseenFrom,
})

function slotOf({ entry, source, isTrial, parts }: Chosen): PreviewSlot {
  const { clip } = entry
  const isForAll = isOpen(clip)
  return {
    videoId: clip.id,
    clip: isForAll ? { caption: clip.caption, handle: clip.owner.handle, posterUrl: clip.posterUrl } : null,
    source,
    isTrial,
    score: parts.length === 0 ? null : parts.reduce((sum, points) => sum + points, 0),
  }
}
