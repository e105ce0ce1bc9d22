/** The habits of a phone on one surface: tap, double tap, long press, swipe to the left. */
export interface GestureActs {
  /** Runs inside the touch itself (sound needs that); true: the touch is spent. */
  readonly touch: () => boolean
  readonly tap: () => void
  readonly doubleTap: (x: number, y: number) => void
  readonly longPress: () => void
  /** The finger moves sideways by `dx` pixels; 0 when it let go. */
  readonly drag: (dx: number) => void
  readonly swipeLeft: () => void
}

const DOUBLE_MS = 240
const LONG_MS = 450
const STILL_PX = 12
const SWIPE_PX = 72

export const gestures = (act: () => GestureActs) => (node: HTMLElement) => {
  const stop = new AbortController()
  let from: { x: number; y: number; id: number; sideways: boolean } | undefined
  let single: ReturnType<typeof setTimeout> | undefined
  let long: ReturnType<typeof setTimeout> | undefined
  let spent = false

  const letGo = (): void => {
    clearTimeout(long)
    if (from?.sideways) act().drag(0)
    from = undefined
  }
  const on = <K extends keyof HTMLElementEventMap>(
    name: K,
    does: (event: HTMLElementEventMap[K]) => void,
  ): void => node.addEventListener(name, does, { signal: stop.signal })

  on('pointerdown', (event) => {
    if (event.button !== 0 || !event.isPrimary) return
    spent = false
    from = { x: event.clientX, y: event.clientY, id: event.pointerId, sideways: false }
    if (event.pointerType === 'mouse') return
    long = setTimeout(() => {
      spent = true
      act().longPress()
    }, LONG_MS)
  })
  on('pointermove', (event) => {
    if (!from || event.pointerId !== from.id || event.pointerType === 'mouse') return
    const dx = event.clientX - from.x
    const dy = event.clientY - from.y
    if (Math.hypot(dx, dy) > STILL_PX) clearTimeout(long)
    if (!from.sideways && Math.abs(dx) > STILL_PX && Math.abs(dx) > Math.abs(dy) * 1.6) {
      from.sideways = true
      node.setPointerCapture(event.pointerId)
    }
    if (from.sideways) act().drag(Math.min(0, dx))
  })
  on('pointerup', (event) => {
    if (!from || event.pointerId !== from.id) return
    const dx = event.clientX - from.x
    const moved = Math.hypot(dx, event.clientY - from.y) > STILL_PX
    const swiped = from.sideways && dx < -SWIPE_PX
    letGo()
    if (swiped) return act().swipeLeft()
    if (moved || spent) return
    if (single !== undefined) {
      clearTimeout(single)
      single = undefined
      return act().doubleTap(event.clientX, event.clientY)
    }
    const consumed = act().touch()
    single = setTimeout(() => {
      single = undefined
      if (!consumed) act().tap()
    }, DOUBLE_MS)
  })
  on('pointercancel', letGo)
  // Right click, and the long press of browsers that time it themselves.
  on('contextmenu', (event) => {
    event.preventDefault()
    if (spent) return
    spent = true
    clearTimeout(long)
    act().longPress()
  })
  on('click', (event) => {
    // Pointers were dealt with above; this is Enter or the space bar.
    if (event.detail === 0) act().tap()
  })

  return () => {
    stop.abort()
    clearTimeout(single)
    clearTimeout(long)
  }
}
