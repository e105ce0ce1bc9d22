/** How long somebody will watch, as a median. Watches end early or go to the end, seldom at their mean; so instead of one
 *  head for the mean quantile (watch-time.ts) there is one a level: will this watch go beyond the level? (Frank and Hall,
 *  "A Simple Approach to Ordinal Classification", ECML 2001; for watch times CREAD, AAAI 2024.) Where their chances fall
 *  through one half is the median, which is what has the least mean absolute error. */

/** The heads are `levels` neighbours; their levels part 0 to 1 evenly.
 *  @param targets is filled from `from` with 1 where `quantile` lies above the level, else 0 */
export function fillLevels(targets: Float64Array, from: number, levels: number, quantile: number): void {
  for (let at = 0; at < levels; at++) targets[from + at] = quantile > levelOf(at, levels) ? 1 : 0
}

/** @param chances one a head, beginning with `from`; where a higher level is told to be likelier than a lower one, the lower
 *    one's word stands
 *  @returns the quantile at which the chance is one half, between levels on a straight line, 0 to 1 */
export function medianOfLevels(chances: Float64Array, from: number, levels: number): number {
  let level = 0
  let chance = 1
  for (let at = 0; at <= levels; at++) {
    const next = at === levels ? 1 : levelOf(at, levels)
    const beyond = at === levels ? 0 : Math.min(chance, chances[from + at] ?? 0)
    if (beyond < 0.5) return level + ((chance - 0.5) / (chance - beyond)) * (next - level)
    level = next
    chance = beyond
  }
  return 1
}

const levelOf = (at: number, levels: number): number => (at + 1) / (levels + 1)
