/** Slips as files: CSV for people and spreadsheets, XML for the tax office's importer (Coretax). */
import type { PayoutsConfig } from './config.ts'
import { xml } from './pain001.ts'
import type { OpenSlip } from './read-slips.ts'

const titles = [
  'nomor',
  'mengganti',
  'diganti_oleh',
  'masa',
  'jenis',
  'kode_objek',
  'dasar_hukum',
  'npwp_penerima',
  'nama_penerima',
  'bruto',
  'dasar_pengenaan',
  'pajak',
  'tanggal_terakhir_dibayar',
  'diterbitkan',
  'npwp_pemotong',
  'nama_pemotong',
]

export const slipCsv = (slips: readonly OpenSlip[]): string =>
  [
    titles,
    ...slips.map((one) => [
      one.number,
      one.corrects ?? '',
      one.correctedBy ?? '',
      one.month,
      one.kind,
      one.objectCode,
      one.article,
      one.people.taxId,
      one.people.name,
      String(one.grossIdr),
      String(one.baseIdr),
      String(one.taxIdr),
      one.lastPaidOn,
      one.issuedAt.toISOString(),
      one.people.withholderTaxId,
      one.people.withholder,
    ]),
  ]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('')

/** A name that begins like a formula would be one in a spreadsheet. */
const cell = (text: string): string => {
  const safe = /^[-+=@\t]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** NITKU: the tax number and the place of business, 22 digits. */
const placeOf = (taxId: string, branch = '000000'): string => `${taxId}${branch}`

/** tax ÷ base in percent, at most seven places: with several brackets no single rate is the right one. */
export function effectiveRate(taxIdr: bigint, baseIdr: bigint): string {
  if (baseIdr === 0n) return '0'
  const scaled = (taxIdr * 10n ** 9n * 2n + baseIdr) / (baseIdr * 2n)
  const text = String(scaled).padStart(8, '0')
  return `${text.slice(0, -7)}.${text.slice(-7)}`.replace(/\.?0+$/, '')
}

type Fields = readonly (readonly [name: string, value: string])[]

/** Element names and their order are those of the importer's templates for BP21 (Bp21Bulk) and for the unified slip
 *  (BpuBulk). @returns undefined when no object code is set, or there is no importer file of that kind */
export function slipXml(kind: string, config: PayoutsConfig, slips: readonly OpenSlip[]): string | undefined {
  if (slips.some((one) => one.objectCode === '')) return undefined
  if (kind === 'pph21') return bulk('Bp21', config, slips.map(bp21))
  if (kind === 'pph23') return bulk('Bpu', config, slips.map(bpu))
  return undefined
}

const periodOf = (slip: OpenSlip): Fields => [
  ['TaxPeriodMonth', String(Number(slip.month.slice(5)))],
  ['TaxPeriodYear', slip.month.slice(0, 4)],
  ['CounterpartTin', slip.people.taxId],
  ['IDPlaceOfBusinessActivityOfIncomeRecipient', placeOf(slip.people.taxId)],
]

const documentOf = (slip: OpenSlip): Fields => [
  ['Document', 'PaymentProof'],
  ['DocumentNumber', slip.number],
  ['DocumentDate', slip.lastPaidOn],
]

const withholderPlace = ({ people }: OpenSlip): string =>
  placeOf(people.withholderTaxId, people.withholderBranch)

/** The deemed part is 50 % of gross for those who are no employees; tax = gross × deemed × rate. */
const bp21 = (slip: OpenSlip): Fields => [
  ...periodOf(slip),
  ['StatusTaxExemption', 'TK/0'],
  ['TaxCertificate', 'N/A'],
  ['TaxObjectCode', slip.objectCode],
  ['Gross', String(slip.grossIdr)],
  ['Deemed', '50'],
  ['Rate', effectiveRate(slip.taxIdr, slip.baseIdr)],
  ...documentOf(slip),
  ['IDPlaceOfBusinessActivity', withholderPlace(slip)],
  ['WithholdingDate', slip.lastPaidOn],
]

const bpu = (slip: OpenSlip): Fields => [
  ...periodOf(slip),
  ['TaxCertificate', 'N/A'],
  ['TaxObjectCode', slip.objectCode],
  ['TaxBase', String(slip.baseIdr)],
  ['Rate', effectiveRate(slip.taxIdr, slip.baseIdr)],
  ...documentOf(slip),
  ['IDPlaceOfBusinessActivity', withholderPlace(slip)],
  ['GovTreasurerOpt', 'N/A'],
  ['SP2DNumber', ''],
  ['WithholdingDate', slip.lastPaidOn],
]

/** Slips whose payouts all came back are nothing to report. */
const bulk = (name: string, config: PayoutsConfig, rows: readonly Fields[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    `<${name}Bulk xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`,
    `\t<TIN>${config.WITHHOLDER_TAX_ID}</TIN>`,
    `\t<ListOf${name}>`,
    ...rows.flatMap((fields) => [
      `\t\t<${name}>`,
      ...fields.map(([field, value]) =>
        value === '' ? `\t\t\t<${field} xsi:nil="true"/>` : `\t\t\t<${field}>${xml(value)}</${field}>`,
      ),
      `\t\t</${name}>`,
    ]),
    `\t</ListOf${name}>`,
    `</${name}Bulk>`,
    '',
  ].join('\n')
