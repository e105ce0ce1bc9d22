/** Which clips are fetched, how much of each, and what became of the bytes. Loaded after the first picture: the first
 *  clip of a visit plays from its plain address. */
import type { Slot } from '#api/routes.ts'
import { type ClipStream, clipStream, mediaSource } from './clip-stream.ts'
import { canPlayAv1 } from './can-play-av1.ts'
import { answer } from './fetch-range.ts'
import { hlsInstead } from './hls-instead.ts'
import { nextTypical, planAhead, type Role } from './plan-ahead.ts'
import { reportBytes } from './report-bytes.ts'
import { level, lowerRung, rungFor, type SlotRung } from '../deck/rung-for.ts'
import { saver } from '../deck/saver.svelte.ts'
import { throughput } from '../deck/throughput.ts'

export interface Wish {
  readonly key: string
  readonly slot: Slot
}
export interface Streams {
  /** The element shows this clip from now on. @returns false: it has to play from its plain address */
  attach: (wish: Wish, video: HTMLVideoElement) => boolean
  /** Whether it plays from its plain address for no other reason than that it was there before this was. */
  couldTake: (wish: Wish) => boolean
  /** The element is needed for another clip. */
  release: (key: string, video: HTMLVideoElement) => void
  /** Who is in front, and who comes then: the order in which the line is given.
   *  @param all false while the clip in front has shown nothing: nothing else is fetched then */
  line: (front: Wish, video: HTMLVideoElement, next: readonly Wish[], all: boolean) => void
  /** The clip in front ran dry: one rung down, at once, where it is. */
  stalled: (wish: Wish, video: HTMLVideoElement) => void
  dispose: () => void
}

interface Open {
  readonly stream: ClipStream
  rung: SlotRung
  video?: HTMLVideoElement
  /** What it is given beyond the plan, in seconds, since it ran dry. */
  more: number
}

const TICK_MS = 200
/** A clip in front that has less than this left gets the line to itself. */
const STARVING_SECONDS = 0.5
/** Longer than that for bytes, and the line is slow; shorter, and the device was busy. */
const SLOW_ANSWER_MS = 300
let typicalWatch = 6

