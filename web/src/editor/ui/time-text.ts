/** Seconds as people write them in a field. */

/** 2300 → '2.3'; at most two decimals. */
export const secondsText = (ms: number): string => String(Math.round(ms / 10) / 100)

/** '2.3', '2,3' and '1:02.5' → milliseconds; undefined for anything else. */
export function readSeconds(text: string): number | undefined {
  const match = /^\s*(?:(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?\s*$/.exec(text)
  if (!match) return undefined
  const [, minutes = '0', seconds = '0', part = ''] = match
  return Number(minutes) * 60_000 + Number(seconds) * 1000 + Number(part.padEnd(3, '0'))
}
