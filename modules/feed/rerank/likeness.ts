/** How alike two clips are: 0 to 1. By what is known before anybody watched them (creator, sound, tags), and, where both have
 *  a vector, by who wanted them: of tags and vectors the one counts that says more. */
import type { Traits } from '../traits.ts'

const topicPart = 0.4

/** @param near cosine of their vectors, 0 to 1; 0 where one has none */
export function likeness(a: Traits, b: Traits, near = 0): number {
  let alike = a.owner === b.owner ? 0.3 : 0
  if (a.sound !== 0 && a.sound === b.sound) alike += 0.3
  return alike + topicPart * Math.max(near, sharedTags(a, b))
}

/** Of clips that have neither creator nor sound nor a tag in common. */
export const nearnessAlone = (near: number): number => topicPart * near

/** Tags that both have, of all that one of them has. */
function sharedTags(a: Traits, b: Traits): number {
  if ((a.tagBits & b.tagBits) === 0) return 0
  let shared = 0
  for (let at = 0; at < a.tags.length; at++) if (b.tags.includes(a.tags[at] ?? 0)) shared++
  return shared / (a.tags.length + b.tags.length - shared)
}
