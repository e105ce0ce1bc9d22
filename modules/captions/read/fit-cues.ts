/** Cues and the clip they belong to. Pure. */
import { type Cue, inOrder } from '../caption.ts'
import { cleanText } from './clean-text.ts'
import { type ProblemCode, textProblem } from './problem.ts'

export interface Fitted {
  readonly cues: Cue[]
  /** How many ended after the clip and were cut. */
  readonly cutAtEnd: number
  /** How many began after the clip and were left out. */
  readonly beyondEnd: number
}

/** For files: they are often made for a longer cut of the clip. */
export function fitCues(cues: readonly Cue[], durationMs: number): Fitted {
  const inside = cues.filter((cue) => cue.startMs < durationMs)
  return {
    cues: inside.map((cue) => (cue.endMs > durationMs ? { ...cue, endMs: durationMs } : cue)),
    cutAtEnd: inside.filter((cue) => cue.endMs > durationMs).length,
    beyondEnd: cues.length - inside.length,
  }
}

export type Checked =
  | { readonly kind: 'cues'; readonly cues: Cue[] }
  /** Counted from 1, in the order given. */
  | { readonly kind: 'problem'; readonly number: number; readonly code: ProblemCode }

/** For cues that someone edited: nothing is changed but spelling and order. */
export function checkCues(given: readonly Cue[], durationMs: number): Checked {
  const cues: Cue[] = []
  for (const [at, { startMs, endMs, text }] of given.entries()) {
    const cue = { startMs, endMs, text: cleanText(text) }
    const code = problemOf(cue, durationMs)
    if (code) return { kind: 'problem', number: at + 1, code }
    cues.push(cue)
  }
  return { kind: 'cues', cues: inOrder(cues) }
}

function problemOf({ startMs, endMs, text }: Cue, durationMs: number): ProblemCode | undefined {
  if (startMs < 0) return 'negative'
  if (endMs <= startMs) return 'backwards'
  if (endMs > durationMs) return 'beyond_end'
  return textProblem(text)
}
