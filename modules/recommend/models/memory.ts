/** Where a model keeps its numbers: arrays of its own, or one shared block that a single writer changes and any thread
 *  reads. Whoever lays out the same models in the same order finds the same numbers in a block. */
import { assert } from '../../../platform/errors.ts'

export interface Memory {
  /** @param first fills the array where the memory is new; zeros unless told */
  floats(count: number, first?: (array: Float32Array) => void): Float32Array
  doubles(count: number, first?: (array: Float64Array) => void): Float64Array
  uints(count: number): Uint32Array
}

/** Arrays of their own. */
export const ownMemory: Memory = {
  floats(count, first) {
    const array = new Float32Array(count)
    first?.(array)
    return array
  },
  doubles(count, first) {
    const array = new Float64Array(count)
    first?.(array)
    return array
  },
  uints: (count) => new Uint32Array(count),
}

const alignment = 64
const rounded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment

/** @returns how many bytes the models that `layOut` makes will take, without making them */
export function measure(layOut: (memory: Memory) => unknown): number {
  let bytes = 0
  const take = (size: number): void => {
    bytes += rounded(size)
  }
  layOut({
    floats(count) {
      take(count * 4)
      return new Float32Array(0)
    },
    doubles(count) {
      take(count * 8)
      return new Float64Array(0)
    },
    uints(count) {
      take(count * 4)
      return new Uint32Array(0)
    },
  })
  return bytes
}

/** @param isNew whether first values are to be written; otherwise what is there is left as it is */
export function sharedMemory(block: SharedArrayBuffer, isNew: boolean): Memory {
  let top = 0
  const take = (size: number): number => {
    const at = top
    top += rounded(size)
    assert(top <= block.byteLength, 'a block has room for what it was measured for')
    return at
  }
  return {
    floats(count, first) {
      const array = new Float32Array(block, take(count * 4), count)
      if (isNew) first?.(array)
      return array
    },
    doubles(count, first) {
      const array = new Float64Array(block, take(count * 8), count)
      if (isNew) first?.(array)
      return array
    },
    uints: (count) => new Uint32Array(block, take(count * 4), count),
  }
}
