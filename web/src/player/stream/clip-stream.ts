/** One clip, fetched in pieces of the size that is likely to be watched, and handed to a video element through Media
 *  Source Extensions. The files are the same plain MP4s that a bare <video> plays; here their index is read and their
 *  samples are put into fragments, so that nothing is fetched that was not asked for, and another rung can go on where
 *  the last one stopped. */
import { byteStore } from './byte-store.ts'
import { fetchRange } from './fetch-range.ts'
import { type Ahead, guessIndexBytes } from './plan-ahead.ts'
import { indexBytes, type Movie, readMovie, type Track } from './read-movie.ts'
import { playedBytes, sampleSeconds, type Tally } from './tally.ts'
import { fragment, trackHeader } from './write-fragment.ts'

export interface StreamRung {
  readonly url: string
  /** Bits a second. */
  readonly bitrate: number
}
export interface ClipStream {
  attach: (video: HTMLVideoElement) => void
  /** Asks for what is missing of that much; aborts what is under way when it is nothing. */
  want: (ahead: Ahead) => void
  /** Goes on in another rung from where it plays. */
  change: (rung: StreamRung) => void
  readonly rung: StreamRung
  /** Seconds that are here beyond where it plays; Infinity when that is all. */
  readonly ease: number
  /** How long it has been waiting for bytes that were asked for; 0 when nothing is under way. */
  readonly waitingMs: number
  /** Lets the element go. */
  close: () => Tally
}

interface Lane {
  track: Track
  next: number
  header: boolean
  buffer?: SourceBuffer
}

declare global {
  interface Window {
    ManagedMediaSource?: typeof MediaSource
  }
}
export const mediaSource = (): typeof MediaSource | undefined =>
  window.ManagedMediaSource ?? (typeof MediaSource === 'undefined' ? undefined : MediaSource)

const typeOf = (track: Track): string => `${track.kind}/mp4; codecs="${track.codec}"`
/** Appending each packet of the network on its own would cost more than it gains. */
const PIECE_SECONDS = 0.25

