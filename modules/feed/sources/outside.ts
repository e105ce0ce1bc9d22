/** A source that another module brings: it knows ids, the feed knows the clips. */
import type { Words } from '../../../platform/contract.ts'
import type { Wishes } from '../../tastes/index.ts'
import type { Catalogue, Entry } from '../catalogue.ts'
import type { Listed, Request, Source } from './source.ts'

/** Who asks, as far as another module may know it. */
export interface Asker {
  readonly viewerKey: string
  readonly lang: 'id' | 'en'
  /** Account ids. */
  readonly following: ReadonlySet<string>
  readonly wishes: Wishes
  /** Whether the feed knows the clip, and may give it to this viewer as something new. */
  mayCome(videoId: string): boolean
}

export interface OutsideSource {
  readonly name: string
  readonly cap: number
  /** Its clips are tried out: see {@link Source.tries}. */
  readonly tries: boolean
  readonly why: Words
  /** Best first, from memory: what is not there within 5 ms is left out of the page.
   *  `propensity`: the probability with which dice put it on this list; 1 unless told. */
  candidates(asker: Asker, limit: number): Ids | Promise<Ids>
}
type Ids = readonly { readonly videoId: string; readonly propensity?: number }[]

export const outside =
  (source: OutsideSource) =>
  (catalogue: Catalogue): Source => ({
    ...source,
    candidates(request) {
      const known = (ids: Ids): Listed =>
        ids.flatMap(({ videoId, propensity = 1 }) => {
          const entry = entryFor(catalogue, request, videoId)
          return entry ? [{ entry, listed: propensity }] : []
        })
      const { viewerKey, lang, wishes } = request
      const { following } = request.memory
      const mayCome = (videoId: string): boolean => entryFor(catalogue, request, videoId) !== undefined
      const ids = source.candidates({ viewerKey, lang, following, wishes, mayCome }, source.cap)
      return ids instanceof Promise ? ids.then(known) : known(ids)
    },
  })

/** What is for some alone is brought by whom they follow; nobody else's list may widen its audience. */
export function entryFor(catalogue: Catalogue, request: Request, videoId: string): Entry | undefined {
  const entry = catalogue.get(videoId)
  return entry && request.isOffered(entry.number) ? entry : undefined
}
