/** CSV as banks and spreadsheets write it: quotes, doubled quotes, CRLF, a byte order mark, comma or semicolon. */

/** @returns rows of cells; undefined when a quote is left open */
export function readCsv(text: string): string[][] | undefined {
  const plain = text.replace(/^\uFEFF/, '')
  const [first = ''] = plain.split('\n', 1)
  const separator = first.includes(';') && !first.includes(',') ? ';' : ','
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endRow = (): void => {
    row.push(cell.trim())
    if (row.some((one) => one !== '')) rows.push(row)
    row = []
    cell = ''
  }
  for (let at = 0; at < plain.length; at++) {
    const one = plain[at]
    if (quoted) {
      if (one !== '"') cell += one
      else if (plain[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (one === '"' && cell.trim() === '') {
      cell = ''
      quoted = true
    } else if (one === separator) {
      row.push(cell.trim())
      cell = ''
    } else if (one === '\n') endRow()
    else if (one !== '\r') cell += one
  }
  if (quoted) return undefined
  endRow()
  return rows
}
