/** How much a clip is watched and liked lately: sums that fade by half in 6 and in 48 hours, so that both a rush of this
 *  morning and a steady two days count. */

export interface Heat {
  short: number
  long: number
  /** The most that there ever was. */
  total: number
}

const shortHours = 6
const longHours = 48
const left = (hours: number, half: number): number => 2 ** (-hours / half)

/** The first look at a clip knows its totals alone: they are taken as spread evenly over its life. A constant flow of r an
 *  hour over `age` hours leaves r · half / ln 2 · (1 − 2^(−age / half)). */
export function firstHeat(total: number, ageHours: number): Heat {
  const age = Math.max(ageHours, 1 / 60)
  const after = (half: number): number => ((total / age) * half * (1 - left(age, half))) / Math.LN2
  return { short: after(shortHours), long: after(longHours), total }
}

/** What is left of sums after so many hours: the same for all clips that are looked at together. */
export interface Fading {
  readonly short: number
  readonly long: number
}

export const fadingOver = (hours: number): Fading => ({
  short: left(hours, shortHours),
  long: left(hours, longHours),
})

/** What was taken back adds nothing, and nothing when it comes again: nobody heats a clip with one like.
 *  @param total as of now; the last look is as long ago as the fading is over */
export function warm(heat: Heat, total: number, fading: Fading): void {
  const gained = Math.max(0, total - heat.total)
  heat.short = heat.short * fading.short + gained
  heat.long = heat.long * fading.long + gained
  heat.total += gained
}

/** An hour's worth of either window; comparable between clips. */
export const trendOf = (heat: Heat): number => heat.short / shortHours + heat.long / longHours
