/** The network's word on many events at once, with the kernels: for readers of a network that another thread teaches. Its
 *  layers are copied into the kernels' memory each time; that is a hundredth of what they are read for. */
import { bestKind, type KernelKind, openArena, type Region } from './kernels.ts'
import type { Mlp } from './mlp.ts'

export interface MlpBatch {
  /** @param features hashes of 32 bits: `fields` of them an event
   *  @param events at most {@link createMlpBatch}'s
   *  @returns what the network says, events × heads; valid until the next call */
  run(features: Uint32Array, events: number): Float32Array
}

/** The kernel takes so many rows together. */
const together = 4

/** @param most events in one call */
export function createMlpBatch(mlp: Mlp, most: number, kind: KernelKind = bestKind): MlpBatch {
  const { table, embedding, layers } = mlp
  const rows = Math.ceil(most / together) * together
  const inputs = layers[0]?.inputs ?? 0
  const widths = [inputs, ...layers.map(({ outputs }) => outputs)]
  const cells = layers.reduce((sum, layer) => sum + (layer.inputs + 1) * layer.outputs, 0)
  const arena = openArena(cells + rows * widths.reduce((sum, width) => sum + width, 0), kind)
  const values: Region<Float32Array>[] = widths.map((width) => arena.floats(rows * width))
  const copies = layers.map(({ weights, biases }) => ({
    weights: arena.floats(weights.length),
    biases: arena.floats(biases.length),
  }))
  const [input, output] = [values[0]?.view, values.at(-1)?.view]
  const mask = table.length / embedding - 1
  const fields = inputs / embedding

  return {
    run(features, events) {
      for (let field = 0; input && field < events * fields; field++) {
        const from = ((features[field] ?? 0) & mask) * embedding
        const to = field * embedding
        for (let k = 0; k < embedding; k++) input[to + k] = table[from + k] ?? 0
      }
      const count = Math.ceil(events / together) * together
      for (const [at, { weights, biases, inputs, outputs, isRectified }] of layers.entries()) {
        const [copy, from, to] = [copies[at], values[at], values[at + 1]]
        if (!copy || !from || !to) continue
        copy.weights.view.set(weights)
        copy.biases.view.set(biases)
        const floor = isRectified ? 0 : -Infinity
        arena.kernels.dense(copy.weights.at, copy.biases.at, from.at, to.at, count, inputs, outputs, floor)
      }
      return output ?? new Float32Array(0)
    },
  }
}
