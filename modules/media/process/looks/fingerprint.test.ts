import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { printEdge, printRate } from '../../probe/looks-args.ts'
import { fingerprint, likeness, packHashes, unpackHashes } from './fingerprint.ts'
import { type Bits, contentBox, distance, hashPicture } from './hash-picture.ts'

const whole = { left: 0, top: 0, right: printEdge, bottom: printEdge }
const word = fc.integer({ min: 0, max: 0xffffffff })
const bits: fc.Arbitrary<Bits> = fc.tuple(word, word)

/** Soft waves in all directions that move, different for each seed. */
function picture(seed: number, at: number): Uint8Array {
  const waves = Array.from({ length: 24 }, (_, n) => {
    const random = (salt: number) =>
      Math.abs(Math.sin(seed * 12.9898 + n * 78.233 + salt * 37.719) * 43758.5453) % 1
    return { across: random(1) * 0.5, down: random(2) * 0.5, turn: random(3) * 6.3, pace: random(4) * 0.8 }
  })
  return Uint8Array.from({ length: printEdge * printEdge }, (_, pixel) => {
    const [x, y] = [pixel % printEdge, Math.floor(pixel / printEdge)]
    const sum = waves.reduce(
      (all, one) => all + Math.cos(x * one.across + y * one.down + one.turn + at * one.pace),
      0,
    )
    return Math.max(0, Math.min(255, Math.round(127 + 14 * sum)))
  })
}
const film = (seed: number, seconds: number, from = 0) =>
  Buffer.concat(Array.from({ length: seconds * printRate }, (_, at) => picture(seed, at + from)))

test('the distance of hashes is one: symmetric, zero for the same, no shortcut', () => {
  fc.assert(
    fc.property(bits, bits, bits, (a, b, c) => {
      assert.equal(distance(a, a), 0)
      assert.equal(distance(a, b), distance(b, a))
      assert.ok(distance(a, c) <= distance(a, b) + distance(b, c))
      assert.ok(distance(a, b) <= 64)
    }),
  )
})

test('what is kept comes back, pictures that say nothing too', () => {
  fc.assert(
    fc.property(fc.array(fc.option(bits, { nil: undefined })), (hashes) => {
      fc.pre(hashes.every((one) => !one || one[0] !== 0xffffffff || one[1] !== 0xffffffff))
      assert.deepEqual(unpackHashes(packHashes(hashes)), hashes)
    }),
  )
})

test('brightness and a little noise change hardly a bit, another picture changes many', () => {
  for (let seed = 1; seed < 20; seed++) {
    const [one, other] = [picture(seed, 3), picture(seed + 1, 3)]
    const brighter = one.map((value, at) => Math.min(255, Math.round(value * 0.9 + 20) + (at % 3)))
    assert.ok(
      distance(hashPicture(one, printEdge, whole).bits, hashPicture(brighter, printEdge, whole).bits) <= 6,
    )
    assert.ok(
      distance(hashPicture(one, printEdge, whole).bits, hashPicture(other, printEdge, whole).bits) > 12,
    )
  }
})

test('black borders are found, and a dark clip is not all border', () => {
  const boxed = picture(5, 1).map((value, at) => (Math.floor(at / printEdge) < 12 ? 16 : value))
  assert.equal(contentBox(boxed, printEdge).top, 12)
  assert.deepEqual(contentBox(new Uint8Array(printEdge * printEdge).fill(10), printEdge), whole)
})

test('a part of a clip lies where it was cut from; a clip of one colour resembles nothing', () => {
  const [long, part] = [fingerprint(film(3, 12)), fingerprint(film(3, 5, 4 * printRate))]
  const found = likeness(long, part)
  assert.ok(found && found.share > 0.9 && found.offsetMs === 4000, JSON.stringify(found))
  assert.ok(part.lookups.some((key) => long.keys.includes(key)))
  assert.equal(likeness(long, fingerprint(film(4, 12))), undefined)
  const grey = fingerprint(Buffer.alloc(5 * printRate * printEdge * printEdge, 90))
  assert.equal(likeness(grey, grey), undefined)
  assert.deepEqual(grey.keys, [])
})
