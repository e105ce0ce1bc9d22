/** Pull down on the first clip to load anew. Tells `moved` how far (0 to 1 and a little beyond), then `released`. */
const FULL_PX = 96

export const pull =
  (acts: { ready: () => boolean; moved: (part: number) => void; released: (full: boolean) => void }) =>
  (node: HTMLElement) => {
    const stop = new AbortController()
    let from: number | undefined
    let part = 0
    const options = { signal: stop.signal, passive: true }
    node.addEventListener(
      'touchstart',
      (event) => {
        from = acts.ready() && event.touches.length === 1 ? event.touches[0]?.clientY : undefined
        part = 0
      },
      options,
    )
    node.addEventListener(
      'touchmove',
      (event) => {
        const at = event.touches[0]?.clientY
        if (from === undefined || at === undefined) return
        part = Math.max(0, Math.min(1.3, (at - from) / FULL_PX))
        acts.moved(part)
      },
      options,
    )
    const end = (): void => {
      if (from === undefined) return
      from = undefined
      acts.released(part >= 1)
    }
    node.addEventListener('touchend', end, options)
    node.addEventListener('touchcancel', end, options)
    return () => stop.abort()
  }
