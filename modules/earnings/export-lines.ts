/** A creator's lines as one file, made while it is sent. */
import type { EarningLine } from './line.ts'
import { creditId } from './transfer-ids.ts'

const columns = [
  'id',
  'earnedAt',
  'payableAt',
  'source',
  'of',
  'state',
  'amountIdr',
  'takenIdr',
  'videoId',
  'transferId',
  'about',
] as const

/** As the API gives it. */
export function lineJson(line: EarningLine) {
  // A line of before there were lines was posted under the id of its period's transfer.
  const { transfer, ...about } = line.about
  return {
    ...shapeOf(line),
    transferId: transfer ?? creditId(line.id),
    about,
  }
}

const shapeOf = (line: EarningLine) => ({
  id: line.id,
  source: line.source,
  of: line.of,
  amountIdr: String(line.amountIdr),
  takenIdr: String(line.takenIdr),
  state: line.state,
  videoId: line.videoId,
  earnedAt: line.earnedAt.toISOString(),
  payableAt: line.payableAt.toISOString(),
})

/** RFC 4180: lines end with CRLF, cells with a comma, quote or line break are quoted. */
export async function* csvOf(pages: AsyncIterable<readonly EarningLine[]>): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`
  for await (const lines of pages)
    yield lines
      .map((line) => {
        const json = lineJson(line)
        const about = Object.entries(json.about)
          .map(([name, value]) => `${name}: ${value}`)
          .join('; ')
        return `${columns.map((column) => cell(column === 'about' ? about : (json[column] ?? ''))).join(',')}\r\n`
      })
      .join('')
}

/** A text that a spreadsheet would take for a formula is told apart by a quote mark in front. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export async function* jsonOf(pages: AsyncIterable<readonly EarningLine[]>): AsyncGenerator<string> {
  let before = '['
  for await (const lines of pages)
    for (const line of lines) {
      yield `${before}\n${JSON.stringify(lineJson(line))}`
      before = ','
    }
  yield before === '[' ? '[]\n' : '\n]\n'
}
