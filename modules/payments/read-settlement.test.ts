import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readCsv, readSettlement } from './read-settlement.ts'
import { knownTemplates } from './settlement-templates.ts'

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

test('law: whatever is written as CSV is read as it was', () => {
  const cells = fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(
      cells,
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      (rows, separator, end) => {
        const text = rows.map((row) => row.map(quoted).join(separator) + end).join('')
        assert.deepEqual(readCsv(text, separator), rows)
      },
    ),
  )
})

test('law: any text is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const template of knownTemplates) readSettlement(text, template)
    }),
  )
})

const own = {
  provider: 'bank-lokal',
  separator: ';',
  thousands: '.',
  columns: { reference: 'No', gross: 'Jumlah', fees: ['Biaya'] },
  moneyBack: [],
} as const

test('thousands, decimals and marks of a template are read exactly', () => {
  const read = readSettlement(
    '\uFEFFNo;Jumlah;Biaya\r\na;Rp 9.007.199.254.740.993,00;1.500\r\nb;-2.000;\r\n',
    {
      ...own,
      columns: { ...own.columns, fees: [...own.columns.fees] },
      moneyBack: [],
    },
  )
  assert.deepEqual(read, {
    ok: true,
    lines: [
      { line: 2, reference: 'a', kind: 'payment', grossIdr: 9_007_199_254_740_993n, feeIdr: 1_500n },
      { line: 3, reference: 'b', kind: 'money_back', grossIdr: 2_000n, feeIdr: 0n },
    ],
  })
})
