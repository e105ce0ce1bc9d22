/** So many at a time; the others wait in the order in which they came. Pure of anything but promises. */
export interface Turns {
  /** Resolves when it is one's turn, with what gives the turn back (twice is the same as once).
   *  Rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<() => void>
}

export function takeTurns(atOnce: number): Turns {
  let free = atOnce
  const waiting: (() => void)[] = []
  const give = (): void => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  return {
    take(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        let given = false
        const begin = (): void => {
          signal.removeEventListener('abort', leave)
          resolve(() => {
            if (given) return
            given = true
            give()
          })
        }
        const leave = (): void => {
          waiting.splice(waiting.indexOf(begin), 1)
          reject(signal.reason)
        }
        if (free > 0) {
          free--
          begin()
          return
        }
        waiting.push(begin)
        signal.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
