/** Splits a caption into words, #tags and @mentions, for links and for highlighting, by the rules that the server
 *  reads captions with: a mark starts a word, a tag holds a letter, a mention is a handle. Pure. */
export interface CaptionPart {
  readonly kind: 'text' | 'tag' | 'mention'
  readonly text: string
  /** The tag or handle without its mark, lower case. */
  readonly name: string
}

const MARKED =
  /(?<![\p{L}\p{M}\p{N}_#&/@.])(?:#([\p{L}\p{M}\p{N}_]{1,60})|@([a-z0-9][a-z0-9_.]{1,28}[a-z0-9])(?![\p{L}\p{M}\p{N}_@]))/giu

export function captionParts(caption: string): CaptionPart[] {
  const parts: CaptionPart[] = []
  let from = 0
  for (const found of caption.matchAll(MARKED)) {
    const [text, tag, handle] = found
    if (tag !== undefined && !/\p{L}/u.test(tag)) continue
    if (found.index > from) parts.push({ kind: 'text', text: caption.slice(from, found.index), name: '' })
    parts.push({
      kind: tag === undefined ? 'mention' : 'tag',
      text,
      name: (tag ?? handle ?? '').toLowerCase(),
    })
    from = found.index + text.length
  }
  if (from < caption.length) parts.push({ kind: 'text', text: caption.slice(from), name: '' })
  return parts
}
