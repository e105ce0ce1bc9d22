/** Three <video> elements are all a feed needs: the one before, the one playing, the one after.
 *  Browsers limit how many decoders a page may hold, so elements are recycled, never added. */
export interface VideoPool<W extends { readonly key: string }> {
  /** Keeps the elements of these keys and lends freed ones to new keys, in the order given. */
  hold: (wishes: readonly W[]) => void
  get: (key: string) => HTMLVideoElement | undefined
  keyOf: (video: HTMLVideoElement) => string | undefined
  readonly all: readonly HTMLVideoElement[]
  dispose: () => void
}

/** @param load gives an element its clip
 *  @param unload before the element is emptied */
export function createVideoPool<W extends { readonly key: string }>(
  load: (video: HTMLVideoElement, wish: W) => void,
  unload: (video: HTMLVideoElement, key: string) => void,
  size = 3,
): VideoPool<W> {
  const all = Array.from({ length: size }, blank)
  const held = new Map<string, HTMLVideoElement>()

  return {
    all,
    get: (key) => held.get(key),
    keyOf: (video) => [...held].find(([, one]) => one === video)?.[0],
    hold(wishes) {
      const wanted = new Map(wishes.slice(0, size).map((wish) => [wish.key, wish]))
      for (const [key, video] of held) {
        if (wanted.has(key)) continue
        held.delete(key)
        unload(video, key)
        empty(video)
      }
      const free = all.filter((video) => ![...held.values()].includes(video))
      for (const wish of wanted.values()) {
        if (held.has(wish.key)) continue
        const video = free.pop()
        if (!video) return
        video.preload = 'auto'
        held.set(wish.key, video)
        load(video, wish)
      }
    },
    dispose() {
      for (const [key, video] of held) unload(video, key)
      for (const video of all) {
        empty(video)
        video.remove()
      }
      held.clear()
    },
  }
}

function blank(): HTMLVideoElement {
  const video = document.createElement('video')
  video.loop = true
  video.muted = true
  video.playsInline = true
  video.disableRemotePlayback = true
  video.setAttribute('playsinline', '')
  // The clip's own buttons do the work; the element itself is a picture.
  video.tabIndex = -1
  video.setAttribute('aria-hidden', 'true')
  return video
}

function empty(video: HTMLVideoElement): void {
  video.pause()
  video.remove()
  video.removeAttribute('src')
  video.load()
}
