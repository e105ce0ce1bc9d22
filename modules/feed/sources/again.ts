/** What was seen, the longest ago first. Asked only when nothing else is left. */
import type { Catalogue, Entry } from '../catalogue.ts'
import type { Source } from './source.ts'

export const again = (catalogue: Catalogue): Source => ({
  name: 'again',
  cap: 36,
  tries: false,
  why: {
    en: 'You have seen everything else; of what you saw, this was longest ago.',
    id: 'Yang lain sudah kamu lihat; ini yang paling lama kamu tonton.',
  },
  candidates(request) {
    const { memory, tab } = request
    const found: Entry[] = []
    for (const number of memory.seen) {
      const entry = catalogue.numbered(number)
      if (!entry || !request.mayShow(entry)) continue
      const follows = memory.following.has(entry.clip.owner.id)
      if (!follows && (tab === 'following' || entry.clip.audience === 'some')) continue
      found.push(entry)
      if (found.length >= request.count + 6) break
    }
    // Among those one follows the newest comes first, seen or not.
    return tab === 'following' ? found.toSorted((a, b) => b.createdMs - a.createdMs) : found
  },
})
