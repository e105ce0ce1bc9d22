/** What to do after a step that went wrong. Pure. */
export interface StepFault {
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly code: string
}
export interface Tried {
  /** Checksums in a row that did not fit. */
  readonly checksums: number
  /** How often the file was begun anew. */
  readonly anew: number
}

export type NextMove =
  /** Ask how far it is, after a wait, and go on from there. */
  | 'again'
  /** The same without a wait. */
  | 'at-once'
  /** The server has nothing of it any more: from the first byte. */
  | 'anew'
  /** The session has ended: wait for its owner to log in. */
  | 'login'
  /** People must decide. */
  | 'fail'

const CHECKSUMS_MAX = 5
const ANEW_MAX = 2

export function judgeStep(fault: StepFault, tried: Tried): NextMove {
  const { status, code } = fault
  if (status === 401) return 'login'
  if (code === 'upload_conflict') return 'at-once'
  if (status === 460) return tried.checksums < CHECKSUMS_MAX ? 'at-once' : 'fail'
  // Gone, or other bytes arrived than were sent.
  if (status === 404 || status === 410 || code === 'upload_corrupt')
    return tried.anew < ANEW_MAX ? 'anew' : 'fail'
  if (status === 0 || status === 408 || status === 423 || status === 429 || status >= 500) return 'again'
  return 'fail'
}

const FIRST_MS = 500
const LONGEST_MS = 30_000

/** Exponential, with jitter over the upper half: a thousand phones that lost the same network don't come back at once.
 *  @param attempt 1 for the first wait @param random 0 to 1 */
export function retryDelay(attempt: number, random: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10))
  return Math.round(whole / 2 + (whole / 2) * random)
}

const STEP_MIN = 256 * 1024
export const STEP_MAX = 8 * 1024 * 1024
const STEP_SECONDS = 4

/** Bytes of the next step: about four seconds' worth, so that a checksum that does not fit costs little on a slow line
 *  and a fast one is not held up by answers.
 *  @param speed bytes a second; undefined until known */
export function stepBytes(speed: number | undefined): number {
  if (speed === undefined) return 1024 * 1024
  const wanted = Math.round(speed * STEP_SECONDS)
  return Math.min(STEP_MAX, Math.max(STEP_MIN, wanted))
}

export interface Mark {
  readonly at: number
  readonly bytes: number
}
const WINDOW_MS = 5000

/** Bytes a second over the last seconds. @param marks oldest first; a new one is added by {@link addMark} */
export function speedOf(marks: readonly Mark[]): number | undefined {
  const [first, last] = [marks[0], marks.at(-1)]
  if (!first || !last || last.at - first.at < 500 || last.bytes <= first.bytes) return undefined
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at)
}

export const addMark = (marks: readonly Mark[], mark: Mark): Mark[] => [
  ...marks.filter((one) => mark.at - one.at < WINDOW_MS && one.bytes <= mark.bytes),
  mark,
]
