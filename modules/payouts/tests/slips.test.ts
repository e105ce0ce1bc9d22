import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { toDay } from '../../../platform/clock.ts'
import { lastDueMonth } from '../issue-slips.ts'
import { readCsv } from '../read-csv.ts'
import { effectiveRate } from '../slip-files.ts'
import { aPayee, checker, hasAvailable, maker, paidPayout, person } from '../testing.ts'
import { stage } from './stage.ts'

const december = '2026-12-03T05:00:00Z'
const free = { ON_DEMAND_DAYS: 0 }

test('a month’s slips are issued from the set day on, and not before', () => {
  assert.equal(lastDueMonth(toDay('2026-12-03'), 3), '2026-11')
  assert.equal(lastDueMonth(toDay('2026-12-02'), 3), '2026-10')
  assert.equal(lastDueMonth(toDay('2027-01-01'), 1), '2026-12')
  assert.equal(lastDueMonth(toDay('2027-01-01'), 2), '2026-11')
})

test('one slip for a payee’s month sums its payouts; a second run and a second node issue nothing', async (t) => {
  const s = await stage(t, free)
  const sari = await aPayee(s.payouts, 'sari')
  for (const name of ['1', '2']) {
    await hasAvailable(s, s.clock, 'sari', 7_000_000n)
    await paidPayout(s.payouts, sari, name)
  }
  assert.equal(await s.payouts.issueSlips(), 0, 'the month is not over')
  s.clock.set(december)
  const runs = await Promise.all([s.payouts.issueSlips(), s.again().issueSlips()])
  assert.equal(runs[0] + runs[1], 1)
  const { year, slips, totals } = await s.payouts.slipsOf(sari)
  const [slip] = slips
  assert.ok(slip)
  assert.deepEqual(
    [year, slip.number, slip.month, slip.kind, slip.objectCode, slip.payouts],
    ['2026', 'BP21-2026-000001', '2026-11', 'pph21', '21-100-33', 2],
  )
  assert.deepEqual([slip.grossIdr, slip.baseIdr, slip.taxIdr], [14_000_000n, 7_000_000n, 350_000n])
  assert.deepEqual(totals, [{ kind: 'pph21', grossIdr: 14_000_000n, baseIdr: 7_000_000n, taxIdr: 350_000n }])
  await s.sound()
})

test('numbers have no gap, whoever issues and whatever fails in between', async (t) => {
  const s = await stage(t, free)
  for (const name of ['sari', 'budi', 'tini', 'joko']) {
    const account = await aPayee(s.payouts, name)
    await hasAvailable(s, s.clock, name, 1_000_000n)
    await paidPayout(s.payouts, account, name)
  }
  s.clock.set(december)
  await s.db.run(sql`create function public.fail_once() returns trigger language plpgsql as $$
    begin if new.sequence = 3 then raise exception 'the third fails'; end if; return new; end $$`)
  await s.db.run(
    sql`create trigger fail before insert on payouts.slip for each row execute function public.fail_once()`,
  )
  await assert.rejects(s.payouts.issueSlips(), /third fails/)
  await s.db.run(sql`drop trigger fail on payouts.slip`)
  await Promise.all([s.payouts.issueSlips(), s.again().issueSlips()])
  await s.payouts.issueSlips()
  const numbers = await s.db.all(sql<{ number: string }>`select number from payouts.slip order by sequence`)
  assert.deepEqual(
    numbers.map((one) => one.number),
    [1, 2, 3, 4].map((one) => `BP21-2026-00000${one}`),
  )
  await s.sound()
})

