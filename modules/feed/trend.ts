/** How much a clip is watched and liked lately: sums that fade by half in 6 and in 48 hours, so that both a rush of this
 *  morning and a steady two days count. */

export interface Heat {
  short: number
  long: number
}

const shortHours = 6
const longHours = 48
const left = (hours: number, half: number): number => 2 ** (-hours / half)

/** The first look at a clip knows its totals alone: they are taken as spread evenly over its life. A constant flow of r an
 *  hour over `age` hours leaves r · half / ln 2 · (1 − 2^(−age / half)). */
export function firstHeat(total: number, ageHours: number): Heat {
  const age = Math.max(ageHours, 1 / 60)
  const after = (half: number): number => ((total / age) * half * (1 - left(age, half))) / Math.LN2
  return { short: after(shortHours), long: after(longHours) }
}

/** @param gained since the last look, `hours` ago */
export function warm(heat: Heat, gained: number, hours: number): void {
  heat.short = heat.short * left(hours, shortHours) + gained
  heat.long = heat.long * left(hours, longHours) + gained
}

/** An hour's worth of either window; comparable between clips. */
export const trendOf = (heat: Heat): number => heat.short / shortHours + heat.long / longHours
