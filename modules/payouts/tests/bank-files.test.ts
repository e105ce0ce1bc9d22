import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { indonesianBanks } from '../banks.ts'
import { bankText } from '../bank-text.ts'
import { csvFile, csvTemplates } from '../csv-file.ts'
import { type FileBatch, pain001 } from '../pain001.ts'
import { readCsv } from '../read-csv.ts'
import { readPain001 } from './pain001-rules.ts'

const payment = fc.record({
  payoutId: fc.uuid(),
  amountIdr: fc.bigInt({ min: 1n, max: 10n ** 16n }),
  bank: fc.constantFrom(...indonesianBanks),
  accountNumber: fc.stringMatching(/^\d{8,20}$/),
  holderName: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.constant('Sari & "Budi" <Senja>')),
})
const batch = fc
  .record({
    batchId: fc.uuid(),
    approvedAt: fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    name: fc.string({ unit: 'grapheme', maxLength: 200 }),
    payments: fc.uniqueArray(payment, { selector: (one) => one.payoutId, minLength: 1, maxLength: 20 }),
  })
  .map(
    ({ batchId, approvedAt, name, payments }): FileBatch => ({
      batchId,
      approvedAt,
      timeZone: 'Asia/Jakarta',
      debtor: { name, account: '1230001234567', bic: 'BMRIIDJA' },
      payments: payments.map(({ bank, ...rest }) => ({
        ...rest,
        bankCode: bank.code,
        bankName: bank.name,
        clearing: bank.clearing,
      })),
    }),
  )

test('whatever names and amounts there are: a pain.001 is valid, complete, and the same bytes again', () => {
  fc.assert(
    fc.property(batch, (whole) => {
      const file = pain001(whole)
      assert.equal(pain001(whole), file)
      const read = readPain001(file)
      assert.equal(
        read.sum,
        whole.payments.reduce((sum, one) => sum + one.amountIdr, 0n),
      )
      assert.deepEqual(
        read.payments.map(({ endToEndId, amount, bic, account }) => [endToEndId, amount, bic, account]),
        whole.payments.map((one) => [
          one.payoutId.replaceAll('-', ''),
          one.amountIdr,
          one.bankCode,
          one.accountNumber,
        ]),
      )
    }),
    { numRuns: 200 },
  )
})

const sample: FileBatch = {
  batchId: '0199f0a2-7c11-7c00-8000-0000000000b1',
  approvedAt: new Date('2026-11-23T20:00:00Z'),
  timeZone: 'Asia/Jakarta',
  debtor: { name: 'PT Panggung', account: '1230001234567', bic: 'BMRIIDJA' },
  payments: [
    {
      payoutId: '0199f0a2-7c11-7c00-8000-0000000000a1',
      amountIdr: 6_825_000n,
      bankCode: 'CENAIDJA',
      bankName: 'BCA',
      clearing: '014',
      accountNumber: '1234567890',
      holderName: 'Sari Senja, S.Kom.',
    },
    {
      payoutId: '0199f0a2-7c11-7c00-8000-0000000000a2',
      amountIdr: 250_000_001n,
      bankCode: 'BRINIDJA',
      bankName: 'BRI',
      clearing: '002',
      accountNumber: '123456789012345',
      holderName: 'Budi Pagi',
    },
    {
      payoutId: '0199f0a2-7c11-7c00-8000-0000000000a3',
      amountIdr: 48_750n,
      bankCode: 'BMRIIDJA',
      bankName: 'Bank Mandiri',
      clearing: '008',
      accountNumber: '1230007654321',
      holderName: '=+2+HYPERLINK("x")',
    },
  ],
}

test('the rail follows bank and amount, the day is the stage’s', () => {
  const read = readPain001(pain001(sample))
  assert.deepEqual(
    read.payments.map((one) => one.rail),
    ['BIFAST', 'RTGS', 'INHOUSE'],
  )
  assert.equal(read.day, '2026-11-24')
  assert.equal(read.messageId.length, 32)
})

test('the validator itself sees each kind of fault', () => {
  const good = pain001(sample)
  readPain001(good)
  const broken: [what: string, change: (file: string) => string][] = [
    ['order', (f) => f.replace(/( *<NbOfTxs>3<\/NbOfTxs>\n)( *<CtrlSum>\d+<\/CtrlSum>\n)/, '$2$1')],
    ['sum', (f) => f.replace(/<CtrlSum>\d+/, '<CtrlSum>1')],
    ['count', (f) => f.replace('<NbOfTxs>3', '<NbOfTxs>4')],
    ['length', (f) => f.replace(/<MsgId>/, `<MsgId>${'x'.repeat(10)}`)],
    ['characters', (f) => f.replace('Budi Pagi', 'Budi Pági')],
    ['entity', (f) => f.replace('Budi Pagi', 'Budi & Pagi')],
    ['BIC', (f) => f.replace('<BICFI>CENAIDJA', '<BICFI>CENAIDJ')],
    ['decimals', (f) => f.replace('>6825000<', '>6825000.123456<')],
    ['digits', (f) => f.replace('>6825000<', '>1234567890123456789<')],
    ['currency', (f) => f.replace(' Ccy="IDR"', '')],
    ['missing', (f) => f.replace(/ *<EndToEndId>.*\n/, '')],
    ['unknown', (f) => f.replace('<BtchBookg>true</BtchBookg>', '<Batch>true</Batch>')],
    ['twice', (f) => f.replaceAll('00000000a2', '00000000a1')],
    ['namespace', (f) => f.replace('001.09', '001.03')],
    ['date', (f) => f.replace('<Dt>2026-11-24', '<Dt>2026-13-24')],
    ['closing', (f) => f.replace('</PmtInf>', '')],
  ]
  for (const [what, change] of broken) {
    assert.notEqual(change(good), good, `${what} changes the file`)
    assert.throws(() => readPain001(change(good)), Error, what)
  }
})

test('CSV by template: columns, sums and no formula, the same bytes again', () => {
  for (const template of csvTemplates) {
    const file = csvFile(template, sample)
    assert.equal(csvFile(template, sample), file)
    const rows = readCsv(file) ?? []
    const body = rows.slice((template.titles ? 1 : 0) + (template.head ? 1 : 0))
    assert.equal(body.length, 3)
    for (const row of body) assert.equal(row.length, template.line.length, template.id)
    assert.ok(!/(^|,)[=+@-]/m.test(file), `${template.id} holds a formula`)
    assert.ok(file.endsWith(template.lineEnd))
  }
  const mandiri = csvTemplates.find((one) => one.id === 'mandiri')
  assert.ok(mandiri)
  assert.deepEqual((readCsv(csvFile(mandiri, sample)) ?? [])[0], [
    'P',
    '20261124',
    '1230001234567',
    '3',
    '256873751',
  ])
})

test('a template that names what there is not is refused', () => {
  const [plain] = csvTemplates
  assert.ok(plain)
  const wrong = JSON.parse(JSON.stringify(plain).replace('"field":"account"', '"field":"akun"'))
  assert.throws(() => csvFile(wrong, sample), /names the field akun/)
})

test('text for banks has only characters of set X, and is never empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 140 }), (text, max) => {
      const said = bankText(text, max)
      assert.match(said, /^[A-Za-z0-9/\-?:().,'+ ]+$/)
      assert.ok(said.length >= 1 && said.length <= max)
      assert.equal(said, said.trim())
    }),
  )
  assert.equal(bankText('Sari “Señora” & Búdi', 140), 'Sari Senora + Budi')
})
