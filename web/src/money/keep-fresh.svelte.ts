/** Asks again every `everyMs` while the page is in sight, and at once when it comes back into sight.
 *  Call it in a component's script; it stops with the component. */
export function keepFresh(again: () => void, everyMs: number): void {
  $effect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') again()
    }
    const timer = setInterval(look, everyMs)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  })
}
