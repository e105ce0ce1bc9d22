/** What was written and not yet saved, kept on this device: a closed tab loses nothing. */
import type { Cues } from './cues.ts'

export interface LocalCopy {
  /** The server's revision that it is a change of; 0 for a new track. */
  readonly revision: number
  readonly published: boolean
  readonly cues: readonly { readonly startMs: number; readonly endMs: number; readonly text: string }[]
  /** Unix milliseconds. */
  readonly at: number
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const keyOf = (videoId: string, lang: string): string => `panggung.captions.${videoId}.${lang}`

/** @returns undefined when there is none, or none that can be read */
export function readCopy(store: Store, videoId: string, lang: string): LocalCopy | undefined {
  try {
    return copyOf(JSON.parse(store.getItem(keyOf(videoId, lang)) ?? 'null'))
  } catch {
    return undefined
  }
}

/** @returns false when this device has no room or keeps nothing */
export function writeCopy(
  store: Store,
  videoId: string,
  lang: string,
  copy: { revision: number; published: boolean; cues: Cues; at: number },
): boolean {
  const cues = copy.cues.map(({ startMs, endMs, text }) => [startMs, endMs, text])
  try {
    store.setItem(keyOf(videoId, lang), JSON.stringify({ ...copy, cues }))
    return true
  } catch {
    return false
  }
}

export function dropCopy(store: Store, videoId: string, lang: string): void {
  try {
    store.removeItem(keyOf(videoId, lang))
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

function copyOf(kept: unknown): LocalCopy | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined
  if (!('revision' in kept && 'published' in kept && 'cues' in kept && 'at' in kept)) return undefined
  const { revision, published, cues, at } = kept
  if (typeof revision !== 'number' || typeof published !== 'boolean' || typeof at !== 'number')
    return undefined
  if (!Array.isArray(cues)) return undefined
  const read = cues.flatMap((cue: unknown) => {
    if (!Array.isArray(cue)) return []
    const [startMs, endMs, text]: unknown[] = cue
    return typeof startMs === 'number' && typeof endMs === 'number' && typeof text === 'string'
      ? [{ startMs, endMs, text }]
      : []
  })
  return { revision, published, cues: read, at }
}
