/** A clip as a slot carries it: JSON of ASCII alone, made once a change and not once a request. */
import type { Clip, ClipCounts } from './catalogue.ts'

export function cardOf(clip: Clip, counts: ClipCounts): string {
  const { demo: _, audience: __, feel: ___, createdAt, ...card } = clip
  const { views, likes } = counts
  return asciiJson({ ...card, createdAt: createdAt.toISOString(), counts: { views, likes } })
}

/** JSON with everything beyond ASCII escaped (RFC 8259 §7). One emoji among the pieces of a text makes all of it two
 *  bytes a character, and its way to the socket an encoding instead of a copy. */
export const asciiJson = (value: object): string =>
  JSON.stringify(value).replace(
    /[^\0-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
