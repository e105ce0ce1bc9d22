import assert from 'node:assert/strict'
import test from 'node:test'
import { qrPath } from './qr-path.ts'

const QRIS =
  '00020101021226670016COM.NOBUBANK.WWW01189360050300000879140214844519767362640303UMI51440014ID.CO.QRIS.WWW0215ID20190022915550303UMI5204481253033605405111785802ID5908Panggung6007Jakarta6105123406304A1B2'

test('a QRIS text becomes a square with a quiet border and three finders', () => {
  const { size, path } = qrPath(QRIS)
  assert.ok((size - 8 - 17) % 4 === 0, `${size} modules`)
  const dark = new Set<string>()
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let n = 0; n < Number(run); n++) dark.add(`${Number(x) + n} ${y}`)
  for (const spot of dark) {
    const [x = 0, y = 0] = spot.split(' ').map(Number)
    assert.ok(Math.min(x, y) >= 4 && Math.max(x, y) < size - 4, `${spot} is in the border`)
  }
  for (const [x, y] of [
    [4, 4],
    [size - 5, 4],
    [4, size - 5],
  ])
    assert.ok(dark.has(`${x} ${y}`), 'a finder begins here')
})
