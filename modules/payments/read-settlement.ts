/** A settlement file (CSV) → its lines. Pure; one unreadable line refuses the file, so that nothing is half taken in. */
import { amountMax } from './amounts.ts'
import type { SettlementLine } from './settlement.ts'
import type { SettlementTemplate } from './settlement-templates.ts'

export type ReadFault =
  | 'columns_missing'
  | 'amount'
  | 'too_large'
  | 'currency'
  | 'empty'
  | 'quotes'
  | 'reference'
  | 'too_many'
export type ReadSettlement =
  | { readonly ok: true; readonly lines: readonly SettlementLine[] }
  | { readonly ok: false; readonly line: number; readonly fault: ReadFault }

const linesMax = 50_000

export function readSettlement(csv: string, template: SettlementTemplate): ReadSettlement {
  const rows = readCsv(csv.replace(/^\uFEFF/, ''), template.separator, linesMax + 2)
  if (!rows) return { ok: false, line: 1, fault: 'quotes' }
  const [header = [], ...body] = rows
  const columns = new Map(header.map((name, index) => [name.trim().toLowerCase(), index]))
  const at = (name: string | undefined) => (name === undefined ? undefined : columns.get(name.toLowerCase()))
  const { reference, gross, fees, currency, kind } = template.columns
  const where = { reference: at(reference), gross: at(gross), currency: at(currency), kind: at(kind) }
  if (where.reference === undefined || where.gross === undefined || at(fees[0]) === undefined)
    return { ok: false, line: 1, fault: 'columns_missing' }
  if (body.length > linesMax) return { ok: false, line: linesMax, fault: 'too_many' }
  const lines: SettlementLine[] = []
  let totalIdr = 0n
  for (const [index, row] of body.entries()) {
    const line = index + 2
    if (row.every((cell) => cell.trim() === '')) continue
    const cell = (column: number | undefined) => (column === undefined ? '' : (row[column] ?? '').trim())
    if (where.currency !== undefined && cell(where.currency).toUpperCase() !== 'IDR')
      return { ok: false, line, fault: 'currency' }
    if (cell(where.reference) === '') return { ok: false, line, fault: 'reference' }
    const amount = readAmount(cell(where.gross), template.thousands)
    const parts = fees.map((name) =>
      cell(at(name)) === '' ? 0n : readAmount(cell(at(name)), template.thousands),
    )
    const fee = parts.reduce<bigint | undefined>(
      (sum, one) => (sum === undefined || one === undefined ? undefined : sum + (one < 0n ? -one : one)),
      0n,
    )
    if (amount === undefined || amount === 0n || fee === undefined)
      return { ok: false, line, fault: 'amount' }
    const grossIdr = amount < 0n ? -amount : amount
    if (fee > grossIdr) return { ok: false, line, fault: 'amount' }
    // The file's sum is written down too.
    totalIdr += grossIdr
    if (totalIdr > amountMax) return { ok: false, line, fault: 'too_large' }
    const isBack = amount < 0n || template.moneyBack.includes(cell(where.kind).toLowerCase())
    lines.push({
      line,
      reference: cell(where.reference).slice(0, 200),
      kind: isBack ? 'money_back' : 'payment',
      grossIdr,
      feeIdr: fee,
    })
  }
  return lines.length === 0 ? { ok: false, line: 2, fault: 'empty' } : { ok: true, lines }
}

/** Whole rupiah, "-1,000.00" with the template's marks. */
function readAmount(text: string, thousands: string): bigint | undefined {
  const plain = thousands === '' ? text : text.replaceAll(thousands, '')
  const found = /^(-?)(\d{1,19})(?:[.,]0{1,4})?$/.exec(plain.replace(/^(-?)(?:Rp\.?|IDR)\s*/i, '$1'))
  return found?.[2] === undefined ? undefined : found[1] === '-' ? -BigInt(found[2]) : BigInt(found[2])
}

/** RFC 4180, with any line ending.
 *  @param rowsMax no more of them are read: a file of empty lines is not worth its memory
 *  @returns undefined when a quotation mark is never closed */
export function readCsv(text: string, separator: string, rowsMax = Infinity): string[][] | undefined {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  for (let i = 0; i < text.length && rows.length < rowsMax; i++) {
    const char = text[i]
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (text[i + 1] === '"') {
        cell += '"'
        i++
      } else isQuoted = false
    } else if (char === '"' && cell === '') isQuoted = true
    else if (char === separator) {
      row.push(cell)
      cell = ''
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++
      rows.push([...row, cell])
      row = []
      cell = ''
    } else cell += char
  }
  if (isQuoted) return undefined
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}
