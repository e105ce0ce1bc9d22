/** What may come in a page, for whoever looks for it. */
import type { Catalogue, Entry } from '../catalogue.ts'
import { sieveOf } from '../filters/sieve.ts'
import type { Request } from './source.ts'

export type AskedOf = Omit<Request, 'mayShow' | 'isNew' | 'isOffered'> & {
  /** Numbers of the clips that this page holds already. */
  readonly taken: ReadonlySet<number>
}

export function requestOf(asked: AskedOf, catalogue: Catalogue): Request {
  const { accountId, count, lang, memory, nowMs, tab, taken, tuned, viewerKey, wishes } = asked
  const { seen } = memory
  const sieve = sieveOf(wishes)
  const mayShow = (entry: Entry): boolean =>
    entry.clip.owner.id !== viewerKey && !taken.has(entry.number) && sieve.lets(entry)
  /** Hundreds are asked about: of most no more is looked at than a place in an array. */
  const takesAnyOpen = sieve.isOpen && catalogue.ofOwner(viewerKey).length === 0
  return {
    accountId,
    count,
    lang,
    memory,
    nowMs,
    tab,
    tuned,
    viewerKey,
    wishes,
    mayShow,
    isNew: (entry) => !seen.has(entry.number) && mayShow(entry),
    isOffered(number) {
      if (seen.has(number) || taken.has(number)) return false
      if (takesAnyOpen && catalogue.isOpenAt(number)) return true
      const entry = catalogue.numbered(number)
      return entry?.clip.audience === 'everyone' && mayShow(entry)
    },
  }
}
