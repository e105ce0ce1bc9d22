/** Sources that retrieval answers: it knows ids and viewers, the feed knows the clips. */
import type { Found, FoundList } from '../../recommend/index.ts'
import type { Catalogue, Entry } from '../catalogue.ts'
import { isOffered } from './outside.ts'
import type { Source } from './source.ts'

/** A list that retrieval makes of at most `limit`, all of which `mayCome`. */
type Ask = (viewerKey: string, limit: number, mayCome: (clip: Found) => boolean) => FoundList

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
    const mayCome = ({ number }: Found): boolean => isOffered(catalogue.numbered(number), request)
    const found = ask(request.viewerKey, about.cap, mayCome)
    return found instanceof Promise
      ? // What comes late may have been offered meanwhile.
        found.then((list) => entriesOf(catalogue, list.filter(mayCome)))
      : entriesOf(catalogue, found)
  },
})

function entriesOf(catalogue: Catalogue, found: readonly Found[]): Entry[] {
  const list: Entry[] = []
  for (const { number } of found) {
    const entry = catalogue.numbered(number)
    if (entry) list.push(entry)
  }
  return list
}
