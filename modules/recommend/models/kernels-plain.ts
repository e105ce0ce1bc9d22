/** What kernels/kernels.as does, in TypeScript: for a machine without SIMD, and to hold the binary against. It reckons in
 *  float64 and stores float32. */
import type { Kernels } from './kernels.ts'
import { solveSymmetric } from './symmetric.ts'

export function plainKernels(buffer: ArrayBuffer): Kernels {
  const floats = new Float32Array(buffer)
  const ints = new Int32Array(buffer)
  const shorts = new Int16Array(buffer)
  const bytes = new Int8Array(buffer)

  return {
    scan(query, items, count, dims, scores) {
      for (let item = 0; item < count; item++)
        floats[scores / 4 + item] = product(query / 4, items / 4 + item * dims, dims)
    },
    scanAt(query, items, ids, count, dims, scores) {
      for (let at = 0; at < count; at++)
        floats[scores / 4 + at] = product(query / 4, items / 4 + (ints[ids / 4 + at] ?? 0) * dims, dims)
    },
    sift(query, unit, reach, items, bounds, count, dims, first, least, ids) {
      let found = 0
      for (let item = 0; item < count; item++) {
        let sum = 0
        for (let k = 0; k < dims; k++)
          sum += (shorts[query / 2 + k] ?? 0) * (bytes[items + item * dims + k] ?? 0)
        const [scale, slack] = [floats[bounds / 4 + 2 * item] ?? 0, floats[bounds / 4 + 2 * item + 1] ?? 0]
        if (sum * scale * unit + slack * reach > least) ints[ids / 4 + found++] = first + item
      }
      return found
    },
    dense(weights, biases, from, to, rows, inputs, outputs, floor) {
      for (let row = 0; row < rows; row++)
        for (let unit = 0; unit < outputs; unit++) {
          const sum = product(weights / 4 + unit * inputs, from / 4 + row * inputs, inputs)
          floats[to / 4 + row * outputs + unit] = Math.max(floor, (floats[biases / 4 + unit] ?? 0) + sum)
        }
    },
    gramOf(gram, vectors, count, dims) {
      const sums = new Float64Array(dims * dims)
      for (let item = 0; item < count; item++) addOuter(sums, vectors / 4 + item * dims, dims)
      floats.set(sums, gram / 4)
    },
    fit(to, ids, count, from, gram, _, dims, unseen, hold) {
      const a = new Float64Array(dims * dims)
      const b = new Float64Array(dims)
      for (let k = 0; k < a.length; k++) a[k] = unseen * (floats[gram / 4 + k] ?? 0)
      for (let k = 0; k < dims; k++) a[k * dims + k] = (a[k * dims + k] ?? 0) + hold
      for (let seen = 0; seen < count; seen++) {
        const vector = from / 4 + (ints[ids / 4 + seen] ?? 0) * dims
        for (let k = 0; k < dims; k++) b[k] = (b[k] ?? 0) + (floats[vector + k] ?? 0)
        addOuter(a, vector, dims)
      }
      const isSolved = solveSymmetric(a, b, dims)
      floats.set(isSolved ? b : b.fill(0), to / 4)
      return isSolved ? 1 : 0
    },
  }

  function product(one: number, other: number, dims: number): number {
    let sum = 0
    for (let k = 0; k < dims; k++) sum += (floats[one + k] ?? 0) * (floats[other + k] ?? 0)
    return sum
  }

  /** sums += v vᵀ, lower triangle. */
  function addOuter(sums: Float64Array, vector: number, dims: number): void {
    for (let row = 0; row < dims; row++) {
      const value = floats[vector + row] ?? 0
      const line = row * dims
      for (let column = 0; column <= row; column++)
        sums[line + column] = (sums[line + column] ?? 0) + value * (floats[vector + column] ?? 0)
    }
  }
}
