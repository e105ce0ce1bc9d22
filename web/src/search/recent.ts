/** The last things that were looked for here, newest first; they never leave the device. */

const KEY = 'panggung.searches'
const MOST = 8

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export function readRecent(store: Store): string[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}

/** @returns the list as it is now */
export function addRecent(store: Store, text: string): string[] {
  const asked = text.trim()
  const before = readRecent(store)
  if (asked === '') return before
  return write(store, [asked, ...before.filter((one) => one.toLowerCase() !== asked.toLowerCase())])
}

export const dropRecent = (store: Store, text: string): string[] =>
  write(
    store,
    readRecent(store).filter((one) => one !== text),
  )

export const dropAllRecent = (store: Store): string[] => write(store, [])

function write(store: Store, list: readonly string[]): string[] {
  const kept = list.slice(0, MOST)
  try {
    if (kept.length === 0) store.removeItem(KEY)
    else store.setItem(KEY, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing searches all the same.
  }
  return kept
}
