/** Bank files as lines of columns, by a template that is data: banks change their layouts more often than this code. */
import { assert } from '../../platform/errors.ts'
import { bankText } from './bank-text.ts'
import { executionDay, type FileBatch, type FilePayment, railOf, remark, shortId } from './pain001.ts'

/** What a column may hold: a fixed text (`=…`), or a field of the batch or the payment, cut to `max`. */
export interface CsvColumn {
  readonly field: CsvField | `=${string}`
  readonly max?: number
}

const csvFields = [
  'execution-date',
  'execution-date-compact',
  'debtor-account',
  'debtor-name',
  'count',
  'sum',
  'batch',
  'number',
  'account',
  'holder',
  'currency',
  'amount',
  'amount-decimals',
  'remark',
  'reference',
  'rail',
  'bank-bic',
  'bank-name',
  'bank-clearing',
] as const
export type CsvField = (typeof csvFields)[number]

export interface CsvTemplate {
  readonly id: string
  readonly name: string
  readonly separator: ',' | ';' | '|'
  /** A line of fixed words before all others. */
  readonly titles?: readonly string[]
  /** A line about the whole batch. */
  readonly head?: readonly CsvColumn[]
  readonly line: readonly CsvColumn[]
  /** How the template's bank calls the rails. */
  readonly rails: Readonly<Record<'INHOUSE' | 'BIFAST' | 'RTGS', string>>
  readonly lineEnd: '\n' | '\r\n'
}

/** Layouts like those that banks publish; to be compared with one's own bank's before the first real file. */
export const csvTemplates: readonly CsvTemplate[] = [
  {
    id: 'plain',
    name: 'Panggung (umum)',
    separator: ',',
    titles: ['payout', 'bank', 'bic', 'account', 'name', 'currency', 'amount', 'remark', 'rail'],
    line: [
      { field: 'reference' },
      { field: 'bank-name' },
      { field: 'bank-bic' },
      { field: 'account' },
      { field: 'holder', max: 70 },
      { field: 'currency' },
      { field: 'amount' },
      { field: 'remark' },
      { field: 'rail' },
    ],
    rails: { INHOUSE: 'INHOUSE', BIFAST: 'BIFAST', RTGS: 'RTGS' },
    lineEnd: '\n',
  },
  {
    id: 'mandiri',
    name: 'Mirip Mandiri (bulk)',
    separator: ',',
    head: [
      { field: '=P' },
      { field: 'execution-date-compact' },
      { field: 'debtor-account' },
      { field: 'count' },
      { field: 'sum' },
    ],
    line: [
      { field: 'account' },
      { field: 'holder', max: 40 },
      { field: 'currency' },
      { field: 'amount' },
      { field: 'remark', max: 40 },
      { field: 'reference', max: 40 },
      { field: 'rail' },
      { field: 'bank-bic' },
      { field: 'bank-name', max: 40 },
    ],
    // In-house, BI-FAST by account number, RTGS.
    rails: { INHOUSE: 'IBU', BIFAST: 'BAU', RTGS: 'RBU' },
    lineEnd: '\r\n',
  },
  {
    id: 'bca',
    name: 'Mirip BCA (multi-transfer)',
    separator: ',',
    titles: [
      'No',
      'Credited Account',
      'Receiver Name',
      'Amount',
      'Transfer Type',
      'Bank Code',
      'Remark',
      'Reference',
    ],
    line: [
      { field: 'number' },
      { field: 'account' },
      { field: 'holder', max: 35 },
      { field: 'amount-decimals' },
      { field: 'rail' },
      { field: 'bank-bic' },
      { field: 'remark', max: 18 },
      { field: 'reference' },
    ],
    rails: { INHOUSE: 'BCA', BIFAST: 'BIF', RTGS: 'RTG' },
    lineEnd: '\r\n',
  },
]

/** The same input is the same bytes. */
export function csvFile(template: CsvTemplate, batch: FileBatch): string {
  assert(batch.payments.length > 0, 'a file pays somebody')
  const sum = batch.payments.reduce((total, one) => total + one.amountIdr, 0n)
  const day = executionDay(batch)
  const whole: Partial<Record<CsvField, string>> = {
    'execution-date': day,
    'execution-date-compact': day.replaceAll('-', ''),
    'debtor-account': batch.debtor.account,
    'debtor-name': bankText(batch.debtor.name, 140),
    count: String(batch.payments.length),
    sum: String(sum),
    batch: shortId(batch.batchId),
    currency: 'IDR',
  }
  const row = (columns: readonly CsvColumn[], values: Partial<Record<CsvField, string>>): string =>
    columns.map((column) => cell(column, values, template.separator)).join(template.separator)
  const lines: string[] = []
  if (template.titles) lines.push(template.titles.join(template.separator))
  if (template.head) lines.push(row(template.head, whole))
  for (const [place, payment] of batch.payments.entries())
    lines.push(row(template.line, { ...whole, ...fieldsOf(payment, place, template, batch.debtor.bic) }))
  return lines.map((line) => line + template.lineEnd).join('')
}

const fieldsOf = (
  payment: FilePayment,
  place: number,
  { rails }: CsvTemplate,
  debtorBic: string,
): Partial<Record<CsvField, string>> => ({
  number: String(place + 1),
  account: payment.accountNumber,
  holder: bankText(payment.holderName, 140),
  amount: String(payment.amountIdr),
  'amount-decimals': `${payment.amountIdr}.00`,
  remark: remark(payment),
  reference: shortId(payment.payoutId),
  rail: rails[railOf(payment, debtorBic)],
  'bank-bic': payment.bankCode,
  'bank-name': bankText(payment.bankName, 70),
  'bank-clearing': payment.clearing,
})

function cell(
  { field, max }: CsvColumn,
  values: Partial<Record<CsvField, string>>,
  separator: string,
): string {
  const given = fixedText(field) ?? values[namedField(field)] ?? ''
  const text = given.slice(0, max ?? given.length).trim()
  // Letters first: a spreadsheet would take `+62…` or `-…` for a formula.
  const safe = /^[-+=@]/.test(text) ? ` ${text}` : text
  return safe.includes(separator) || safe.includes('"') ? `"${safe.replaceAll('"', '""')}"` : safe
}

const fixedText = (field: CsvColumn['field']): string | undefined =>
  field.startsWith('=') ? field.slice(1) : undefined

function namedField(field: CsvColumn['field']): CsvField {
  const name = csvFields.find((one) => one === field)
  assert(name !== undefined, `a template names the field ${field}, which there is not`)
  return name
}
