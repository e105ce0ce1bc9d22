/** Moments as people write them. Pure. */

/** `1:02.500`; hours only where there are some. */
export function clockText(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3_600_000)
  const minutes = Math.floor(whole / 60_000) % 60
  const rest = `${two(Math.floor(whole / 1000) % 60)}.${String(whole % 1000).padStart(3, '0')}`
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

/** `62.5`, `1:02.5`, `1:02,500` and `0:01:02.500` are the same. @returns undefined when it is no time */
export function readClock(text: string): number | undefined {
  const found = /^\s*(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,4})(?:[.,](\d{0,3}))?\s*$/.exec(text)
  if (!found) return undefined
  const [, hours = '0', minutes = '0', seconds = '0', part = ''] = found
  if (found[2] !== undefined && Number(seconds) > 59) return undefined
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(part.padEnd(3, '0'))
}
