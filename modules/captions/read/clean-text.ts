/** What a caption may hold: plain text in short lines. Both file formats leave something that can not be said in them,
 *  so every text, typed or read, is brought to one form first; what is in it comes back from a file as it went in. */

/** Control characters and the separators that no file format counts as the end of a line. */
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g
/** `{\an8}` and its like: positions of another subtitle format, found in many SRT files. */
const overrides = /\{\\[^{}\n]*\}/g

/** Lines are trimmed and empty ones dropped; `-->`, which is the sign of a time line, becomes an arrow. Twice is the same
 *  as once. */
export function cleanText(text: string): string {
  let clean = text.toWellFormed().replace(/\r\n?/g, '\n').replace(controls, ' ')
  for (let before = ''; before !== clean; ) {
    before = clean
    clean = clean.replace(overrides, '')
  }
  return clean
    .replaceAll('-->', '→')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}

const tag = /<(\/?[a-z][^<>\n]*|\d[\d:.]*|\/)>/gi
const entity = /&(?:amp|lt|gt|quot|apos|nbsp|lrm|rlm|#\d{1,7}|#x[0-9a-f]{1,6});/gi
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
}

/** Marked-up text of a file, as plain text. Tags are dropped; of a voice (`<v Sari>`) the name stays, since whoever can't
 *  hear it can't tell who speaks. A heart (`<3`) is no tag. */
export function plainText(marked: string): string {
  const bare = marked.replace(tag, (_, inside: string) => {
    const [, name] = /^v(?:\.[^\s]*)?\s+(.+)$/i.exec(inside) ?? []
    return name === undefined ? '' : `${name.trim()}: `
  })
  return cleanText(bare.replace(entity, decode))
}

function decode(entity: string): string {
  const inside = entity.slice(1, -1).toLowerCase()
  if (!inside.startsWith('#')) return named[inside] ?? entity
  const code = inside.startsWith('#x') ? Number.parseInt(inside.slice(2), 16) : Number(inside.slice(1))
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code)
}

/** WebVTT §4.2: `&`, `<` and `>` are never written bare. */
export const vttText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** SRT has no rule for escaping and many players show `&amp;` as it stands: only what would be taken for a tag or an
 *  entity is escaped. */
export const srtText = (text: string): string =>
  text.replace(
    /<(?=[a-z\d/])|&(?=(?:amp|lt|gt|quot|apos|nbsp|lrm|rlm|#\d{1,7}|#x[0-9a-f]{1,6});)/gi,
    (sign) => (sign === '<' ? '&lt;' : '&amp;'),
  )