test('an issued slip never changes; a payout that comes back makes a new one that names it', async (t) => {
  const s = await stage(t, free)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 7_000_000n)
  const first = await paidPayout(s.payouts, sari, '1')
  await hasAvailable(s, s.clock, 'sari', 3_000_000n)
  await paidPayout(s.payouts, sari, '2')
  s.clock.set(december)
  await s.payouts.issueSlips()
  const [issued] = (await s.payouts.slipsOf(sari)).slips
  const pdf = await s.payouts.slipPdf(sari, issued?.id ?? '')
  for (const statement of [
    sql`update payouts.slip set tax_idr = 0`,
    sql`delete from payouts.slip`,
    sql`truncate payouts.slip cascade`,
  ])
    await assert.rejects(s.db.run(statement), /never changes|only added to/)
  await s.payouts.giveBack(maker, first.id, 'account_closed', 'Rekening ditutup')
  assert.equal(await s.payouts.issueSlips(), 1)
  assert.equal(await s.payouts.issueSlips(), 0)
  const { slips, totals } = await s.payouts.slipsOf(sari)
  assert.deepEqual(
    slips.map((one) => [one.number, one.taxIdr, one.corrects, one.correctedBy]),
    [
      ['BP21-2026-000001', 250_000n, null, 'BP21-2026-000002'],
      ['BP21-2026-000002', 75_000n, 'BP21-2026-000001', null],
    ],
  )
  assert.equal(totals[0]?.taxIdr, 75_000n)
  assert.deepEqual(await s.payouts.slipPdf(sari, issued?.id ?? ''), pdf, 'the same slip is the same bytes')
  await s.sound()
})

test('a slip keeps the people of its day, and only its payee reads it', async (t) => {
  const s = await stage(t, free)
  const sari = await aPayee(s.payouts, 'Sari')
  await hasAvailable(s, s.clock, 'Sari', 1_000_000n)
  await paidPayout(s.payouts, sari, '1')
  s.clock.set(december)
  await s.payouts.issueSlips()
  await s.payouts.putPayee(sari, {
    form: 'individual',
    country: 'ID',
    name: 'Sari Fajar',
    birthDate: '2001-05-17',
    nationalId: '3174015705010001',
  })
  const csv = await s.payouts.slipsCsv(sari, '2026')
  const [, row = []] = readCsv(csv) ?? []
  assert.equal(row[8], 'Sari Senja')
  assert.equal(row[7], '3174015705010001')
  const [slip] = (await s.payouts.slipsOf(sari)).slips
  await assert.rejects(s.payouts.slipPdf(person('budi'), slip?.id ?? ''), { message: /slip_not_found/ })
  const rows = JSON.stringify(await s.db.all(sql`select to_jsonb(x) as row from payouts.slip x`))
  assert.ok(!rows.includes('Senja') && !rows.includes('3174015705010001'))
  for (const pdf of [await s.payouts.slipPdf(sari, slip?.id ?? ''), await s.payouts.yearPdf(sari)])
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
})

test('the operator’s month: totals, CSV, and XML in the importer’s order, with the access on record', async (t) => {
  const s = await stage(t, free)
  const sari = await aPayee(s.payouts, 'Sari & Co')
  await hasAvailable(s, s.clock, 'Sari & Co', 7_000_000n)
  await paidPayout(s.payouts, sari, '1')
  assert.deepEqual(await s.payouts.monthSlips('2026-11'), {
    month: '2026-11',
    issued: false,
    withholderSet: true,
    totals: [],
  })
  s.clock.set(december)
  await s.payouts.issueSlips()
  assert.deepEqual((await s.payouts.monthSlips('2026-11')).totals, [
    { kind: 'pph21', slips: 1, grossIdr: 7_000_000n, taxIdr: 175_000n },
  ])
  const xml = await s.payouts.monthFile(checker, '2026-11', 'xml', 'pph21')
  const record = /<Bp21>([\s\S]*)<\/Bp21>/.exec(xml)?.[1] ?? ''
  assert.deepEqual(
    [...record.matchAll(/<(\w+)>([^<]*)</g)].map(([, name, value]) => `${name} ${value}`),
    [
      'TaxPeriodMonth 11',
      'TaxPeriodYear 2026',
      'CounterpartTin 3174015705010001',
      'IDPlaceOfBusinessActivityOfIncomeRecipient 3174015705010001000000',
      'StatusTaxExemption TK/0',
      'TaxCertificate N/A',
      'TaxObjectCode 21-100-33',
      'Gross 7000000',
      'Deemed 50',
      'Rate 5',
      'Document PaymentProof',
      'DocumentNumber BP21-2026-000001',
      'DocumentDate 2026-11-23',
      'IDPlaceOfBusinessActivity 0012345678901000000000',
      'WithholdingDate 2026-11-23',
    ],
  )
  assert.ok(xml.includes('<TIN>0012345678901000</TIN>'))
  await s.payouts.monthFile(checker, '2026-11', 'csv', 'pph21')
  assert.equal(
    (await s.payouts.findPayee(sari)).views.filter((one) => one.reason.startsWith('tax slips of 2026-11'))
      .length,
    2,
  )
})

