/** Tells the stage how many bytes were fetched and how many of them were played: its operator pays for both, and so do
 *  people with prepaid data. Sums only, without a word about who or what. */
import type { Tally } from './tally.ts'

const EVERY_MS = 30_000
const none = () => ({ fetchedBytes: 0, playedBytes: 0, stalls: 0, drops: 0 })
let sums = none()
/** Of this page, for whoever looks: `panggungBytes` in the console. */
const whole = none()
let started = false

export function reportBytes(tally: Tally, event?: 'stalled' | 'dropped'): void {
  for (const sum of [sums, whole]) {
    sum.fetchedBytes += tally.fetchedBytes
    sum.playedBytes += Math.min(tally.playedBytes, tally.fetchedBytes)
    sum.stalls += event ? 1 : 0
    sum.drops += event === 'dropped' ? 1 : 0
  }
  if (started) return
  started = true
  Object.assign(window, { panggungBytes: whole })
  setInterval(send, EVERY_MS)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && send())
}

function send(): void {
  if (sums.fetchedBytes === 0 && sums.stalls === 0) return
  const body = new Blob([JSON.stringify(sums)], { type: 'application/json' })
  if (navigator.sendBeacon('/v1/player-reports', body)) sums = none()
}
