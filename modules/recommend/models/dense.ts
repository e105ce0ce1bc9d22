/** One layer of a network: out = W in + b, rectified or not, with Adagrad's sums beside each number. */
import { type Memory, ownMemory } from './memory.ts'
import { normals } from './normals.ts'

/** Adagrad's sums begin here, so that the first steps are no leaps. */
export const firstSum = 0.1

export interface DenseSettings {
  /** Standard deviation of the first weights, times √inputs. */
  readonly spread: number
  readonly rate: number
  readonly seed: number
  readonly isRectified: boolean
}

export interface Dense {
  /** @returns the layer's own array, valid until the next call; `input` is remembered, not copied */
  forward(input: Float32Array): Float32Array
  /** Learns from the last {@link forward}.
   *  @param gradient of the loss by each output
   *  @param inward is filled with that by each input, through the weights as they were */
  learn(gradient: Float32Array, inward: Float32Array): void
  readonly state: readonly Float32Array[]
  readonly inputs: number
  readonly outputs: number
  readonly isRectified: boolean
  /** outputs × inputs. */
  readonly weights: Float32Array
  readonly biases: Float32Array
}

export function createDense(
  inputs: number,
  outputs: number,
  settings: DenseSettings,
  memory: Memory = ownMemory,
): Dense {
  const { rate, isRectified } = settings
  const count = inputs * outputs
  const weights = memory.floats(count, (array) =>
    array.set(normals(count, settings.spread / Math.sqrt(inputs), settings.seed)),
  )
  const weightSums = memory.floats(count, (array) => array.fill(firstSum))
  const biases = memory.floats(outputs)
  const biasSums = memory.floats(outputs, (array) => array.fill(firstSum))
  const output = new Float32Array(outputs)
  let last: Float32Array = new Float32Array(inputs)

  return {
    forward(input) {
      last = input
      for (let unit = 0; unit < outputs; unit++) {
        const row = unit * inputs
        let sum = biases[unit] ?? 0
        for (let k = 0; k < inputs; k++) sum += (weights[row + k] ?? 0) * (input[k] ?? 0)
        output[unit] = isRectified && sum < 0 ? 0 : sum
      }
      return output
    },
    learn(gradient, inward) {
      inward.fill(0)
      for (let unit = 0; unit < outputs; unit++) {
        if (isRectified && (output[unit] ?? 0) <= 0) continue
        const outer = gradient[unit] ?? 0
        const row = unit * inputs
        for (let k = 0; k < inputs; k++) {
          const at = row + k
          const weight = weights[at] ?? 0
          inward[k] = (inward[k] ?? 0) + outer * weight
          const inner = outer * (last[k] ?? 0)
          const sum = (weightSums[at] ?? 0) + inner * inner
          weightSums[at] = sum
          weights[at] = weight - (rate * inner) / Math.sqrt(sum)
        }
        const sum = (biasSums[unit] ?? 0) + outer * outer
        biasSums[unit] = sum
        biases[unit] = (biases[unit] ?? 0) - (rate * outer) / Math.sqrt(sum)
      }
    },
    state: [weights, weightSums, biases, biasSums],
    inputs,
    outputs,
    isRectified,
    weights,
    biases,
  }
}
