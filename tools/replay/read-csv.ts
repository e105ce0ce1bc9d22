import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** Lines of a gzipped file, one at a time, each as its fields; the line of names is left out.
 *  @param separator one character; a field in double quotes may hold it
 *  @param hasNames whether the first line is one of names */
export function* readCsv(path: string, separator = ',', hasNames = true): Generator<string[]> {
  const text = gunzipSync(readFileSync(path)).toString('utf8')
  for (let from = hasNames ? text.indexOf('\n') + 1 : 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end === -1 ? text.length : end
    const line = text.slice(from, text[to - 1] === '\r' ? to - 1 : to)
    if (line !== '') yield line.includes('"') ? splitQuoted(line, separator) : line.split(separator)
    from = to + 1
  }
}

function splitQuoted(line: string, separator: string): string[] {
  const fields: string[] = []
  let field = ''
  let isQuoted = false
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted
    else if (character === separator && !isQuoted) {
      fields.push(field)
      field = ''
    } else field += character
  }
  return [...fields, field]
}
