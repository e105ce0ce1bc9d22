/** What a viewer would stumble over. Advice, no law: a fast talker can't be captioned slowly. Pure. */
import type { Cues, EditCue } from './cues.ts'

/** Characters a second an adult reads with ease; 17 to 20 is what broadcasters allow. */
const readingMax = 20
const shortMs = 700
const lineMax = 42
const linesMax = 2

export interface Advice {
  readonly fast: boolean
  readonly overlaps: boolean
  readonly short: boolean
  readonly long: boolean
}

/** As people count: an emoji is one. */
export function readingSpeed(cue: Pick<EditCue, 'startMs' | 'endMs' | 'text'>): number {
  const said = cue.text.replace(/\s+/g, ' ').trim()
  const seconds = (cue.endMs - cue.startMs) / 1000
  if (said === '') return 0
  return seconds > 0 ? [...said].length / seconds : Number.POSITIVE_INFINITY
}

export function adviseAll(cues: Cues): Map<string, Advice> {
  const advice = new Map<string, Advice>()
  let latest = 0
  for (const [at, cue] of cues.entries()) {
    const next = cues[at + 1]
    const lines = cue.text.split('\n')
    const one: Advice = {
      fast: readingSpeed(cue) > readingMax,
      // With any before it, or with the one after it.
      overlaps: cue.startMs < latest || (next !== undefined && next.startMs < cue.endMs),
      short: cue.text.trim() !== '' && cue.endMs - cue.startMs < shortMs,
      long: lines.length > linesMax || lines.some((line) => [...line].length > lineMax),
    }
    latest = Math.max(latest, cue.endMs)
    if (one.fast || one.overlaps || one.short || one.long) advice.set(cue.id, one)
  }
  return advice
}
