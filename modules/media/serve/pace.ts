/** How fast a bare <video> is fed. It asks for a file to its end and takes all that comes, though most clips are left
 *  early; so after a few seconds' worth it gets the rest a little faster than it plays. Players that ask for what they
 *  need, and whoever saves the file, get it as fast as the line carries it. Pure. */
export interface Pace {
  /** At once. */
  readonly burstBytes: number
  readonly bytesPerSecond: number
}

const burstSeconds = 4
/** Above one, so that what the player has in hand grows, also where a picture takes more than the mean. */
const overPlaying = 1.2

/** @param asked the request's headers `sec-fetch-dest` and `range`
 *  @param bitrate of the file, bits a second; undefined: nothing that plays
 *  @returns undefined: as fast as it goes */
export function paceOf(
  asked: { readonly dest: string | undefined; readonly range: string | undefined },
  bitrate: number | undefined,
): Pace | undefined {
  const isOpenEnded = asked.range === undefined || asked.range.trim().endsWith('-')
  if (asked.dest !== 'video' || !isOpenEnded || !bitrate) return undefined
  const bytesPerSecond = bitrate / 8
  return { burstBytes: bytesPerSecond * burstSeconds, bytesPerSecond: bytesPerSecond * overPlaying }
}

/** Milliseconds until the next piece may leave; what a slow line missed is made up for at once. */
export function waitMs(pace: Pace, sentBytes: number, elapsedMs: number): number {
  return Math.max(0, ((sentBytes - pace.burstBytes) / pace.bytesPerSecond) * 1000 - elapsedMs)
}
