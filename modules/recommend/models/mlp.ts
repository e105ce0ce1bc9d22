/** A small network over the same features as the wide model: each feature's embedding in a field of its own, two layers
 *  of rectified units, one logit a head; learnt one event at a time by Adagrad (Duchi, Hazan, Singer, JMLR 2011). It
 *  catches what features mean together, which the wide model only knows where somebody crossed them. */
import { createDense, type Dense, firstSum } from './dense.ts'
import { type Memory, ownMemory } from './memory.ts'
import { normals } from './normals.ts'

export interface MlpSettings {
  /** 2^bits embeddings, shared by all fields. */
  readonly bits: number
  /** Length of an embedding. */
  readonly embedding: number
  readonly hidden: readonly [number, number]
  /** Adagrad's rate. */
  readonly rate: number
  readonly seed: number
}

export interface Mlp {
  /** Adds the network's word to `logits`, one number a head, and remembers the way for {@link learn}.
   *  @param features hashes of 32 bits, one a field, always in the same order */
  add(features: Uint32Array, logits: Float64Array): void
  /** Learns from the event that {@link add} saw last.
   *  @param gradients of the loss by each logit */
  learn(features: Uint32Array, gradients: Float64Array): void
  /** What it has learnt, not copied: writing into these restores it. */
  readonly state: readonly Float32Array[]
  /** 2^bits embeddings, and how long each is. */
  readonly table: Float32Array
  readonly embedding: number
  readonly layers: readonly Pick<Dense, 'inputs' | 'outputs' | 'isRectified' | 'weights' | 'biases'>[]
}

export function createMlp(
  heads: number,
  fields: number,
  settings: MlpSettings,
  memory: Memory = ownMemory,
): Mlp {
  const { bits, embedding, rate, seed } = settings
  const [wide, narrow] = settings.hidden
  const mask = 2 ** bits - 1
  const count = 2 ** bits * embedding
  const table = memory.floats(count, (array) => array.set(normals(count, 0.1, seed)))
  const tableSums = memory.floats(count, (array) => array.fill(firstSum))
  const input = new Float32Array(fields * embedding)
  const inputGradient = new Float32Array(input.length)
  const layer = (inputs: number, outputs: number, spread: number, place: number, isRectified: boolean) =>
    createDense(inputs, outputs, { spread, rate, seed: seed + place, isRectified }, memory)
  const first = layer(input.length, wide, 1.2, 1, true)
  const second = layer(wide, narrow, 1.2, 2, true)
  const last = layer(narrow, heads, 0.5, 3, false)
  const wideGradient = new Float32Array(wide)
  const narrowGradient = new Float32Array(narrow)
  const lastGradient = new Float32Array(heads)

  return {
    add(features, logits) {
      for (let field = 0; field < fields; field++) {
        const from = ((features[field] ?? 0) & mask) * embedding
        for (let k = 0; k < embedding; k++) input[field * embedding + k] = table[from + k] ?? 0
      }
      const said = last.forward(second.forward(first.forward(input)))
      for (let head = 0; head < heads; head++) logits[head] = (logits[head] ?? 0) + (said[head] ?? 0)
    },
    learn(features, gradients) {
      lastGradient.set(gradients)
      last.learn(lastGradient, narrowGradient)
      second.learn(narrowGradient, wideGradient)
      first.learn(wideGradient, inputGradient)
      for (let field = 0; field < fields; field++) {
        const to = ((features[field] ?? 0) & mask) * embedding
        for (let k = 0; k < embedding; k++) {
          const gradient = inputGradient[field * embedding + k] ?? 0
          const sum = (tableSums[to + k] ?? 0) + gradient * gradient
          tableSums[to + k] = sum
          table[to + k] = (table[to + k] ?? 0) - (rate * gradient) / Math.sqrt(sum)
        }
      }
    },
    table,
    embedding,
    layers: [first, second, last],
    state: [table, tableSums, ...first.state, ...second.state, ...last.state],
  }
}
