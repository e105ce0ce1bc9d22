/** What each viewer wanted lately, in memory: the last {@link listMax} clips of those whom this process knows. A cache of
 *  what playback and social keep, less what tastes says is not to be learnt from; what it forgets is read again. */
import type { KnownClip } from './clips.ts'

export const listMax = 100

export interface WantedList {
  /** The latest last, each once. */
  readonly clips: KnownClip[]
  /** When, in seconds, beside each clip. */
  readonly atS: number[]
  /** Another number after each change. */
  version: number
  /** When it was read, in milliseconds: what happened before is in it, if it may be. 0: it was not read but heard. */
  readonly readMs: number
}

export interface WantedLists {
  get(viewerKey: string): WantedList | undefined
  /** The same, without counting as a use. */
  peek(viewerKey: string): WantedList | undefined
  /** Makes the viewer known, if need be. */
  add(viewerKey: string, clip: KnownClip, atMs: number): void
  /** In place of what was known. */
  set(
    viewerKey: string,
    wanted: readonly { readonly clip: KnownClip; readonly atMs: number }[],
    readMs: number,
  ): WantedList
  /** @returns whether the viewer was known */
  forget(viewerKey: string): boolean
  keys(): IterableIterator<string>
}

export function createWantedLists(viewersMax: number): WantedLists {
  const lists = new Map<string, WantedList>()
  let changes = 0
  const emptyList = (readMs: number): WantedList => ({ clips: [], atS: [], version: ++changes, readMs })
  const keep = (viewerKey: string, list: WantedList): void => {
    lists.delete(viewerKey)
    if (lists.size >= viewersMax)
      for (const oldest of lists.keys()) {
        lists.delete(oldest)
        break
      }
    lists.set(viewerKey, list)
  }
  return {
    get(viewerKey) {
      const list = lists.get(viewerKey)
      if (list) keep(viewerKey, list) // most recently used last
      return list
    },
    peek: (viewerKey) => lists.get(viewerKey),
    add(viewerKey, clip, atMs) {
      const list = lists.get(viewerKey) ?? emptyList(0)
      insert(list, clip, atMs)
      list.version = ++changes
      keep(viewerKey, list)
    },
    set(viewerKey, wanted, readMs) {
      const list = emptyList(readMs)
      for (const { clip, atMs } of wanted) insert(list, clip, atMs)
      keep(viewerKey, list)
      return list
    },
    forget: (viewerKey) => lists.delete(viewerKey),
    keys: () => lists.keys(),
  }
}

function insert(list: WantedList, clip: KnownClip, atMs: number): void {
  const atS = Math.floor(atMs / 1000)
  take(list, clip)
  let place = list.clips.length
  while (place > 0 && (list.atS[place - 1] ?? 0) > atS) place--
  list.clips.splice(place, 0, clip)
  list.atS.splice(place, 0, atS)
  if (list.clips.length > listMax) {
    list.clips.shift()
    list.atS.shift()
  }
}

function take(list: WantedList, clip: KnownClip): void {
  const at = list.clips.indexOf(clip)
  if (at < 0) return
  list.clips.splice(at, 1)
  list.atS.splice(at, 1)
}
