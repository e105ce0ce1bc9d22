/** An invoice as a PDF: one A4 page, in the reader's language, with PDF's own fonts. The same invoice is the same bytes. */
import Pdf from 'pdfkit'
import type { Invoice } from './invoice.ts'

type Lang = 'id' | 'en'

const words = {
  en: {
    invoice: 'Invoice',
    receipt: 'Receipt',
    noSeller:
      'The operator of this stage has not stated its legal name, NPWP and address. This is a receipt and no tax document.',
    seller: 'Seller',
    taxId: 'NPWP',
    buyer: 'Buyer',
    date: 'Date',
    what: 'Description',
    amount: 'Amount',
    code: 'Transfer code',
    net: 'Price without tax',
    base: 'Tax base (other value)',
    vat: 'VAT',
    total: 'Total paid',
    refunded: 'Given back',
    method: 'Paid by',
    payment: 'Payment',
    by: 'according to',
  },
  id: {
    invoice: 'Faktur',
    receipt: 'Kuitansi',
    noSeller:
      'Pengelola panggung ini belum menyebut nama resmi, NPWP, dan alamatnya. Ini kuitansi, bukan dokumen pajak.',
    seller: 'Penjual',
    taxId: 'NPWP',
    buyer: 'Pembeli',
    date: 'Tanggal',
    what: 'Keterangan',
    amount: 'Jumlah',
    code: 'Kode transfer',
    net: 'Harga tanpa pajak',
    base: 'DPP nilai lain',
    vat: 'PPN',
    total: 'Total dibayar',
    refunded: 'Dikembalikan',
    method: 'Dibayar dengan',
    payment: 'Pembayaran',
    by: 'menurut',
  },
} as const

const left = 56
const right = 539
const grey = '#555555'

export function printInvoice(invoice: Invoice, lang: Lang, timeZone: string): Promise<Buffer> {
  const say = words[lang]
  const title = `${invoice.seller.complete ? say.invoice : say.receipt} ${invoice.number}`
  const doc = new Pdf({
    size: 'A4',
    margin: left,
    lang: lang === 'id' ? 'id-ID' : 'en-GB',
    info: { Title: title, CreationDate: invoice.issuedAt, Producer: 'Panggung', Creator: 'Panggung' },
  })
  const done = collect(doc)
  doc.font('Helvetica-Bold').fontSize(20).text(title, left, 56)
  const date = new Intl.DateTimeFormat(lang === 'id' ? 'id-ID' : 'en-GB', { dateStyle: 'long', timeZone })
  doc
    .font('Helvetica')
    .fontSize(10)
    .fillColor(grey)
    .text(`${say.date}: ${date.format(invoice.issuedAt)}`)
  doc.moveDown(1.5)
  const top = doc.y
  party(doc, say.seller, left, top, [
    invoice.seller.name,
    invoice.seller.taxId && `${say.taxId} ${invoice.seller.taxId}`,
    invoice.seller.address,
  ])
  const below = doc.y
  party(doc, say.buyer, 310, top, [invoice.buyer.displayName, `@${invoice.buyer.handle}`, invoice.buyer.id])
  doc.y = Math.max(below, doc.y)
  if (!invoice.seller.complete)
    doc
      .moveDown()
      .fillColor(grey)
      .text(say.noSeller, left, doc.y, { width: right - left })
  doc.moveDown(2)
  table(doc, invoice, lang)
  doc.moveDown(2).font('Helvetica').fontSize(9).fillColor(grey)
  for (const { says, value } of invoice.vat?.steps ?? [])
    doc.text(`${plain(says[lang])}: ${plain(value)}`, left)
  if (invoice.vat?.article)
    doc.text(`${say.vat} ${say.by} ${plain(invoice.vat.article)} (${invoice.vat.ruleId})`, left)
  doc.text(`${say.method}: ${plain(invoice.method.label[lang])}`, left)
  doc.text(`${say.payment}: ${invoice.paymentId}`, left)
  doc.end()
  return done
}

type Doc = InstanceType<typeof Pdf>

function party(doc: Doc, title: string, x: number, y: number, texts: readonly string[]): void {
  doc.font('Helvetica').fontSize(9).fillColor(grey).text(title, x, y, { width: 230 })
  doc.fontSize(11).fillColor('#000000')
  for (const text of texts) if (text !== '') doc.text(plain(text), x, doc.y, { width: 230 })
}

function table(doc: Doc, invoice: Invoice, lang: Lang): void {
  const say = words[lang]
  const { vat } = invoice
  const row = (what: string, amount: string, isStrong = false) => {
    doc
      .font(isStrong ? 'Helvetica-Bold' : 'Helvetica')
      .fontSize(11)
      .fillColor('#000000')
    const y = doc.y
    doc.text(amount, 400, y, { width: right - 400, align: 'right' })
    const amountEnd = doc.y
    doc.text(plain(what), left, y, { width: 330 })
    doc.y = Math.max(doc.y, amountEnd) + 6
  }
  const rule = () => {
    doc.moveTo(left, doc.y).lineTo(right, doc.y).strokeColor('#bbbbbb').stroke()
    doc.y += 8
  }
  row(say.what, say.amount, true)
  rule()
  for (const line of invoice.lines) row(line.what[lang], rupiah(line.amountIdr))
  if (invoice.codeIdr > 0n) row(say.code, rupiah(invoice.codeIdr))
  rule()
  if (vat) {
    row(say.net, rupiah(invoice.netIdr))
    if (vat.baseIdr !== vat.priceIdr) row(say.base, rupiah(vat.baseIdr))
    row(say.vat, rupiah(vat.taxIdr))
  }
  row(say.total, rupiah(invoice.totalIdr), true)
  if (invoice.refundedIdr > 0n) row(say.refunded, rupiah(-invoice.refundedIdr))
}

/** Rp1.234.567, the Indonesian way in both languages: the document is about rupiah. */
export const rupiah = (amount: bigint): string =>
  `${amount < 0n ? '-' : ''}Rp${String(amount < 0n ? -amount : amount).replace(/\B(?=(\d{3})+$)/g, '.')}`

/** PDF's own fonts know Latin-1; what they lack (an emoji in a name) is shown as a question mark. */
const plain = (text: string): string => text.normalize('NFC').replace(/[^\x20-\x7e\u00a0-\u00ff]+/gu, '?')

function collect(doc: Doc): Promise<Buffer> {
  const parts: Buffer[] = []
  return new Promise((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part))
    doc.on('end', () => resolve(Buffer.concat(parts)))
    doc.on('error', reject)
  })
}
