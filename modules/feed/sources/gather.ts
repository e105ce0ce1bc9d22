/** Asks every source of a page. One that throws or is late is counted, and the page is made from what the others brought. */
import { createPlaces } from '../../../platform/places.ts'
import type { Entry } from '../catalogue.ts'
import type { Candidate, Listed, Request, Source } from './source.ts'

export const budgetMs = 5

export type Fault = 'threw' | 'late'

/** At once where every source answers at once. */
export function gather(
  sources: readonly Source[],
  request: Request,
  onFault: (source: string, fault: Fault, error?: unknown) => void,
): Candidate[] | Promise<Candidate[]> {
  const lists: (Listed | undefined)[] = []
  const waiting: Promise<void>[] = []
  for (let at = 0; at < sources.length; at++) {
    const source = sources[at]
    if (source === undefined) continue
    try {
      const listed = source.candidates(request)
      if (listed instanceof Promise)
        waiting.push(
          listed.then(
            (list) => {
              lists[at] = list
            },
            (error: unknown) => {
              lists[at] = []
              onFault(source.name, 'threw', error)
            },
          ),
        )
      else lists[at] = listed
    } catch (error) {
      lists[at] = []
      onFault(source.name, 'threw', error)
    }
  }
  if (waiting.length === 0) return merge(sources, lists)
  return within(budgetMs, waiting).then(() => {
    for (const [at, source] of sources.entries()) if (lists[at] === undefined) onFault(source.name, 'late')
    // What comes in later belongs to no page.
    return merge(sources, [...lists])
  })
}

function within(ms: number, work: readonly Promise<void>[]): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((done) => {
    timer = setTimeout(done, ms)
  })
  return Promise.race([Promise.all(work), over]).finally(() => clearTimeout(timer))
}

/** For the clip of each number: the page that met it last, and its place among that page's candidates. Kept from page to
 *  page, because merging waits for nothing. */
const metBy = createPlaces(0)
const metAt = createPlaces(0)
let page = 0

/** Each clip once, under the source that comes first; the certain listing of one source outweighs the dice of another. */
function merge(sources: readonly Source[], lists: readonly (Listed | undefined)[]): Candidate[] {
  const candidates: Candidate[] = []
  page = page === 2 ** 31 - 1 ? 1 : page + 1
  for (let at = 0; at < sources.length; at++) {
    const source = sources[at]
    const list = lists[at]
    if (source === undefined || list === undefined) continue
    const trial = source.tries ? source.name : undefined
    for (let place = 0; place < list.length && place < source.cap; place++) {
      const one = list[place]
      if (one === undefined) continue
      const entry: Entry = 'clip' in one ? one : one.entry
      const listed = 'clip' in one ? 1 : one.listed
      const { number } = entry
      if (metBy.at(number) !== page) {
        metBy.set(number, page)
        metAt.set(number, candidates.length)
        candidates.push({ entry, source: source.name, trial, listed, signed: undefined })
        continue
      }
      const before = candidates[metAt.at(number)]
      if (before && (trial !== undefined || listed > before.listed))
        candidates[metAt.at(number)] = {
          ...before,
          trial: before.trial ?? trial,
          listed: Math.max(before.listed, listed),
        }
    }
  }
  return candidates
}
