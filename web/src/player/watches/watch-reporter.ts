/** Turns watching into reports that survive: each event gets its id here, is written to this device before it is
 *  sent, goes out every few seconds, on a change of clip and by beacon when the page is left, and is sent again
 *  under the same ids until the server has answered. The server counts an id once, so again is always safe. */
import { watchedRanges } from './watch-ranges.ts'

export interface WatchEvent {
  readonly eventId: string
  readonly ticket: string
  readonly ranges: [number, number][]
  readonly playedMs: number
  readonly visible: boolean
  readonly at: string
}
export interface WatchBatch {
  readonly batchId: string
  readonly events: WatchEvent[]
}
export interface Tracker {
  sample: (mediaMs: number) => void
  cut: () => void
}
export interface WatchReporter {
  /** Starts or goes on reporting a slot; one tracker a ticket. */
  track: (ticket: string, durationMs: number) => Tracker
  /** Sends what is new and what was left; never rejects. */
  flush: () => Promise<void>
  /** The page may be gone in a moment: hands everything to the browser's beacon. */
  leave: () => void
}
export interface ReporterDeps {
  /** `done`: answered, for good or ill; `later`: try again with the same ids. */
  readonly send: (batch: WatchBatch) => Promise<'done' | 'later'>
  readonly beacon: (batch: WatchBatch) => boolean
  readonly store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>
  readonly uuid: () => string
  /** Monotonic milliseconds, and the wall's. */
  readonly clock: { readonly monotonic: () => number; readonly now: () => number }
}

const PREFIX = 'panggung.watch.'
const EVENTS_MAX = 50
/** Tickets live shorter than this: older reports would be refused anyway. */
const KEPT_MS = 86_400_000
const BATCHES_MAX = 200
const TRACKERS_MAX = 64

export function createWatchReporter({ send, beacon, store, uuid, clock }: ReporterDeps): WatchReporter {
  const trackers = new Map<string, ReturnType<typeof watchedRanges>>()
  let sending: Promise<void> | undefined

  const collect = (): WatchEvent[] => {
    const events: WatchEvent[] = []
    const at = new Date(clock.now()).toISOString()
    for (const [ticket, watched] of trackers) {
      for (let part = watched.take(); part; part = watched.take()) {
        const ranges = part.ranges.map(([start, end]): [number, number] => [start, end])
        events.push({ eventId: uuid(), ticket, ranges, playedMs: part.playedMs, visible: true, at })
      }
    }
    return events
  }

  /** Writes what is new to this device; only then may it be sent. */
  const seal = (): void => {
    const events = collect()
    for (let from = 0; from < events.length; from += EVENTS_MAX) {
      const batch: WatchBatch = { batchId: uuid(), events: events.slice(from, from + EVENTS_MAX) }
      keep(batch)
    }
  }

  const unsaved = new Map<string, WatchBatch>()
  const keep = (batch: WatchBatch): void => {
    try {
      store.setItem(PREFIX + batch.batchId, JSON.stringify(batch))
    } catch {
      // A full or forbidden store must not cost a creator a view: memory holds it while the page lives.
      unsaved.set(batch.batchId, batch)
    }
  }
  const drop = (batchId: string): void => {
    unsaved.delete(batchId)
    store.removeItem(PREFIX + batchId)
  }

  const waiting = (): WatchBatch[] => {
    const batches: WatchBatch[] = [...unsaved.values()]
    const keys = Array.from({ length: store.length }, (_, n) => store.key(n)).filter((key) =>
      key?.startsWith(PREFIX),
    )
    for (const key of keys) {
      const batch = key ? readBatch(store.getItem(key)) : undefined
      const oldest = batch?.events[0]?.at
      if (batch && oldest && clock.now() - Date.parse(oldest) < KEPT_MS) batches.push(batch)
      else if (key) store.removeItem(key)
    }
    return batches
      .sort((a, b) => (a.events[0]?.at ?? '').localeCompare(b.events[0]?.at ?? ''))
      .slice(-BATCHES_MAX)
  }

  const sendAll = async (): Promise<void> => {
    for (const batch of waiting()) {
      if ((await send(batch)) === 'later') return
      drop(batch.batchId)
    }
  }

  return {
    track(ticket, durationMs) {
      const watched = trackers.get(ticket) ?? watchedRanges(durationMs)
      // Last used last, so that a long evening forgets its first clips, after their news has been taken.
      trackers.delete(ticket)
      if (trackers.size >= TRACKERS_MAX) {
        seal()
        for (const oldest of trackers.keys()) {
          trackers.delete(oldest)
          break
        }
      }
      trackers.set(ticket, watched)
      return { sample: (mediaMs) => watched.sample(mediaMs, clock.monotonic()), cut: watched.cut }
    },
    flush() {
      seal()
      sending ??= sendAll().finally(() => {
        sending = undefined
      })
      return sending
    },
    leave() {
      for (const watched of trackers.values()) watched.cut()
      seal()
      // Kept until an answer comes: a beacon tells nobody whether it arrived.
      for (const batch of waiting()) if (!beacon(batch)) return
    },
  }
}

function readBatch(text: string | null): WatchBatch | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isBatch(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isBatch(value: unknown): value is WatchBatch {
  return (
    typeof value === 'object' &&
    value !== null &&
    'batchId' in value &&
    typeof value.batchId === 'string' &&
    'events' in value &&
    Array.isArray(value.events) &&
    value.events.length > 0 &&
    value.events.every(
      (one) =>
        typeof one?.eventId === 'string' && typeof one.ticket === 'string' && typeof one.at === 'string',
    )
  )
}
