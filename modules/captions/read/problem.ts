/** What of a text makes it no caption. */
import type { ProblemCode } from '../contract-problems.ts'

export type { ProblemCode }

export const lineMax = 500
const textMax = 1000

/** @param text as cleanText leaves it */
export function textProblem(text: string): ProblemCode | undefined {
  if (text.length > textMax) return 'cue_too_long'
  return text.split('\n').some((line) => line.length > lineMax) ? 'line_too_long' : undefined
}
