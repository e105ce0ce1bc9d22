import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bestKind, type KernelKind, openArena } from './kernels.ts'
import { normals } from './normals.ts'

interface Problem {
  readonly dims: number
  readonly count: number
  readonly wanted: readonly number[]
  readonly seed: number
}

const problems: fc.Arbitrary<Problem> = fc
  .record({
    dims: fc.constantFrom(4, 8, 12, 32, 64),
    count: fc.integer({ min: 1, max: 90 }),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .chain((shape) =>
    fc.record({
      dims: fc.constant(shape.dims),
      count: fc.constant(shape.count),
      seed: fc.constant(shape.seed),
      wanted: fc.array(fc.nat({ max: shape.count - 1 }), { maxLength: 40 }),
    }),
  )

/** Everything that the kernels answer to one problem. */
function answersOf({ dims, count, wanted, seed }: Problem, kind: KernelKind, hold = 0.3) {
  const arena = openArena((count + 4) * (2 * dims + 1 + wanted.length) + 2 * dims * (dims + 1) + 99, kind)
  const items = arena.floats(count * dims)
  const scores = arena.floats(count)
  const gram = arena.floats(dims * dims)
  const scratch = arena.floats(dims * dims)
  const query = arena.floats(dims)
  const fitted = arena.floats(dims)
  const ids = arena.ints(wanted.length)
  const picked = arena.floats(wanted.length)
  const rows = 4 * Math.ceil(count / 4)
  const layer = arena.floats(rows * wanted.length)
  const inputs = arena.floats(rows * dims)
  items.view.set(normals(count * dims, 0.5, seed))
  query.view.set(normals(dims, 1, seed + 1))
  fitted.view.fill(9)
  ids.view.set(wanted)
  arena.kernels.scan(query.at, items.at, count, dims, scores.at)
  arena.kernels.scanAt(query.at, items.at, ids.at, wanted.length, dims, picked.at)
  inputs.view.set(items.view)
  // Its first vectors as weights, its numbers as biases.
  const outputs = Math.min(count, wanted.length)
  arena.kernels.dense(items.at, items.at, inputs.at, layer.at, rows, dims, outputs, -0.1)
  arena.kernels.gramOf(gram.at, items.at, count, dims)
  const solved = arena.kernels.fit(
    fitted.at,
    ids.at,
    wanted.length,
    items.at,
    gram.at,
    scratch.at,
    dims,
    0.1,
    hold,
  )
  return {
    solved,
    scores: scores.view,
    picked: picked.view,
    layer: layer.view,
    gram: gram.view,
    fitted: fitted.view,
  }
}

const areNear = (
  one: Float32Array,
  other: Float32Array,
  at: (place: number) => boolean = () => true,
): void => {
  const size = Math.max(1, ...one.map(Math.abs))
  one.forEach((value, place) => {
    if (at(place))
      assert.ok(
        Math.abs(value - (other[place] ?? 0)) <= 2e-3 * size,
        `${value} and ${other[place]} at ${place}`,
      )
  })
}

test('this machine runs the SIMD kernels', () => assert.equal(bestKind, 'simd'))

test('SIMD and plain TypeScript give the same answers', () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const [simd, plain] = [answersOf(problem, 'simd'), answersOf(problem, 'plain')]
      assert.equal(simd.solved, plain.solved)
      areNear(simd.scores, plain.scores)
      areNear(simd.picked, plain.picked)
      areNear(
        simd.picked,
        Float32Array.from(problem.wanted, (item) => plain.scores[item] ?? 0),
      )
      areNear(simd.layer, plain.layer)
      assert.ok(plain.layer.every((value) => value >= Math.fround(-0.1)))
      areNear(simd.fitted, plain.fitted)
      const { dims } = problem
      areNear(simd.gram, plain.gram, (place) => place % dims <= Math.floor(place / dims))
    }),
  )
})

test('what was fitted solves the system', () => {
  const problem = { dims: 8, count: 30, wanted: [3, 7, 7, 20], seed: 5 }
  for (const kind of ['simd', 'plain'] as const) {
    const { fitted } = answersOf(problem, kind)
    const items = normals(30 * 8, 0.5, 5)
    const dot = (item: number, other: Float32Array): number =>
      other.reduce((sum, value, k) => sum + value * (items[item * 8 + k] ?? 0), 0)
    for (let k = 0; k < 8; k++) {
      const at = (item: number): number => items[item * 8 + k] ?? 0
      let left = 0.3 * (fitted[k] ?? 0)
      for (let item = 0; item < 30; item++) left += 0.1 * at(item) * dot(item, fitted)
      for (const item of problem.wanted) left += at(item) * dot(item, fitted)
      const right = problem.wanted.reduce((sum, item) => sum + at(item), 0)
      assert.ok(Math.abs(left - right) < 1e-3, `${left} is not ${right}`)
    }
  }
})

test('a system without solution leaves zeros and says so', () => {
  for (const kind of ['simd', 'plain'] as const) {
    const { solved, fitted } = answersOf({ dims: 4, count: 2, wanted: [], seed: 1 }, kind, -100)
    assert.equal(solved, 0)
    assert.deepEqual([...fitted], [0, 0, 0, 0])
  }
})
