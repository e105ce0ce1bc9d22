/** A cue under a finger: which part of it was taken, and where it is let go. Pure. */
import type { Cues, EditCue } from './cues.ts'
import { snap } from './wave-view.ts'

export type Grip = 'start' | 'end' | 'whole'

/** @param x from the block's left edge. @param width of the block; a narrow one is moved, not stretched */
export function gripAt(x: number, width: number, coarse: boolean): Grip {
  const handle = Math.min(coarse ? 22 : 12, width / 4)
  if (width < 24) return 'whole'
  if (x <= handle) return 'start'
  return x >= width - handle ? 'end' : 'whole'
}

/** Edges of the others, the playhead, and the ends of the clip. */
export function momentsBeside(cues: Cues, id: string, atMs: number, durationMs: number): number[] {
  const others = cues.filter((cue) => cue.id !== id)
  return [0, durationMs, Math.round(atMs), ...others.flatMap((cue) => [cue.startMs, cue.endMs])]
}

/** @returns the start that a moved cue gets, by whichever of its ends is nearer to something */
export function snapWhole(
  cue: Pick<EditCue, 'startMs' | 'endMs'>,
  startMs: number,
  moments: readonly number[],
  reachMs: number,
): number {
  const length = cue.endMs - cue.startMs
  const byStart = snap(startMs, moments, reachMs)
  const byEnd = snap(startMs + length, moments, reachMs) - length
  const [near, far] =
    byStart === startMs ? [byEnd, byStart] : byEnd === startMs ? [byStart, byEnd] : [byStart, byEnd]
  return Math.abs(near - startMs) <= Math.abs(far - startMs) || far === startMs ? near : far
}