export function createStreams(playPlain: (key: string, url: string) => void): Streams {
  const open = new Map<string, Open>()
  const plain = new Set<string>()
  let front: { wish: Wish; video: HTMLVideoElement; since: number } | undefined
  let coming: readonly Wish[] = []
  let mayReady = false
  let hasRead = false
  /** A store elsewhere without a rule for CORS: no script reads from it, so nobody waits for that again. */
  let unreadable = false
  void canPlayAv1()

  const isReadable = (key: string): boolean => !plain.has(key) && !unreadable && mediaSource() !== undefined

  function openOf({ key, slot }: Wish): Open | undefined {
    const known = open.get(key)
    if (known || !isReadable(key)) return known
    const rung = rungFor(slot, canPlayAv1.now)
    if (!rung) return undefined
    const stream = clipStream(rung, slot.video.durationMs, () => {
      // Not the form of file that this reads, or a store that scripts may not read.
      const was = open.get(key)
      close(key)
      plain.add(key)
      unreadable = !hasRead
      if (was?.video) playPlain(key, was.rung.url)
    })
    const made: Open = { stream, rung, more: 0 }
    open.set(key, made)
    return made
  }

  function close(key: string): void {
    const one = open.get(key)
    if (!one) return
    open.delete(key)
    const tally = one.stream.close()
    if (tally.fetchedBytes > 0) hasRead = true
    reportBytes(tally)
  }

  /** @returns whether it has about as much as it should */
  function want(one: Open, role: Role): boolean {
    const { bitsPerSecond } = throughput
    const { bitrate } = one.rung
    const ahead = planAhead(role, {
      bitsPerSecond,
      bitrate,
      answerMs: answer.ms,
      typicalWatchSeconds: typicalWatch,
      saving: saver.on,
    })
    const more = role === 'front' ? one.more : 0
    one.stream.want({ ...ahead, seconds: ahead.seconds + more })
    return one.stream.ease >= ahead.seconds * 0.9
  }

  /** The clip in front first, then the next one, then the one after it: each when those before have enough. */
  function share(): void {
    if (!front) return
    const one = open.get(front.wish.key)
    if (one) want(one, 'front')
    let eased = mayReady && (one ? one.stream.ease : easeOf(front.video)) > STARVING_SECONDS
    for (const [at, wish] of coming.entries()) {
      const next = eased ? openOf(wish) : open.get(wish.key)
      if (!next) continue
      const role: Role = !eased ? 'idle' : at === 0 ? 'next' : 'later'
      eased = want(next, role) && eased
    }
  }
  const ticking = setInterval(share, TICK_MS)

  return {
    attach(wish, video) {
      const one = openOf(wish)
      if (!one) return hlsInstead(wish.slot, video, (url) => playPlain(wish.key, url))
      one.video = video
      level(video, one.rung)
      one.stream.attach(video)
      return true
    },
    couldTake: ({ key, slot }) =>
      !open.has(key) && isReadable(key) && rungFor(slot, canPlayAv1.now) !== undefined,
    release(key, video) {
      const one = open.get(key)
      if (one?.video === video) close(key)
      else if (!one) reportBytes(bareTally(video))
    },
    line(wish, video, next, all) {
      if (front && front.wish.key !== wish.key) {
        typicalWatch = nextTypical(typicalWatch, (performance.now() - front.since) / 1000)
        const before = open.get(front.wish.key)
        if (before) want(before, 'idle')
      }
      if (front?.wish.key !== wish.key) front = { wish, video, since: performance.now() }
      coming = next
      mayReady = all
      if (all && throughput.bitsPerSecond === undefined && !open.has(wish.key)) measureBare(video)
      // What was being readied and is no longer near is let go, whatever is under way for it.
      const near = new Set([wish.key, ...next.map((one) => one.key)])
      for (const [key, one] of open) if (!near.has(key) && !one.video) close(key)
      share()
    },
    stalled(wish, video) {
      const one = open.get(wish.key)
      const now = one?.rung ?? plainRung(wish.slot, video)
      const lower = now && lowerRung(wish.slot, now)
      reportBytes({ fetchedBytes: 0, playedBytes: 0 }, lower ? 'dropped' : 'stalled')
      const isSlow = !one || one.stream.waitingMs > SLOW_ANSWER_MS
      if (now && isSlow) throughput.stalledAt(now.bitrate)
      // A browser plays on only when it has more in hand than before.
      if (one) one.more += isSlow ? 4 : 1
      if (now && lower) {
        if (!one) reportBytes(bareTally(video))
        level(video, lower)
        if (!one) return playFrom(video, lower)
        one.rung = lower
        one.stream.change(lower)
      }
      if (one) want(one, 'front')
    },
    dispose() {
      clearInterval(ticking)
      for (const key of [...open.keys()]) close(key)
    },
  }
}

/** Another file in the same element, at the same place. */
function playFrom(video: HTMLVideoElement, rung: SlotRung): void {
  const at = video.currentTime
  video.src = rung.url
  video.currentTime = at
  void video.play().catch(() => undefined)
}

const plainRung = (slot: Slot, video: HTMLVideoElement): SlotRung | undefined =>
  slot.video.renditions.find((one) => new URL(one.url, location.href).href === video.currentSrc)

/** What a bare element fetched is known in seconds only; a clip's bytes are spread over them evenly enough. */
function bareTally(video: HTMLVideoElement) {
  const rate = Number(video.dataset.bitrate ?? 0) / 8
  return {
    fetchedBytes: Math.round(secondsOf(video.buffered) * rate),
    playedBytes: Math.round(secondsOf(video.played) * rate),
  }
}

/** The first clip of a first visit tells how fast the line is at least, before anything is readied by a guess. */
function measureBare(video: HTMLVideoElement): void {
  const { fetchedBytes } = bareTally(video)
  throughput.measured(fetchedBytes, performance.now() - Number(video.dataset.since ?? 0))
}

/** Seconds that a bare element has beyond where it plays. */
function easeOf(video: HTMLVideoElement): number {
  for (let n = 0; n < video.buffered.length; n++) {
    const end = video.buffered.end(n)
    if (video.buffered.start(n) <= video.currentTime + 0.1 && end > video.currentTime)
      return end > video.duration - 0.3 ? Number.POSITIVE_INFINITY : end - video.currentTime
  }
  return 0
}

function secondsOf(ranges: TimeRanges): number {
  let sum = 0
  for (let n = 0; n < ranges.length; n++) sum += ranges.end(n) - ranges.start(n)
  return sum
}
