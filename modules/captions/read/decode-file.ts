/** From bytes to text, strictly: a file in another encoding is refused with its line, never guessed. */

export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly line: number }

/** UTF-8 with or without its mark; UTF-16 with its mark. */
export function decodeFile(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeWide(bytes, 'utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeWide(bytes, 'utf-16be')
  try {
    return whole(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return { kind: 'problem', line: firstBadLine(bytes) }
  }
}

/** A NUL is in no text; UTF-16 without its mark is full of them. */
function whole(text: string): Decoded {
  const at = text.indexOf('\0')
  return at === -1 ? { kind: 'text', text } : { kind: 'problem', line: lineOf(text, at) }
}

/** A byte of a longer UTF-8 sequence is never 10 or 13, so lines can be told before they are decoded. */
function firstBadLine(bytes: Uint8Array): number {
  const strict = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  let from = 0
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at]
    if (at < bytes.length && byte !== 10 && byte !== 13) continue
    try {
      strict.decode(bytes.subarray(from, at))
    } catch {
      return line
    }
    if (byte === 13 && bytes[at + 1] === 10) at++
    line++
    from = at + 1
  }
  return line
}

function decodeWide(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Decoded {
  try {
    return whole(new TextDecoder(encoding, { fatal: true }).decode(bytes))
  } catch {
    const text = new TextDecoder(encoding).decode(bytes)
    return { kind: 'problem', line: lineOf(text, Math.max(0, text.indexOf('\ufffd'))) }
  }
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split(/\r\n?|\n/).length
