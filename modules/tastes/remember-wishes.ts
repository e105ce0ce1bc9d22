/** Wishes of those who watch now, in memory. What another process changes is heard of by a notice from PostgreSQL and read
 *  again when it is next asked for. */
import type { Listener } from '../../platform/db/index.ts'
import type { Wishes } from './wish.ts'

const viewersMax = 50_000

export interface WishMemory {
  /** At once when this process knows the viewer; one query otherwise. */
  wishes(viewerKey: string): Wishes | Promise<Wishes>
  /** Their wishes changed: from now on the old ones are given to nobody. */
  forget(viewerKey: string): void
  onChange(listener: (viewerKey: string) => void): void
}

export function rememberWishes(
  read: (viewerKey: string) => Promise<Wishes>,
  notices: Pick<Listener, 'on'>,
): WishMemory {
  const known = new Map<string, Wishes>()
  const readings = new Map<string, Promise<Wishes>>()
  const listeners: ((viewerKey: string) => void)[] = []
  let hears = false

  const forget = (viewerKey: string): void => {
    known.delete(viewerKey)
    readings.delete(viewerKey)
    for (const listener of listeners) listener(viewerKey)
  }
  /** Nothing is kept before somebody listens; what was missed while nobody did is forgotten when the line stands. */
  const hear = (): void => {
    if (hears) return
    hears = true
    notices.on((notice) => {
      if (notice !== undefined) {
        const [viewerKey = '', version = '0'] = notice.split(' ')
        // This process made the change itself, and has read it since.
        const isKnown = version !== '0' && (known.get(viewerKey)?.version ?? -1) >= Number(version)
        return isKnown ? undefined : forget(viewerKey)
      }
      for (const one of new Set([...known.keys(), ...readings.keys()])) forget(one)
    })
  }

  return {
    wishes(viewerKey) {
      hear()
      const wishes = known.get(viewerKey)
      if (wishes) {
        known.delete(viewerKey)
        known.set(viewerKey, wishes) // most recently used last
        return wishes
      }
      const before = readings.get(viewerKey)
      if (before) return before
      const reading = read(viewerKey)
        .then((fresh) => {
          // A change that came while this was read has put it aside.
          if (readings.get(viewerKey) === reading) keep(viewerKey, fresh)
          return fresh
        })
        .finally(() => {
          if (readings.get(viewerKey) === reading) readings.delete(viewerKey)
        })
      readings.set(viewerKey, reading)
      return reading
    },
    forget,
    onChange(listener) {
      listeners.push(listener)
    },
  }

  function keep(viewerKey: string, wishes: Wishes): void {
    if (known.size >= viewersMax)
      for (const oldest of known.keys()) {
        known.delete(oldest)
        break
      }
    known.set(viewerKey, wishes)
  }
}
