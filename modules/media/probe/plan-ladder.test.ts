import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { displaySize, fitInside, planLadder } from './plan-ladder.ts'

const sizes = fc.record({
  width: fc.integer({ min: 16, max: 8192 }),
  height: fc.integer({ min: 16, max: 8192 }),
})

test('a phone clip gets all rungs and stays portrait', () => {
  const rungs = planLadder({ width: 1080, height: 1920 }, true)
  assert.deepEqual(
    rungs.map(({ name, width, height }) => ({ name, width, height })),
    [
      { name: '360', width: 360, height: 640 },
      { name: '540', width: 540, height: 960 },
      { name: '720', width: 720, height: 1280 },
    ],
  )
})

test('a source that is published itself needs no rung of its own size', () => {
  assert.deepEqual(
    planLadder({ width: 854, height: 480 }, true).map((rung) => rung.name),
    ['360'],
  )
  assert.deepEqual(planLadder({ width: 320, height: 240 }, true), [])
})

test('a source that can not be published keeps its lines in the next rung', () => {
  const [low, high] = planLadder({ width: 854, height: 480 }, false)
  assert.equal(low?.name, '360')
  assert.deepEqual(
    { name: high?.name, width: high?.width, height: high?.height },
    { name: '540', width: 854, height: 480 },
  )
  assert.deepEqual(
    planLadder({ width: 320, height: 240 }, false).map(({ name, height }) => ({ name, height })),
    [{ name: '360', height: 240 }],
  )
  // 1.05 times a rung is not worth another file.
  assert.deepEqual(
    planLadder({ width: 672, height: 378 }, false).map((rung) => rung.name),
    ['360'],
  )
})

test('a turned file and oblong pixels are planned as they are seen', () => {
  assert.deepEqual(displaySize({ width: 1920, height: 1080, rotation: 90, pixelAspect: 1 }), {
    width: 1080,
    height: 1920,
  })
  assert.deepEqual(displaySize({ width: 1280, height: 720, rotation: 0, pixelAspect: 16 / 15 }), {
    width: 1365,
    height: 720,
  })
})

test('no rung is larger than its source, every side is even, the shape is kept', () => {
  fc.assert(
    fc.property(sizes, fc.boolean(), (size, copied) => {
      for (const rung of planLadder(size, copied)) {
        assert.ok(rung.width <= size.width + 1 && rung.height <= size.height + 1)
        assert.ok(rung.width % 2 === 0 && rung.height % 2 === 0)
        assert.ok(Math.max(rung.width, rung.height) <= 2562)
        if (size.width > size.height + 4) assert.ok(rung.width >= rung.height)
        if (size.height > size.width + 4) assert.ok(rung.height >= rung.width)
      }
    }),
  )
})

test('whatever is encoded at all gets at least one rung', () => {
  fc.assert(fc.property(sizes, (size) => assert.ok(planLadder(size, false).length >= 1)))
})

test('fitting never enlarges', () => {
  assert.deepEqual(fitInside({ width: 100, height: 50 }, 360), { width: 100, height: 50 })
})
