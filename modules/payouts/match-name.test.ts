import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskDate, maskName, maskNumber } from './mask.ts'
import { sameName } from './match-name.ts'

test('spelling, titles, marks and cut ends do not make another person; other words do', () => {
  for (const [one, other] of [
    ['Sari Senja', 'SARI SENJA'],
    ['Sari Senja, S.Kom.', 'sari  senja'],
    ['Dr. Hj. Sari Senja', 'Sari Senja'],
    ['José Álvarez', 'JOSE ALVAREZ'],
    ["Nur'aini", 'NURAINI'],
    ['PT Senja Raya Tbk', 'Senja Raya'],
    ['Muhammad Alexander Senjakala Putra', 'MUHAMMAD ALEXANDER SENJ'],
    ['Abdul Rahman', 'ABDULRAHMAN'],
  ] as const)
    assert.ok(sameName(one, other), `${one} is ${other}`)
  for (const [one, other] of [
    ['Sari Senja', 'Sari'],
    ['Sari Senja', 'Budi Senja'],
    ['Sari', 'Sari Senja'],
    ['Senja', 'Senjakala'],
    ['', 'Sari'],
    ['!!!', '???'],
  ] as const)
    assert.ok(!sameName(one, other), `${one} is not ${other}`)
})

test('masks leave what is needed to know one’s own, and no more', () => {
  assert.equal(maskName('Sari Senja'), 'S••• S••••')
  assert.equal(maskNumber('3174015705010001'), '••••••••••••0001')
  assert.equal(maskNumber('123456'), '••••••')
  assert.equal(maskDate('2001-05-17'), '2001-••-••')
})
