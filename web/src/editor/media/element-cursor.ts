/** Pictures of a video by the browser's own player, where there are no decoders to drive: less exact, and enough to see
 *  what one does. The clip itself is then made by the stage. */
import type { PartSource } from './part-source.ts'

/** Times this close are the same picture. */
const SAME_SECONDS = 0.03
/** Asked again within this: it is being played. */
const PLAYING_MS = 250
/** Further than this from where the player is, it has to seek. */
const DRIFT_SECONDS = 0.35
const SEEK_MS = 2500

export class ElementCursor {
  readonly #player = document.createElement('video')
  readonly #ready: Promise<boolean>
  readonly #address: string
  readonly #isOwn: boolean
  #last = { at: -Infinity, second: -1 }
  #rest: ReturnType<typeof setTimeout> | undefined

  constructor(source: PartSource) {
    this.#isOwn = source instanceof Blob
    this.#address = source instanceof Blob ? URL.createObjectURL(source) : source.url
    this.#player.muted = true
    this.#player.playsInline = true
    this.#player.preload = 'auto'
    this.#ready = once(this.#player, 'loadeddata', SEEK_MS * 4)
    this.#player.src = this.#address
  }

  /** The player, showing that moment or one near it. */
  async at(partMs: number): Promise<HTMLVideoElement | undefined> {
    if (!(await this.#ready)) return undefined
    const player = this.#player
    const second = partMs / 1000
    const now = performance.now()
    const passed = (now - this.#last.at) / 1000
    const isPlaying =
      passed * 1000 < PLAYING_MS && second > this.#last.second && second - this.#last.second < 1
    const pace = passed > 0 ? (second - this.#last.second) / passed : 1
    this.#last = { at: now, second }
    if (isPlaying && Math.abs(player.currentTime - second) < DRIFT_SECONDS) {
      player.playbackRate = Math.min(4, Math.max(0.25, Math.round(pace * 4) / 4))
      if (player.paused) await player.play().catch(() => undefined)
      clearTimeout(this.#rest)
      this.#rest = setTimeout(() => player.pause(), PLAYING_MS)
      return player
    }
    if (!player.paused) player.pause()
    if (Math.abs(player.currentTime - second) > SAME_SECONDS) {
      const seeked = once(player, 'seeked', SEEK_MS)
      player.currentTime = second
      await seeked
    }
    return player
  }

  async close(): Promise<void> {
    clearTimeout(this.#rest)
    this.#player.pause()
    this.#player.removeAttribute('src')
    this.#player.load()
    if (this.#isOwn) URL.revokeObjectURL(this.#address)
  }
}

/** Whether the browser's player takes it, and how large it is as displayed. */
export async function seenByPlayer(
  source: PartSource,
): Promise<{ width: number; height: number } | undefined> {
  if (!('document' in globalThis)) return undefined
  const cursor = new ElementCursor(source)
  try {
    const player = await cursor.at(0)
    return player && player.videoWidth > 0
      ? { width: player.videoWidth, height: player.videoHeight }
      : undefined
  } finally {
    await cursor.close()
  }
}

const once = (player: HTMLVideoElement, name: 'seeked' | 'loadeddata', withinMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const end = (came: boolean): void => {
      clearTimeout(timer)
      player.removeEventListener(name, good)
      player.removeEventListener('error', bad)
      resolve(came)
    }
    const good = (): void => end(true)
    const bad = (): void => end(false)
    const timer = setTimeout(bad, withinMs)
    player.addEventListener(name, good)
    player.addEventListener('error', bad)
  })
