/** Sources that retrieval answers: it knows ids and viewers, the feed knows the clips. */
import type { Found, FoundList } from '../../recommend/index.ts'
import type { Catalogue, Entry } from '../catalogue.ts'
import { entryFor } from './outside.ts'
import type { Listed, Request, Source } from './source.ts'

/** A list that retrieval makes of at most `limit`. */
type Ask = (viewerKey: string, limit: number, mayCome: (videoId: string) => boolean) => FoundList

/** Who wants no personalised feed gets none of it. */
export const retrieved = (
  catalogue: Catalogue,
  about: Pick<Source, 'name' | 'cap' | 'why'>,
  ask: Ask,
): Source => ({
  ...about,
  tries: false,
  candidates(request) {
    if (!request.wishes.personalised) return []
    const mayCome = (videoId: string): boolean => entryFor(catalogue, request, videoId) !== undefined
    const found = ask(request.viewerKey, about.cap, mayCome)
    return found instanceof Promise
      ? found.then((list) => known(catalogue, request, list))
      : known(catalogue, request, found)
  },
})

/** What comes late may have been offered meanwhile. */
function known(catalogue: Catalogue, request: Request, found: readonly Found[]): Listed {
  const list: Entry[] = []
  for (const { videoId } of found) {
    const entry = entryFor(catalogue, request, videoId)
    if (entry) list.push(entry)
  }
  return list
}