test('a company is withheld by PPh 23; its importer file needs an object code', async (t) => {
  const s = await stage(t, free)
  const id = person('PT')
  await s.payouts.putPayee(id, {
    form: 'entity',
    country: 'ID',
    name: 'PT Senja',
    taxId: '09.254.294.3-407.000',
  })
  await s.payouts.addBankAccount(id, {
    bankCode: 'CENAIDJA',
    accountNumber: '1234567890',
    holderName: 'PT Senja',
  })
  await s.payouts.verifyPayee(maker, id, 1, 'Akta dan NPWP cocok')
  await hasAvailable(s, s.clock, 'PT', 10_000_000n)
  const paid = await paidPayout(s.payouts, id, '1')
  assert.deepEqual([paid.taxIdr, paid.taxLines[0]?.remitAs], [200_000n, 'pph23'])
  s.clock.set(december)
  await s.payouts.issueSlips()
  assert.equal((await s.payouts.slipsOf(id)).slips[0]?.number, 'BPPU-2026-000001')
  await assert.rejects(s.payouts.monthFile(maker, '2026-11', 'xml', 'pph23'), {
    message: /object_code_missing/,
  })
  await s.sound()
})

test('without the stage’s own tax number nothing is issued, and it says so', async (t) => {
  const s = await stage(t, { ...free, WITHHOLDER_TAX_ID: '' })
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 1_000_000n)
  await paidPayout(s.payouts, sari, '1')
  s.clock.set(december)
  assert.equal(await s.payouts.issueSlips(), 0)
  assert.equal((await s.payouts.monthSlips('2026-11')).withholderSet, false)
  await assert.rejects(s.payouts.monthFile(maker, '2026-11', 'xml', 'pph21'), {
    message: /withholder_missing/,
  })
})

test('the effective rate is exact where one bracket is, and rounded to seven places else', () => {
  assert.equal(effectiveRate(175_000n, 3_500_000n), '5')
  assert.equal(effectiveRate(5_250_000n, 75_000_000n), '7')
  assert.equal(effectiveRate(1n, 3n), '33.3333333')
  assert.equal(effectiveRate(2n, 3n), '66.6666667')
  assert.equal(effectiveRate(0n, 100n), '0')
  assert.equal(effectiveRate(0n, 0n), '0')
  assert.equal(effectiveRate(30n, 100n), '30')
})

test('totals tell transparency what was paid, withheld, returned and open', async (t) => {
  const s = await stage(t, free)
  const [sari, budi] = [await aPayee(s.payouts, 'sari'), await aPayee(s.payouts, 'budi')]
  await hasAvailable(s, s.clock, 'sari', 7_000_000n)
  await hasAvailable(s, s.clock, 'budi', 200_000n)
  await paidPayout(s.payouts, sari, '1')
  const back = await paidPayout(s.payouts, budi, '2')
  await s.payouts.giveBack(maker, back.id, 'other', 'Salah kirim')
  const from = new Date('2026-11-01T00:00:00Z')
  const to = new Date('2026-12-01T00:00:00Z')
  assert.deepEqual(await s.payouts.totals(from, to), {
    paid: { count: 2, grossIdr: 7_200_000n, netIdr: 7_020_000n, feeIdr: 0n, creators: 2 },
    tax: [{ remitAs: 'pph21', taxIdr: 180_000n }],
    returned: [{ code: 'other', count: 1, grossIdr: 200_000n }],
    openIdr: 0n,
  })
})
