/** Plays the clip in front and readies the ones beside it. Knows video elements and time, not people. */
import type { Slot } from '#api/routes.ts'
import { chooseRung } from './choose-rung.ts'
import { primeRange } from './prime-range.ts'
import { reporter } from './reporter.ts'
import { saver } from './saver.svelte.ts'
import { sound } from './sound.svelte.ts'
import { throughput } from './throughput.ts'
import { createVideoPool, type PoolWish } from './video-pool.ts'
import type { Tracker } from './watch-reporter.ts'

export interface Entry {
  readonly key: string
  readonly slot: Slot
}

const SAMPLE_MS = 250
/** How long the clip in front may keep the line to itself before its neighbours are fetched. */
const NEIGHBOURS_AFTER_MS = 900

export function createDeck() {
  const pool = createVideoPool()
  const hosts = new Map<string, HTMLElement>()
  const urls = new Map<string, string>()
  let front = $state.raw<Entry | undefined>(undefined)
  let playing = $state(false)
  let waiting = $state(false)
  let failed = $state.raw<ReadonlySet<string>>(new Set())
  /** Keys whose first frame is on screen: their poster may go. */
  let shown = $state.raw<ReadonlySet<string>>(new Set())
  let wantsPlay = true
  let inSight = true
  let tracker: Tracker | undefined
  let priming = new AbortController()
  let neighboursTimer: ReturnType<typeof setTimeout> | undefined

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
    const keyOf = (): string | undefined => [...urls.keys()].find((key) => pool.get(key) === video)
    on('loadeddata', () => {
      const key = keyOf()
      if (key) shown = new Set(shown).add(key)
    })
    on('error', () => {
      const key = keyOf()
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
      if (video !== frontVideo()) return
      waiting = true
      tracker?.cut()
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

  function wish(entry: Entry): PoolWish | undefined {
    // Chosen once: changing the rung later would throw away what is buffered.
    const known = urls.get(entry.key)
    const url = known ?? rungUrl(entry.slot)
    if (url === undefined) {
      failed = new Set(failed).add(entry.key)
      return undefined
    }
    urls.set(entry.key, url)
    return { key: entry.key, url, poster: entry.slot.video.posterUrl ?? '' }
  }

  function place(key: string): void {
    const video = pool.get(key)
    const host = hosts.get(key)
    if (video && host && video.parentElement !== host) host.append(video)
  }

  function holdAll(entries: readonly (Entry | undefined)[]): void {
    const wishes = entries.flatMap((entry) => (entry ? (wish(entry) ?? []) : []))
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
      waiting = (frontVideo()?.readyState ?? 0) < 3
      void start()

      // Everything else waits until the first picture is on the screen: that is what the thumb waits for.
      priming.abort()
      priming = new AbortController()
      const { signal } = priming
      const rest = once(() => {
        clearTimeout(neighboursTimer)
        if (signal.aborted || stop.signal.aborted) return
        if (before) before.currentTime = 0
        void reporter().flush()
        const neighbour = entries[index + 1]
        holdAll([next, neighbour, entries[index - 1]])
        const later = entries[index + 2]
        const far = later && !saver.on ? wish(later) : undefined
        const beside = neighbour && pool.get(neighbour.key)
        if (far) whenReady(beside, () => void primeRange(far.url, signal), signal)
      })
      clearTimeout(neighboursTimer)
      neighboursTimer = setTimeout(rest, NEIGHBOURS_AFTER_MS)
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
      clearTimeout(neighboursTimer)
      priming.abort()
      stop.abort()
      sight.disconnect()
      pool.dispose()
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

function whenReady(video: HTMLVideoElement | undefined, act: () => void, signal: AbortSignal): void {
  if (!video || video.readyState >= 3) act()
  else video.addEventListener('canplay', act, { once: true, signal })
}

function rungUrl(slot: Slot): string | undefined {
  const width = Math.min(innerWidth, innerHeight * (slot.video.width / Math.max(1, slot.video.height)))
  const height = width * (slot.video.height / Math.max(1, slot.video.width))
  const rung = chooseRung(slot.video.renditions, {
    bitsPerSecond: throughput.bitsPerSecond,
    shortEdgePx: Math.min(width, height) * devicePixelRatio,
    saveData: saver.on,
  })
  return rung?.url
}
