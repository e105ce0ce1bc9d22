/** Robots that say so. Kept as a flag with the event; what it means is decided in qualify.ts. */

/** @param declared words that a robot's user agent holds, lower case, separated by commas */
export function robotDetector(declared: string): (userAgent: string) => boolean {
  const marks = declared
    .split(',')
    .map((mark) => mark.trim().toLowerCase())
    .filter(Boolean)
  const seen = new Map<string, boolean>()
  return (userAgent) => {
    const known = seen.get(userAgent)
    if (known !== undefined) return known
    const text = userAgent.toLowerCase()
    const isRobot = text === '' || marks.some((mark) => text.includes(mark))
    if (seen.size > 5_000) seen.clear() // a few thousand agents make up nearly all traffic
    seen.set(userAgent, isRobot)
    return isRobot
  }
}
