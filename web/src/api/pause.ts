/** Rejects with the signal's reason when that comes first.
 *  @param wake an event of the window that ends it early */
export function pause(ms: number, signal: AbortSignal, wake?: 'online'): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      if (wake) removeEventListener(wake, end)
    }
    const end = (): void => {
      leave()
      resolve()
    }
    const stop = (): void => {
      leave()
      reject(signal.reason)
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', stop)
    if (wake) addEventListener(wake, end)
  })
}
