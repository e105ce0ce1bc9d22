/** Tells the stage how many bytes were fetched and how many of them were played: its operator pays for both, and so do
 *  people with prepaid data. Sums only, without a word about who or what. */
import type { Tally } from './tally.ts'

const EVERY_MS = 30_000
const none = () => ({ fetchedBytes: 0, playedBytes: 0, stalls: 0, drops: 0 })
let sums = none()
/** Since the page was opened, of the clips that were left: told in a clip's menu. */
export const bytesSoFar = none()
let started = false

export function reportBytes(tally: Tally, event?: 'stalled' | 'dropped'): void {
  for (const sum of [sums, bytesSoFar]) {
    sum.fetchedBytes += tally.fetchedBytes
    sum.playedBytes += Math.min(tally.playedBytes, tally.fetchedBytes)
    sum.stalls += event ? 1 : 0
    sum.drops += event === 'dropped' ? 1 : 0
  }
  if (started) return
  started = true
  // A running page is asked from outside how its clips come in.
  Object.assign(window, { panggungBytes: bytesSoFar })
  setInterval(send, EVERY_MS)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && send())
}

function send(): void {
  if (sums.fetchedBytes === 0 && sums.stalls === 0) return
  const body = new Blob([JSON.stringify(sums)], { type: 'application/json' })
  if (navigator.sendBeacon('/v1/player-reports', body)) sums = none()
}
