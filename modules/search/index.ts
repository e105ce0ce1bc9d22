/** Search: finding people, clips, tags and sounds by their words, and what is rising.
 *  - What is published is found within seconds; what is withdrawn or made private is not shown from that moment on: the
 *    index says where to look, and each thing's own module whether it is still for everyone.
 *  - Only what everyone may see is in the index, and of words that nothing public has any more, nothing is kept.
 *  - The index holds nothing of its own but what clips gained lately: it can be made anew from its sources at any time. */
import type { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import { createTrending, type TrendingDeps } from './trending.ts'
import type { zSuggestion } from './contract.ts'
import { find, type Section } from './find.ts'
import { type FollowDeps, rebuild, refresh } from './follow.ts'
import { type HeatDeps, measureHeat } from './measure-heat.ts'
import { type Asker, show, type ShowDeps, type Shown } from './show.ts'
import { suggest } from './suggest.ts'

export { searchConfig } from './config.ts'
export { mountSearch } from './http.ts'
export { workSearch } from './jobs.ts'

export interface SearchDeps extends FollowDeps, HeatDeps, ShowDeps, TrendingDeps {
  readonly clock: Clock
  readonly accounts: FollowDeps['accounts']
  readonly sounds: FollowDeps['sounds'] & ShowDeps['sounds']
  readonly videos: FollowDeps['videos'] & ShowDeps['videos']
  readonly social: HeatDeps['social'] & ShowDeps['social']
  readonly playback: HeatDeps['playback'] & TrendingDeps['playback']
}

export type Suggestion = z.input<typeof zSuggestion>

export interface FoundPage extends Shown {
  readonly match: 'all' | 'some'
  readonly corrected: string | null
  readonly nearest: string | null
  readonly nextCursor: string | null
}

export interface Search {
  /** @throws Refusal cursor_unknown */
  find(
    asked: { readonly text: string; readonly section: Section; readonly cursor: string | undefined },
    asker: Asker,
  ): Promise<FoundPage>
  suggest(text: string, asker: Asker): Promise<Suggestion[]>
  /** @param asked.lang of that language only; every language unless told
   *  @param asked.region among those who chose it; where they are too few, and unless told, on the whole stage
   *  @returns the region that it is of; null: the whole stage */
  trending(
    asked: { readonly lang?: 'id' | 'en' | undefined; readonly region?: string | undefined },
    asker: Asker,
  ): Promise<Pick<Shown, 'tags' | 'sounds' | 'clips'> & { region: string | null }>
  /** Clips that are rising in a region, as of some minutes ago, the fastest first; from memory, none before they were
   *  worked out. */
  risingIn(region: string): readonly string[]
  /** Takes in what changed. @returns how many entries; undefined when another process is at it */
  refresh(): Promise<number | undefined>
  /** Makes the index anew; whoever searches meanwhile finds what was there. @returns how many entries; undefined when
   *  another process is at it */
  rebuild(): Promise<number | undefined>
  /** Reads the counters again. */
  measureHeat(): Promise<void>
}

const trendingMax = { tags: 12, sounds: 8, clips: 24 }

export function createSearch(deps: SearchDeps): Search {
  const { db } = deps
  const rising = createTrending(deps)
  return {
    async find(asked, asker) {
      const { found, match, question, nextCursor } = await find(db, asked)
      return {
        ...(await show(deps, found, asker)),
        match,
        corrected: question?.corrected ?? null,
        nearest: question?.nearest ?? null,
        nextCursor,
      }
    },
    async suggest(text, asker) {
      const { texts, found } = await suggest(db, text)
      const { people, tags, sounds } = await show(deps, found, asker)
      return [
        ...texts.map((one): Suggestion => ({ kind: 'text', text: one })),
        ...people.map(({ handle, displayName }): Suggestion => ({ kind: 'person', handle, displayName })),
        ...tags.map(({ tag, clips }): Suggestion => ({ kind: 'tag', tag, clips })),
        ...sounds.map(({ id, title, artist }): Suggestion => ({ kind: 'sound', id, title, artist })),
      ]
    },
    async trending({ lang, region: wanted }, asker) {
      const { region, list } = await rising.read(lang, wanted)
      const { tags, sounds, clips } = await show(deps, list, asker)
      return {
        region,
        tags: tags.slice(0, trendingMax.tags),
        sounds: sounds.slice(0, trendingMax.sounds),
        clips: clips.slice(0, trendingMax.clips),
      }
    },
    risingIn: rising.near,
    refresh: () => refresh(deps),
    rebuild: () => rebuild(deps),
    measureHeat: () => measureHeat(deps),
  }
}
