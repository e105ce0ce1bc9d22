/** What a caption says besides its words. Pure. A tag is `#` and letters, marks, digits or `_` of any script, with a
 *  letter among them (`#1` is a number); a mention is `@` and a handle. Both must start a word: an e-mail address
 *  mentions nobody, and the fragment of an address is no tag. */
export const captionMax = 2200
export const tagsMax = 30
export const mentionsMax = 30
const tagMax = 60

const tagPattern = /(?<![\p{L}\p{M}\p{N}_#&/@.])#([\p{L}\p{M}\p{N}_]{1,100})/gu
const mentionPattern =
  /(?<![\p{L}\p{M}\p{N}_#&/@.])@([a-z0-9][a-z0-9_.]{1,28}[a-z0-9])(?![\p{L}\p{M}\p{N}_@])/giu

export interface CaptionParts {
  /** Lower case, normalised (NFC), each once, in the order of the caption. */
  readonly tags: readonly string[]
  /** Handles, lower case, each once. Whether such accounts exist is not asked. */
  readonly mentions: readonly string[]
}

/** Trims, normalises, and takes out characters that nobody can see and no database takes. */
export function cleanCaption(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '')
    .toWellFormed()
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** In characters as people count them, roughly: code points. */
export const captionLength = (text: string): number => [...text].length

export function readCaption(text: string): CaptionParts {
  return {
    tags: once([...text.matchAll(tagPattern)].flatMap(([, tag]) => toTag(tag ?? '') ?? [])),
    mentions: once([...text.matchAll(mentionPattern)].map(([, handle]) => (handle ?? '').toLowerCase())),
  }
}

/** The form under which a tag is stored and looked up. @returns undefined when it is none */
export function toTag(written: string): string | undefined {
  const tag = written.normalize('NFC').toLowerCase().normalize('NFC')
  const whole = /^[\p{L}\p{M}\p{N}_]+$/u.test(tag) && /[\p{L}]/u.test(tag)
  return whole && [...tag].length <= tagMax ? tag : undefined
}

const once = (list: readonly string[]): string[] => [...new Set(list)]
