import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { contrastOf, partnerOf } from './contrast.ts'
import { landingAt, rowsOf, rulerStepMs } from './lanes.ts'
import { readSeconds, secondsText } from './time-text.ts'

const bar = fc
  .record({ id: fc.uuid(), startMs: fc.nat(10_000), long: fc.integer({ min: 1, max: 5000 }) })
  .map(({ id, startMs, long }) => ({ id, startMs, endMs: startMs + long }))

test('no two bars of a row lie over one another, and none is lost', () => {
  fc.assert(
    fc.property(fc.array(bar, { maxLength: 30 }), (bars) => {
      const rows = rowsOf(bars)
      assert.equal(rows.flat().length, bars.length)
      for (const row of rows)
        for (const [index, one] of row.entries())
          assert.ok(index === 0 || one.startMs >= (row[index - 1]?.endMs ?? 0))
    }),
  )
})

test('there are never more rows than bars that lie at one moment', () => {
  fc.assert(
    fc.property(fc.array(bar, { minLength: 1, maxLength: 30 }), (bars) => {
      const most = Math.max(
        ...bars.map(({ startMs }) => bars.filter((b) => b.startMs <= startMs && startMs < b.endMs).length),
      )
      assert.equal(rowsOf(bars).length, most)
    }),
  )
})

test('a shot lands where it was let go', () => {
  const widths = [100, 50, 200]
  assert.equal(landingAt(widths, 0, 0), 0)
  assert.equal(landingAt(widths, 0, 60), 1)
  assert.equal(landingAt(widths, 0, 400), 2)
  assert.equal(landingAt(widths, 2, -60), 1)
  assert.equal(landingAt(widths, 2, -900), 0)
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 }),
      fc.nat(),
      (all, seed) => assert.equal(landingAt(all, seed % all.length, 0), seed % all.length),
    ),
  )
})

test('marks of the ruler stay apart at every zoom', () => {
  for (const zoom of [8, 20, 48, 100, 240]) assert.ok((rulerStepMs(zoom) / 1000) * zoom >= 64)
})

test('seconds are read as people write them', () => {
  assert.equal(readSeconds('2.3'), 2300)
  assert.equal(readSeconds('2,35'), 2350)
  assert.equal(readSeconds('1:02.5'), 62_500)
  assert.equal(readSeconds(' 7 '), 7000)
  for (const bad of ['', 'x', '1:2:3', '-1', '1..2']) assert.equal(readSeconds(bad), undefined)
  fc.assert(
    fc.property(fc.nat(360_000), (hundredths) => {
      const ms = hundredths * 10
      assert.equal(readSeconds(secondsText(ms)), ms)
    }),
  )
})

test('contrast is that of the WCAG', () => {
  assert.ok(Math.abs(contrastOf('#000000', '#ffffff') - 21) < 1e-9)
  assert.equal(contrastOf('#767676', '#767676'), 1)
  assert.ok(Math.abs(contrastOf('#767676', '#ffffff') - 4.54) < 0.01)
  assert.equal(partnerOf('#ffb02e'), '#000000')
  assert.equal(partnerOf('#2a1a80'), '#ffffff')
})
