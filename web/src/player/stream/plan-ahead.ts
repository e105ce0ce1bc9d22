/** How much of a clip to have before it is needed. Pure. What is fetched and never played costs people money, what is
 *  missing stalls; so little is fetched on a fast line, where the rest comes in time, and much on a slow one. */
export type Role = 'front' | 'next' | 'later' | 'idle'

export interface Line {
  /** Measured; undefined before the first measurement. */
  readonly bitsPerSecond: number | undefined
  /** Of the rung that is played. */
  readonly bitrate: number
  /** From asking for bytes to the first of them, as measured. */
  readonly answerMs: number
  /** How long this person looks at a clip, in the middle. */
  readonly typicalWatchSeconds: number
  readonly saving: boolean
}
export interface Ahead {
  /** Have that much beyond where it plays. */
  readonly seconds: number
  /** Ask again when this much of it has gone: larger steps, fewer requests. */
  readonly step: number
}

const none: Ahead = { seconds: 0, step: 1 }
/** Until something was measured: an ordinary 4G line on a bad day carries a light rung twice over. */
const UNMEASURED = 2.2

export function planAhead(role: Role, line: Line): Ahead {
  const speed = line.bitsPerSecond === undefined ? UNMEASURED : line.bitsPerSecond / Math.max(1, line.bitrate)
  if (role === 'idle') return none
  if (role === 'front') {
    const { answerMs } = line
    // Bytes come at once: what is in hand has to last for an answer that takes twice as long, and for a busy moment.
    if (speed >= 6) return { seconds: Math.min(1.6, 0.78 + (answerMs * 2) / 1000), step: 0.35 }
    if (speed >= 3) return { seconds: 2.6, step: 1 }
    if (speed >= 1.6) return { seconds: 8, step: 2.5 }
    return { seconds: 20, step: 4 }
  }
  if (line.saving) return none
  // Someone who leaves after two seconds needs less of the next one than someone who stays for ten.
  const patience = Math.min(1, Math.max(0.4, line.typicalWatchSeconds / 6))
  if (role === 'next') return { seconds: (speed >= 3 ? 0.9 : 3) * patience, step: 0.1 }
  return speed >= 3 ? { seconds: 0.45 * patience, step: 0.1 } : { seconds: 1.6 * patience, step: 0.1 }
}

/** The middle of what was watched lately, in seconds, leaning to the latest. */
export const nextTypical = (typical: number, watchedSeconds: number): number =>
  typical + (Math.min(watchedSeconds, 30) - typical) * 0.2

/** The file's index: a table entry of some 12 bytes for each picture and each piece of sound. */
export const guessIndexBytes = (durationMs: number): number => 6_000 + Math.ceil(durationMs / 1000) * 900
