/** Sources that retrieval answers: it knows viewers and the clips' numbers, the feed knows the clips. */
import type { FoundList } from '../../recommend/index.ts'
import type { Catalogue, Entry } from '../catalogue.ts'
import type { Source } from './source.ts'

/** A list that retrieval makes of at most `limit`, all of which `mayCome`. */
type Ask = (viewerKey: string, limit: number, mayCome: (number: number) => boolean) => FoundList

/** Who wants no personalised feed gets none of it. */
export const retrieved = (
  catalogue: Catalogue,
  about: Pick<Source, 'name' | 'cap' | 'why'>,
  ask: Ask,
): Source => ({
  ...about,
  tries: false,
  candidates({ wishes, viewerKey, isOffered }) {
    if (!wishes.personalised) return []
    const found = ask(viewerKey, about.cap, isOffered)
    return found instanceof Promise
      ? // What comes late may have been offered meanwhile.
        found.then((list) => entriesOf(catalogue, list.filter(isOffered)))
      : entriesOf(catalogue, found)
  },
})

function entriesOf(catalogue: Catalogue, found: readonly number[]): Entry[] {
  const list: Entry[] = []
  for (const number of found) {
    const entry = catalogue.numbered(number)
    if (entry) list.push(entry)
  }
  return list
}
