/** Clips of the creators that the viewer follows, newest first. */
import type { Catalogue, Entry } from '../catalogue.ts'
import type { Request, Source } from './source.ts'

export const followed = (catalogue: Catalogue): Source => ({
  name: 'followed',
  cap: 36,
  tries: false,
  why: { en: 'You follow its creator.', id: 'Kamu mengikuti pembuatnya.' },
  candidates: (request) =>
    request.tab === 'following' || request.wishes.personalised ? newest(catalogue, request) : [],
})

/** Of each creator no more is looked at than may come among the first. */
function newest(catalogue: Catalogue, request: Request): Entry[] {
  const found: Entry[] = []
  const wanted = request.count + 6
  for (const owner of request.memory.following)
    for (const entry of catalogue.ofOwner(owner)) {
      if (found.length >= wanted && entry.createdMs <= (found.at(-1)?.createdMs ?? 0)) break
      if (!request.isNew(entry)) continue
      const place = found.findIndex((one) => one.createdMs < entry.createdMs)
      found.splice(place < 0 ? found.length : place, 0, entry)
      if (found.length > wanted) found.pop()
    }
  return found
}
