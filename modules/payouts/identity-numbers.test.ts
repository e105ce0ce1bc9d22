import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toDay } from '../../platform/clock.ts'
import { fitsBirthDate, isNik, isYounger, npwp16 } from './identity-numbers.ts'

const two = (value: number): string => String(value).padStart(2, '0')
const born = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2020-12-31'), noInvalidDate: true })
  .map((at) => toDay(at.toISOString().slice(0, 10)))

test('a NIK made from a birth date fits it, for men and women (+40), and no other day of that month', () => {
  fc.assert(
    fc.property(born, fc.boolean(), fc.integer({ min: 1, max: 9999 }), (day, woman, serial) => {
      const [year = '', month = '', date = ''] = day.split('-')
      const dd = Number(date) + (woman ? 40 : 0)
      const nik = `317401${two(dd)}${month}${year.slice(2)}${String(serial).padStart(4, '0')}`
      assert.ok(isNik(nik), nik)
      assert.ok(fitsBirthDate(nik, day))
      const other = toDay(`${year}-${month}-${two(Number(date) === 1 ? 2 : 1)}`)
      assert.ok(!fitsBirthDate(nik, other))
    }),
  )
})

test('digits that are no date are no NIK', () => {
  for (const nik of [
    '3174010005010001',
    '3174013205010001',
    '3174014005010001',
    '3174017205010001',
    '3174015700010001',
    '3174015713010001',
    '317401570501000',
    '31740157050100011',
    '317401570501000a',
    '3174015705010000',
  ])
    assert.ok(!isNik(nik), nik)
})

test('an NPWP is of 15 or 16 digits, however it is punctuated', () => {
  assert.equal(npwp16('09.254.294.3-407.000'), '0092542943407000')
  assert.equal(npwp16('3174015705010001'), '3174015705010001')
  assert.equal(npwp16('317401570501'), undefined)
  assert.equal(npwp16(''), undefined)
})

test('eighteen on the birthday, and those of 29 February on 1 March', () => {
  assert.ok(isYounger(toDay('2008-11-24'), 18, toDay('2026-11-23')))
  assert.ok(!isYounger(toDay('2008-11-23'), 18, toDay('2026-11-23')))
  assert.ok(isYounger(toDay('2008-02-29'), 18, toDay('2026-02-28')))
  assert.ok(!isYounger(toDay('2008-02-29'), 18, toDay('2026-03-01')))
})
