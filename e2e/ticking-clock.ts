import type { FakeClock } from '../platform/clock.ts'

/** A clock that runs like the real one from `start` on, and can be pushed ahead: a browser waits in real time, a day's
 *  close does not. */
export function tickingClock(start: string): FakeClock {
  let offsetMs = new Date(start).getTime() - Date.now()
  return {
    now: () => new Date(Date.now() + offsetMs),
    advance: (ms) => {
      offsetMs += ms
    },
    set: (at) => {
      offsetMs = new Date(at).getTime() - Date.now()
    },
  }
}
