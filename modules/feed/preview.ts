/** A page that is made to be looked at: chosen as any other, and then nothing is signed, marked as seen or kept. */
import type { Clock } from '../../platform/clock.ts'
import { noWishes } from '../tastes/index.ts'
import type { FeedSettings, PreviewSlot } from '../tuning/index.ts'
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
      random: diceFrom(dice),
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
  const isForAll = clip.audience === 'everyone'
  return {
    videoId: clip.id,
    clip: isForAll ? { caption: clip.caption, handle: clip.owner.handle, posterUrl: clip.posterUrl } : null,
    source,
    isTrial,
    score: parts.length === 0 ? null : parts.reduce((sum, points) => sum + points, 0),
  }
}

/** Source: https://github.com/bryc/code/blob/master/jshash/PRNGs.md, mulberry32. */
function diceFrom(seed: number): () => number {
  let a = Math.floor(seed * 4_294_967_296)
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
