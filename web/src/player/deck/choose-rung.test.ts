import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { chooseRung } from './choose-rung.ts'

const ladder = [
  { name: 'source', width: 1080, height: 1920, bitrate: 12_000_000 },
  { name: '720', width: 720, height: 1280, bitrate: 2_200_000 },
  { name: '540', width: 540, height: 960, bitrate: 1_100_000 },
  { name: '360', width: 360, height: 640, bitrate: 550_000 },
]
const name = (bitsPerSecond: number | undefined, shortEdgePx = 1170, saveData = false): string | undefined =>
  chooseRung(ladder, { bitsPerSecond, shortEdgePx, saveData })?.name

test('a fast line on a sharp phone gets the source, a slow one a lighter rung', () => {
  assert.equal(name(40_000_000), 'source')
  assert.equal(name(8_000_000), '720')
  assert.equal(name(2_000_000), '540')
  assert.equal(name(900_000), '360')
  assert.equal(name(100_000), '360')
})

test('nothing sharper than the place it fills', () => {
  assert.equal(name(40_000_000, 390), '360')
  assert.equal(name(40_000_000, 480), '540')
  assert.equal(name(40_000_000, 750), '720')
})

test('before any measurement a middling line is assumed', () => {
  assert.equal(name(undefined), '540')
})

test('saving data wins over a fast line', () => {
  assert.equal(name(40_000_000, 1170, true), '360')
})

test('of two rungs with the same picture the lighter wins', () => {
  const twins = [
    { name: 'source', width: 720, height: 1280, bitrate: 6_000_000 },
    { name: '720', width: 720, height: 1280, bitrate: 2_000_000 },
  ]
  const pick = chooseRung(twins, { bitsPerSecond: 50_000_000, shortEdgePx: 720, saveData: false })
  assert.equal(pick?.name, '720')
})

test('there is always an answer when there is a rung, and none when there is none', () => {
  assert.equal(chooseRung([], { bitsPerSecond: 1, shortEdgePx: 1, saveData: false }), undefined)
  const rung = fc.record({
    width: fc.integer({ min: 16, max: 4000 }),
    height: fc.integer({ min: 16, max: 4000 }),
    bitrate: fc.integer({ min: 1, max: 50_000_000 }),
  })
  fc.assert(
    fc.property(
      fc.array(rung, { minLength: 1 }),
      fc.nat(100_000_000),
      fc.nat(4000),
      fc.boolean(),
      (rungs, bps, px, save) => {
        const pick = chooseRung(rungs, { bitsPerSecond: bps, shortEdgePx: px, saveData: save })
        assert.ok(pick && rungs.includes(pick))
        // Whatever is beyond the line is only chosen when everything is.
        if (pick.bitrate * 1.5 > bps) assert.ok(rungs.every((other) => other.bitrate >= pick.bitrate))
      },
    ),
  )
})
