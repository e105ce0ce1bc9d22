import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { drawingLayer } from '../project/project.ts'
import { inLayer, pointInLayer, shownStrokes, strokeAt } from './pen.ts'

const frame = { width: 270, height: 480 }
const times = { startMs: 0, endMs: 3000 }
const part = fc.double({ min: 0.1, max: 0.9, noNaN: true })

test('a drawing that lies as it was drawn takes strokes as they are', () => {
  const layer = drawingLayer('d', [], times)
  const stroke = { colour: '#ffffff', width: 0.01, points: [0.1, 0.2, 0.3, 0.4] }
  assert.deepEqual(inLayer(stroke, layer, frame), stroke)
})

test('what is drawn into a moved, scaled and turned drawing is touched where it was drawn', () => {
  fc.assert(
    fc.property(part, part, part, part, fc.integer({ min: -180, max: 180 }), (x, y, dx, dy, turn) => {
      const layer = { ...drawingLayer('d', [], { ...times, x: dx, y: dy }), turn, scale: 1.5 }
      const stroke = inLayer({ colour: '#ffffff', width: 0.01, points: [x, y, x + 0.001, y] }, layer, frame)
      const back = pointInLayer({ x, y }, layer, frame)
      // Outside the sheet points are held at its edge.
      fc.pre(Math.abs(back.x - 0.5) < 0.9 && Math.abs(back.y - 0.5) < 0.9)
      assert.equal(strokeAt({ ...layer, strokes: [stroke] }, { x, y }, frame), 0)
    }),
  )
})

test('the eraser takes the topmost stroke and leaves what is far', () => {
  const line = (y: number) => ({ colour: '#ffffff', width: 0.01, points: [0.1, y, 0.9, y] })
  const layer = drawingLayer('d', [line(0.2), line(0.5), line(0.5)], times)
  assert.equal(strokeAt(layer, { x: 0.5, y: 0.5 }, frame), 2)
  assert.equal(strokeAt(layer, { x: 0.5, y: 0.2 }, frame), 0)
  assert.equal(strokeAt(layer, { x: 0.5, y: 0.8 }, frame), undefined)
})

test('a drawing without strokes goes', () => {
  const layer = drawingLayer('d', [{ colour: '#ffffff', width: 0.01, points: [0, 0, 1, 1] }], times)
  assert.deepEqual(shownStrokes(layer, []), [{ do: 'layer-remove', layer: 'd' }])
  assert.equal(shownStrokes(layer, layer.strokes).length, 2)
})
