/** Slips and their yearly sum on paper. The same slip is the same bytes. */
import Pdf from 'pdfkit'
import { dayOf } from '../../platform/clock.ts'
import { slipPrefix } from './issue-slips.ts'
import type { OpenSlip } from './read-slips.ts'
import type { SlipTotals } from './slip.ts'

const rupiah = (amount: bigint): string => `Rp ${amount.toLocaleString('id-ID')}`
const left = 56
const width = 483

/** The text of what `draw` wrote, as bytes. */
function render(title: string, at: Date, draw: (doc: PDFKit.PDFDocument) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const doc = new Pdf({
      size: 'A4',
      margin: left,
      lang: 'id',
      info: { Title: title, Creator: 'Panggung', Producer: 'Panggung', CreationDate: at, ModDate: at },
    })
    const chunks: Buffer[] = []
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
    doc.on('error', reject)
    draw(doc)
    doc.end()
  })
}

function heading(doc: PDFKit.PDFDocument, text: string, below: string): void {
  doc.font('Helvetica-Bold').fontSize(15).text(text)
  doc.font('Helvetica').fontSize(9).fillColor('#555').text(below).fillColor('#000').moveDown(1.2)
}

function rows(doc: PDFKit.PDFDocument, title: string, lines: readonly (readonly [string, string])[]): void {
  doc.font('Helvetica-Bold').fontSize(11).text(title, left).moveDown(0.3)
  for (const [name, value] of lines) {
    const y = doc.y
    doc.font('Helvetica').fontSize(10).fillColor('#555').text(name, left, y, { width: 170 })
    const after = doc.y
    doc.fillColor('#000').text(value === '' ? '-' : value, left + 180, y, { width: width - 180 })
    doc.y = Math.max(after, doc.y) + 2
  }
  doc.x = left
  doc.moveDown(0.9)
}

export function slipPdf(slip: OpenSlip, timeZone: string): Promise<Buffer> {
  const { people } = slip
  return render(`Bukti potong ${slip.number}`, slip.issuedAt, (doc) => {
    heading(
      doc,
      `Bukti Pemotongan PPh (${slipPrefix(slip.kind)})`,
      `Nomor ${slip.number} · Masa pajak ${slip.month} · Diterbitkan ${dayOf(slip.issuedAt, timeZone)}`,
    )
    if (slip.corrects !== null) rows(doc, 'Pembetulan', [['Menggantikan bukti potong', slip.corrects]])
    rows(doc, 'Penerima penghasilan', [
      ['Nama', people.name],
      ['NPWP / NIK', people.taxId],
      ['Negara', people.country],
    ])
    rows(doc, 'Pajak yang dipotong', [
      ['Kode objek pajak', slip.objectCode],
      ['Dasar hukum', slip.article],
      ['Jumlah pencairan', String(slip.payouts)],
      ['Penghasilan bruto', rupiah(slip.grossIdr)],
      ['Dasar pengenaan pajak', rupiah(slip.baseIdr)],
      ['PPh dipotong', rupiah(slip.taxIdr)],
      ['Dibayar terakhir', slip.lastPaidOn],
    ])
    rows(doc, 'Pemotong', [
      ['Nama', people.withholder],
      ['NPWP', people.withholderTaxId],
      ['NITKU', `${people.withholderTaxId}${people.withholderBranch}`],
      ['Penanda tangan', people.signatory],
    ])
    doc
      .fontSize(8)
      .fillColor('#555')
      .text(
        'Data ini disusun dari pencairan yang sudah dibayar. Bukti potong resmi terbit lewat Coretax; nomornya dapat berbeda. Simpan untuk SPT tahunanmu.',
        left,
        doc.y,
        { width },
      )
  })
}

export function yearPdf(
  year: string,
  slips: readonly OpenSlip[],
  totals: readonly SlipTotals[],
): Promise<Buffer> {
  const standing = slips.filter((one) => one.correctedBy === null)
  const last = slips.at(-1)?.issuedAt ?? new Date(`${year}-12-31T00:00:00Z`)
  return render(`Ringkasan bukti potong ${year}`, last, (doc) => {
    heading(
      doc,
      `Ringkasan bukti potong ${year}`,
      `${standing.length} bukti potong yang berlaku · untuk lampiran kredit pajak SPT tahunan`,
    )
    for (const one of totals)
      rows(doc, slipPrefix(one.kind), [
        ['Penghasilan bruto', rupiah(one.grossIdr)],
        ['Dasar pengenaan pajak', rupiah(one.baseIdr)],
        ['PPh dipotong (kredit pajak)', rupiah(one.taxIdr)],
      ])
    rows(
      doc,
      'Per bulan',
      standing.map((one) => [
        `${one.month} · ${one.number}`,
        `${rupiah(one.grossIdr)} → ${rupiah(one.taxIdr)}`,
      ]),
    )
  })
}