/** @param failed the file is not of the form that this can play; a bare <video> may still do */
export function clipStream(first: StreamRung, durationMs: number, failed: () => void): ClipStream {
  let rung = first
  let bytes = byteStore()
  let movie: Movie | undefined
  let lanes: Lane[] = []
  let source: MediaSource | undefined
  let video: HTMLVideoElement | undefined
  let wanted: Ahead = { seconds: 0, step: 1 }
  let fetching: AbortController | undefined
  let askedAt = 0
  let fetched = 0
  let played = 0
  let retryAt = 0
  let failures = 0
  /** Where the newest rung took over, in seconds: what was played before is another file's. */
  let since = 0
  let gone = false
  const stop = new AbortController()

  const at = (): number => video?.currentTime ?? 0

  /** Up to which second both sound and picture are here or have been handed over. */
  function reach(): number {
    if (!movie) return 0
    let least = Number.POSITIVE_INFINITY
    for (const { track, next } of lanes) {
      const missing = firstMissing(track, next)
      if (missing < track.count) least = Math.min(least, (track.decodeAt[missing] ?? 0) / track.timescale)
    }
    return least
  }
  function firstMissing(track: Track, from: number): number {
    let n = from
    let end = -1
    for (; n < track.count; n++) {
      const start = track.offset[n] ?? 0
      if (start >= end || start + (track.size[n] ?? 0) > end) end = bytes.reach(start)
      if (start + (track.size[n] ?? 0) > end) break
    }
    return n
  }

  function fill(): void {
    if (gone || fetching || wanted.seconds <= 0 || performance.now() < retryAt) return
    if (!movie) {
      const have = bytes.reach(0)
      const guess = guessIndexBytes(durationMs) + (wanted.seconds * rung.bitrate) / 8
      return void get(have, Math.max(have + 16_384, Math.ceil(guess)))
    }
    const until = Math.min(at() + wanted.seconds, movie.durationMs / 1000 + 1)
    if (reach() >= until - wanted.step * 0.999) return
    let [from, to] = [Number.POSITIVE_INFINITY, 0]
    for (const { track, next } of lanes) {
      const missing = firstMissing(track, next)
      if (missing >= track.count) continue
      from = Math.min(from, track.offset[missing] ?? 0)
      for (let n = missing; n < track.count && (track.decodeAt[n] ?? 0) / track.timescale < until; n++)
        to = Math.max(to, (track.offset[n] ?? 0) + (track.size[n] ?? 0))
    }
    if (to > from) void get(bytes.reach(from), to)
  }

  async function get(start: number, end: number): Promise<void> {
    const mine = new AbortController()
    fetching = mine
    askedAt = performance.now()
    let here = start
    const outcome = await fetchRange(rung.url, start, end, mine.signal, (piece) => {
      bytes.add(here, piece)
      here += piece.length
      fetched += piece.length
      if (!movie) open()
      pump()
    })
    if (fetching === mine) fetching = undefined
    // A store elsewhere that does not let scripts read answers nothing at all: a bare <video> may still play from it.
    failures = here > start ? 0 : failures + (outcome === 'failed' ? 1 : 0)
    if (outcome === 'failed') retryAt = performance.now() + 700
    if (outcome === 'refused' || (failures > 2 && navigator.onLine)) return failed()
    pump(true)
    fill()
  }

  function open(): void {
    const have = bytes.reach(0)
    const index = indexBytes(bytes.read(0, have))
    if (index === undefined) return failed()
    if (index === 0 || index > have) return
    movie = readMovie(bytes.read(0, index))
    const Source = mediaSource()
    if (!movie || !Source || !movie.tracks.every((track) => Source.isTypeSupported(typeOf(track))))
      return failed()
    const before = lanes
    lanes = movie.tracks.map((track) => {
      const buffer = before.find((lane) => lane.track.kind === track.kind)?.buffer
      return { track, next: 0, header: true, ...(buffer ? { buffer } : {}) }
    })
    if (since > 0) for (const lane of lanes) lane.next = sampleBefore(lane.track, since)
    join()
  }

  /** Source and index are both here: the buffers can be made, all at once as the standard wants it. */
  function join(): void {
    if (!movie || source?.readyState !== 'open' || lanes.some((lane) => lane.buffer)) return
    source.duration = movie.durationMs / 1000
    for (const lane of lanes) {
      const buffer = source.addSourceBuffer(typeOf(lane.track))
      // An encoder's run-up lies before zero and is cut off there.
      if (lane.track.kind === 'audio') buffer.timestampOffset = -lane.track.shift / lane.track.timescale
      buffer.addEventListener('updateend', () => pump(true), { signal: stop.signal })
      lane.buffer = buffer
    }
    pump(true)
  }

  function pump(whole = false): void {
    if (gone || source?.readyState === 'closed') return
    for (const lane of lanes) {
      const { buffer, track } = lane
      if (!buffer || buffer.updating) continue
      try {
        if (lane.header) {
          buffer.changeType(typeOf(track))
          buffer.appendBuffer(trackHeader(track, durationMs))
          lane.header = false
          continue
        }
        const to = firstMissing(track, lane.next)
        const seconds = ((track.decodeAt[to - 1] ?? 0) - (track.decodeAt[lane.next] ?? 0)) / track.timescale
        if (to <= lane.next || (!whole && to < track.count && seconds < PIECE_SECONDS)) continue
        buffer.appendBuffer(fragment(track, lane.next, to, bytes.read))
        lane.next = to
      } catch (error) {
        if (!(error instanceof DOMException)) throw error
        if (error.name !== 'QuotaExceededError') return failed()
        // Full: what was played long ago makes room; the next append tries again.
        if (at() > 4) buffer.remove(0, at() - 3)
        return
      }
    }
    bytes.forget(Math.min(...lanes.map(({ track, next }) => track.offset[next] ?? Number.POSITIVE_INFINITY)))
    const done =
      lanes.length > 0 &&
      lanes.every((lane) => lane.buffer?.updating === false && lane.next >= lane.track.count)
    if (done && source?.readyState === 'open') source.endOfStream()
  }

  /** After a jump: go on from the end of what the element has there. */
  function aim(): void {
    if (!video || !movie) return
    const here = at()
    let end = here
    for (let n = 0; n < video.buffered.length; n++)
      if (video.buffered.start(n) <= here + 0.1 && video.buffered.end(n) > here) end = video.buffered.end(n)
    if (end > movie.durationMs / 1000 - 0.1) return
    if (
      lanes.every(
        ({ track, next }) => Math.abs(sampleSeconds(track, Math.min(next, track.count - 1)) - end) < 0.7,
      )
    )
      return
    fetching?.abort()
    fetching = undefined
    bytes = byteStore()
    for (const lane of lanes) lane.next = sampleBefore(lane.track, end)
    fill()
  }

  function note(): void {
    if (!video || !movie) return
    const ranges: [number, number][] = []
    for (let n = 0; n < video.played.length; n++) {
      const [from, to] = [Math.max(video.played.start(n), since), video.played.end(n)]
      if (to > from) ranges.push([from, to])
    }
    if (ranges.length > 0) played += movie.headBytes + playedBytes(movie.tracks, ranges)
  }

  return {
    get rung() {
      return rung
    },
    get ease() {
      return reach() - at()
    },
    get waitingMs() {
      return fetching ? performance.now() - askedAt : 0
    },
    attach(element) {
      const Source = mediaSource()
      if (!Source || video) return
      video = element
      const made = new Source()
      source = made
      made.addEventListener('sourceopen', join, { signal: stop.signal, once: true })
      element.addEventListener('seeking', aim, { signal: stop.signal })
      element.addEventListener('timeupdate', fill, { signal: stop.signal })
      const url = URL.createObjectURL(made)
      element.src = url
      made.addEventListener('sourceopen', () => URL.revokeObjectURL(url), { once: true })
    },
    want(ahead) {
      wanted = ahead
      if (ahead.seconds > 0) return fill()
      fetching?.abort()
      fetching = undefined
    },
    change(next) {
      note()
      fetching?.abort()
      fetching = undefined
      rung = next
      since = at()
      bytes = byteStore()
      movie = undefined
      fill()
    },
    close() {
      note()
      gone = true
      fetching?.abort()
      stop.abort()
      return { fetchedBytes: fetched, playedBytes: Math.min(played, fetched) }
    },
  }
}

/** From where decoding can begin to show that second. */
function sampleBefore(track: Track, seconds: number): number {
  let best = 0
  for (let n = 0; n < track.count; n++) {
    if (sampleSeconds(track, n) > seconds + 0.001) {
      if (track.kind === 'audio') break
      if ((track.decodeAt[n] ?? 0) / track.timescale > seconds + 1) break
      continue
    }
    if (track.isKey[n]) best = n
  }
  return best
}
