/** Plays the clip in front and readies the ones beside it. Knows video elements and time, not people. */
import type { Slot } from '#api/routes.ts'
import { reporter } from '../watches/reporter.ts'
import { level, rungFor } from './rung-for.ts'
import { saver } from './saver.svelte.ts'
import { sound } from './sound.svelte.ts'
import type { Streams } from '../stream/streams.ts'
import { createVideoPool } from './video-pool.ts'
import type { Tracker } from '../watches/watch-reporter.ts'

export interface Entry {
  readonly key: string
  readonly slot: Slot
}

const SAMPLE_MS = 250
/** How long the first clip may keep the line to itself before anything else is fetched. */
const REST_AFTER_MS = 900
/** And what the first picture gets before what adorns it. */
const BREATH_MS = 250
/** A stall right after a jump is the jump's own. */
const JUMP_MS = 1000

export function createDeck() {
  const pool = createVideoPool<Entry>(load, (video, key) => streams?.release(key, video))
  const hosts = new Map<string, HTMLElement>()
  /** Loaded after the first picture; until then, and where a browser can't, clips play from their plain address. */
  let streams: Streams | undefined
  let jumpedAt = 0
  let front = $state.raw<Entry | undefined>(undefined)
  let playing = $state(false)
  let waiting = $state(false)
  let settled = $state(false)
  let failed = $state.raw<ReadonlySet<string>>(new Set())
  /** Keys whose first frame is on screen: their poster may go. */
  let shown = $state.raw<ReadonlySet<string>>(new Set())
  let wantsPlay = true
  let inSight = true
  let tracker: Tracker | undefined
  let shows = new AbortController()
  let restTimer: ReturnType<typeof setTimeout> | undefined

  const stop = new AbortController()
  const sight = new IntersectionObserver(
    (seen) => {
      const video = frontVideo()
      for (const one of seen) if (one.target === video) inSight = one.intersectionRatio >= 0.5
      if (!inSight) tracker?.cut()
    },
    { threshold: [0, 0.5, 1] },
  )
  for (const video of pool.all) {
    sight.observe(video)
    listen(video)
  }
  const sampler = setInterval(sample, SAMPLE_MS)
  document.addEventListener('visibilitychange', onVisibility, { signal: stop.signal })

  function frontVideo(): HTMLVideoElement | undefined {
    return front && pool.get(front.key)
  }

  function listen(video: HTMLVideoElement): void {
    const on = (name: keyof HTMLMediaElementEventMap, act: () => void): void =>
      video.addEventListener(name, act, { signal: stop.signal })
    on('loadeddata', () => {
      const key = pool.keyOf(video)
      if (key) shown = new Set(shown).add(key)
    })
    on('error', () => {
      const key = pool.keyOf(video)
      if (key && video.getAttribute('src')) failed = new Set(failed).add(key)
    })
    on('playing', () => {
      if (video !== frontVideo()) return
      playing = true
      waiting = false
      sample()
    })
    on('canplay', () => {
      if (video === frontVideo()) waiting = false
    })
    on('pause', () => {
      if (video !== frontVideo()) return
      playing = false
      tracker?.cut()
    })
    on('waiting', () => {
      if (!front || video !== frontVideo()) return
      waiting = true
      tracker?.cut()
      const { currentTime } = video
      if (currentTime > 0 && performance.now() - jumpedAt > JUMP_MS) streams?.stalled(front, video)
    })
    on('seeking', () => {
      // A loop also seeks, to the beginning; the ranges tell a loop from a jump by the clock.
      if (video === frontVideo() && video.currentTime > 0.5) tracker?.cut()
    })
  }

  function sample(): void {
    const video = frontVideo()
    if (!video || video.paused || video.seeking || video.readyState < 3 || !inSight || document.hidden) return
    tracker?.sample(video.currentTime * 1000)
  }
  /** Counts up to this very moment, then closes the range. */
  function cut(): void {
    sample()
    tracker?.cut()
  }

  function onVisibility(): void {
    if (document.hidden) frontVideo()?.pause()
    else if (wantsPlay) void start()
  }

  async function start(): Promise<void> {
    const video = frontVideo()
    if (!video || document.hidden) return
    video.muted = !sound.on
    try {
      await video.play()
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return
      if (video.muted) {
        wantsPlay = false
        return
      }
      sound.set(false)
      video.muted = true
      await video.play().catch(() => {
        wantsPlay = false
      })
    }
  }

  function load(video: HTMLVideoElement, entry: Entry): void {
    if (streams?.attach(entry, video)) return
    const rung = rungFor(entry.slot)
    if (!rung) return void (failed = new Set(failed).add(entry.key))
    level(video, rung)
    video.src = rung.url
  }
  async function openStreams(): Promise<void> {
    const { createStreams } = await import('../stream/streams.ts')
    if (stop.signal.aborted) return
    streams ??= createStreams((key, url) => {
      const video = pool.get(key)
      if (!video) return
      const at = video.currentTime
      video.src = url
      video.currentTime = at
      if (front?.key === key && wantsPlay) void start()
    })
  }

  /** A plain address is fetched to its end, whether or not anybody looks: who swipes back gets the clip as a stream. */
  function unlessFetching(entry: Entry | undefined): Entry | undefined {
    return entry && pool.get(entry.key) && streams?.couldTake(entry) ? undefined : entry
  }

  function place(key: string): void {
    const video = pool.get(key)
    const host = hosts.get(key)
    if (video && host && video.parentElement !== host) host.append(video)
  }

  function holdAll(entries: readonly (Entry | undefined)[]): void {
    const wishes = entries.filter((entry) => entry !== undefined)
    pool.hold(wishes)
    for (const one of wishes) place(one.key)
    const kept = new Set(wishes.map((one) => one.key))
    shown = new Set([...shown].filter((key) => kept.has(key)))
  }

  return {
    get playing() {
      return playing
    },
    get waiting() {
      return waiting
    },
    get video() {
      return frontVideo()
    },
    /** The first picture has been seen: what adorns it may be fetched. */
    get settled() {
      return settled
    },
    hasFailed: (key: string) => failed.has(key),
    isShown: (key: string) => shown.has(key),
    isFront: (key: string) => front?.key === key,

    /** A slide lends the place where its video goes. Use as an attachment. */
    mount: (key: string) => (host: HTMLElement) => {
      hosts.set(key, host)
      place(key)
      if (front?.key === key && wantsPlay) void start()
      return () => {
        if (hosts.get(key) === host) hosts.delete(key)
      }
    },

    /** Brings `entries[index]` to the front and plays it from where its element stands. */
    show(entries: readonly Entry[], index: number): void {
      const next = entries[index]
      if (!next || next.key === front?.key) {
        if (!next) this.clear()
        return
      }
      const before = frontVideo()
      cut()
      front = next
      before?.pause()
      wantsPlay = true
      playing = false
      inSight = true
      tracker = next.slot.ticket ? reporter().track(next.slot.ticket, next.slot.video.durationMs) : undefined

      if (!pool.get(next.key)) holdAll([next])
      const coming = [entries[index + 1], entries[index + 2]].filter((entry) => entry !== undefined)
      const line = (all: boolean): void => {
        const video = frontVideo()
        if (video) streams?.line(next, video, coming, all && !saver.on)
      }
      line(false)
      waiting = (frontVideo()?.readyState ?? 0) < 3
      void start()

      // Everything else waits until the first picture is on the screen: that is what the thumb waits for.
      shows.abort()
      shows = new AbortController()
      const { signal } = shows
      const ready = (): void => {
        if (signal.aborted) return
        if (before) before.currentTime = 0
        line(true)
        holdAll([next, saver.on ? undefined : unlessFetching(coming[0]), unlessFetching(entries[index - 1])])
      }
      const rest = once(() => {
        clearTimeout(restTimer)
        if (signal.aborted) return
        void reporter().flush()
        if (streams) return ready()
        setTimeout(() => {
          settled = true
          void openStreams().then(ready)
        }, BREATH_MS)
      })
      clearTimeout(restTimer)
      restTimer = setTimeout(rest, REST_AFTER_MS)
      onPicture(frontVideo(), rest, signal)
    },

    /** Nothing is in front: an end card, an empty feed. */
    clear(): void {
      cut()
      frontVideo()?.pause()
      front = undefined
      playing = false
      waiting = false
    },

    toggle(): void {
      const video = frontVideo()
      if (!video) return
      wantsPlay = video.paused
      if (video.paused) void start()
      else {
        cut()
        video.pause()
      }
    },
    /** A sheet covers the clip, or it is gone: hold still without forgetting that it played. */
    hold(): void {
      cut()
      frontVideo()?.pause()
    },
    release(): void {
      if (wantsPlay) void start()
    },
    /** Must run inside the touch that asked for it. */
    setSound(on: boolean): void {
      sound.set(on)
      for (const video of pool.all) video.muted = !on
      if (on && wantsPlay) void start()
    },
    seek(seconds: number): void {
      const video = frontVideo()
      if (!video || !Number.isFinite(video.duration)) return
      tracker?.cut()
      jumpedAt = performance.now()
      video.currentTime = Math.min(Math.max(seconds, 0), video.duration)
    },
    retry(key: string): void {
      const left = new Set(failed)
      left.delete(key)
      failed = left
      pool.get(key)?.load()
      if (front?.key === key) void start()
    },
    dispose(): void {
      cut()
      void reporter().flush()
      clearInterval(sampler)
      clearTimeout(restTimer)
      shows.abort()
      stop.abort()
      sight.disconnect()
      pool.dispose()
      streams?.dispose()
    },
  }
}
export type Deck = ReturnType<typeof createDeck>

/** Runs once a new picture of the playing clip has been put on the screen. */
function onPicture(video: HTMLVideoElement | undefined, act: () => void, signal: AbortSignal): void {
  if (!video) return
  const tells = 'requestVideoFrameCallback' in HTMLVideoElement.prototype
  if (tells) video.requestVideoFrameCallback(() => setTimeout(act))
  else video.addEventListener('playing', act, { once: true, signal })
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    act()
  }
}
