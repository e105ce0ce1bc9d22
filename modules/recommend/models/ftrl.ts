/** Logistic regression over hashed features of value 1, several heads at once, learnt one event at a time: FTRL-proximal
 *  with a rate per coordinate (McMahan et al., "Ad Click Prediction: a View from the Trenches", KDD 2013, algorithm 1).
 *  What is seen often moves little, what is rare moves much, what helps nothing stays exactly zero. */
import { type Memory, ownMemory } from './memory.ts'

export interface FtrlSettings {
  /** 2^bits weights per head. */
  readonly bits: number
  readonly alpha: number
  readonly beta: number
  readonly l1: number
  readonly l2: number
}

/** The rows that ever learnt something: all that a snapshot must keep. */
export interface FtrlRows {
  readonly rows: Uint32Array
  /** rows × heads. */
  readonly z: Float32Array
  /** rows × heads. */
  readonly n: Float32Array
}

export interface Ftrl {
  /** Adds the weights of the features to `logits`, one number a head.
   *  @param features hashes of 32 bits */
  add(features: Uint32Array, logits: Float64Array): void
  /** @param gradients of the loss by each logit: predicted − wanted */
  learn(features: Uint32Array, gradients: Float64Array): void
  learnt(): FtrlRows
  restore(kept: FtrlRows): void
}

/** @param weights rows × heads: kept equal to the weights, for readers that have no time to reckon them */
export function createFtrl(
  heads: number,
  { bits, alpha, beta, l1, l2 }: FtrlSettings,
  memory: Memory = ownMemory,
  weights?: Float32Array,
): Ftrl {
  const rows = 2 ** bits
  const z = memory.floats(rows * heads)
  const n = memory.floats(rows * heads)
  const weight = (at: number): number => {
    const pull = z[at] ?? 0
    if (pull <= l1 && pull >= -l1) return 0
    return ((pull > 0 ? l1 : -l1) - pull) / ((beta + Math.sqrt(n[at] ?? 0)) / alpha + l2)
  }

  return {
    add(features, logits) {
      for (const feature of features) {
        const row = (feature & (rows - 1)) * heads
        for (let head = 0; head < heads; head++) logits[head] = (logits[head] ?? 0) + weight(row + head)
      }
    },
    learn(features, gradients) {
      for (const feature of features) {
        const row = (feature & (rows - 1)) * heads
        for (let head = 0; head < heads; head++) {
          const at = row + head
          const gradient = gradients[head] ?? 0
          const before = n[at] ?? 0
          const after = before + gradient * gradient
          const sigma = (Math.sqrt(after) - Math.sqrt(before)) / alpha
          z[at] = (z[at] ?? 0) + gradient - sigma * weight(at)
          n[at] = after
          if (weights) weights[at] = weight(at)
        }
      }
    },
    learnt() {
      const found: number[] = []
      for (let row = 0; row < rows; row++)
        for (let head = 0; head < heads; head++)
          if (n[row * heads + head] !== 0) {
            found.push(row)
            break
          }
      const kept = {
        rows: Uint32Array.from(found),
        z: new Float32Array(found.length * heads),
        n: new Float32Array(found.length * heads),
      }
      found.forEach((row, place) => {
        kept.z.set(z.subarray(row * heads, (row + 1) * heads), place * heads)
        kept.n.set(n.subarray(row * heads, (row + 1) * heads), place * heads)
      })
      return kept
    },
    restore(kept) {
      z.fill(0)
      n.fill(0)
      kept.rows.forEach((row, place) => {
        z.set(kept.z.subarray(place * heads, (place + 1) * heads), row * heads)
        n.set(kept.n.subarray(place * heads, (place + 1) * heads), row * heads)
      })
    },
  }
}
