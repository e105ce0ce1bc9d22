/** Ids for what must happen at most once: a gift, a purchase. As long as its answer has not come, the same terms get
 *  the same id, also after a reload, so that asking again is never a second one. */
import { uuid } from '#api/uuid.ts'

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
interface Kept {
  readonly id: string
  readonly terms: string
}
const place = (name: string): string => `panggung_once_${name}`

/** @param name one thing at a time: 'coins', 'gift' */
export function keptId(
  name: string,
  terms: unknown,
  shelf: Shelf = sessionStorage,
  make: () => string = uuid,
): string {
  const told = JSON.stringify(terms)
  const known = read(shelf.getItem(place(name)))
  if (known?.terms === told) return known.id
  const id = make()
  shelf.setItem(place(name), JSON.stringify({ id, terms: told } satisfies Kept))
  return id
}

/** It was answered: the next one is another. */
export function letGo(name: string, shelf: Shelf = sessionStorage): void {
  shelf.removeItem(place(name))
}

function read(text: string | null): Kept | undefined {
  if (text === null) return undefined
  try {
    const kept: unknown = JSON.parse(text)
    if (typeof kept !== 'object' || kept === null || !('id' in kept) || !('terms' in kept)) return undefined
    return typeof kept.id === 'string' && typeof kept.terms === 'string'
      ? { id: kept.id, terms: kept.terms }
      : undefined
  } catch {
    return undefined
  }
}
