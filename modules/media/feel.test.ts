import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'blurhash'
import fc from 'fast-check'
import { cutsOf, readTone } from './feel.ts'
import type { Bits } from './process/looks/hash-picture.ts'

/** As posters are looked at. */
const side = 32
const hashOf = (colourAt: (x: number) => readonly [number, number, number], across = 4, down = 3): string => {
  const pixels = new Uint8ClampedArray(4 * side * side)
  for (let at = 0; at < side * side; at++) pixels.set([...colourAt(at % side), 255], 4 * at)
  return encode(pixels, side, side, across, down)
}
const level = fc.integer({ min: 0, max: 255 })

test('a picture of one colour has that tone, and no contrast', () => {
  fc.assert(
    fc.property(level, level, level, fc.integer({ min: 1, max: 4 }), (red, green, blue, across) => {
      const tone = readTone(hashOf(() => [red, green, blue], across))
      assert.ok(tone)
      for (const [told, was] of [
        [tone.red, red],
        [tone.green, green],
        [tone.blue, blue],
      ] as const)
        assert.ok(Math.abs(255 * told - was) <= 2, `${told} for ${was}`)
      assert.ok(tone.contrast < 0.2, `${tone.contrast}`)
    }),
  )
})

test('the further light and dark lie apart, the more contrast', () => {
  const contrasts = [0, 40, 80, 127].map((by) => {
    const tone = readTone(
      hashOf((x) => (x < side / 2 ? [127 - by, 127 - by, 127 - by] : [128 + by, 128 + by, 128 + by])),
    )
    return tone?.contrast ?? Number.NaN
  })
  assert.deepEqual(
    contrasts,
    contrasts.toSorted((a, b) => a - b),
  )
  assert.ok((contrasts[3] ?? 0) > 0.5 && (contrasts[3] ?? 0) <= 1, `${contrasts}`)
})

test('what is no blurhash has no tone, whatever it is', () => {
  fc.assert(fc.property(fc.string(), (text) => assert.doesNotThrow(() => readTone(text))))
  for (const wrong of ['', 'L', 'LEHV6nWB2yk8pyo0adR*.7kCMdn', 'ä'.repeat(28)])
    assert.equal(readTone(wrong), undefined)
})

test('a clip of one shot has no cut; pictures of one colour say nothing', () => {
  const [one, near, other]: Bits[] = [
    [0xffff_0000, 0x0f0f_0f0f],
    [0xffff_0001, 0x0f0f_0f0f],
    [0x0000_ffff, 0xf0f0_f0f0],
  ]
  assert.equal(cutsOf([]), undefined)
  assert.equal(cutsOf([one, near, one, undefined]), 0)
  assert.equal(cutsOf([one, other, one, other]), 3)
  assert.equal(cutsOf([one, undefined, other, near]), 1)
})
