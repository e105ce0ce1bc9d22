/** How alike two clips are by what is known of them before anybody watched: 0 to 1. */
import type { Traits } from '../traits.ts'

export function likeness(a: Traits, b: Traits): number {
  let alike = a.owner === b.owner ? 0.3 : 0
  if (a.sound !== 0 && a.sound === b.sound) alike += 0.3
  if ((a.tagBits & b.tagBits) === 0) return alike
  let shared = 0
  for (let at = 0; at < a.tags.length; at++) if (b.tags.includes(a.tags[at] ?? 0)) shared++
  return alike + (0.4 * shared) / (a.tags.length + b.tags.length - shared)
}
