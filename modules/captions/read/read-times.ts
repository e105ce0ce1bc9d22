/** The line with the times of a cue, in SRT, WebVTT or what people take for them. */
import type { ProblemCode } from './problem.ts'

export interface Times {
  readonly startMs: number
  readonly endMs: number
}

const time = '(-?)(?:(\\d{1,4}):)?(\\d{1,2}):(\\d{2})(?:[.,](\\d{1,3}))?'
const timeLine = new RegExp(`^\\s*${time}\\s*-->\\s*${time}(?:\\s.*)?$`)

export const arrow = '-->'

/** Hours may be left out, a comma is as good as a dot, what follows the second time (positions) is passed over. */
export function readTimes(line: string): Times | ProblemCode {
  const found = timeLine.exec(line)
  if (!found) return 'bad_time'
  if (found[1] === '-' || found[6] === '-') return 'negative'
  const startMs = milliseconds(found.slice(2, 6))
  const endMs = milliseconds(found.slice(7, 11))
  if (startMs === undefined || endMs === undefined) return 'bad_time'
  return endMs > startMs ? { startMs, endMs } : 'backwards'
}

function milliseconds([hours = '0', minutes = '0', seconds = '0', part = '0']: readonly (
  | string
  | undefined
)[]): number | undefined {
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(part.padEnd(3, '0'))
}

/** @param point `,` in SRT, `.` in WebVTT */
export function writeTime(ms: number, point: ',' | '.'): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${point}${String(ms % 1000).padStart(3, '0')}`
}
