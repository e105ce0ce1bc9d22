/** The ranker: a wide model and, where settings ask for it, a small network, whose logits are added and which learn from
 *  one loss. Each head is a probability or, like D2Q's quantile, any target between 0 and 1. */
import { isDeepStrictEqual } from 'node:util'
import { assert } from '../../../platform/errors.ts'
import { sigmoid } from './calibration-grid.ts'
import { createFtrl, type FtrlSettings } from './ftrl.ts'
import { createMlp, type MlpSettings } from './mlp.ts'
import { readSnapshot, type SnapshotArray, type SnapshotFault, writeSnapshot } from './snapshot.ts'

export interface RankerSettings {
  readonly heads: number
  /** Features of an event, always so many and in the same order. */
  readonly fields: number
  readonly ftrl: FtrlSettings
  readonly mlp: MlpSettings | null
}

export interface Ranker {
  /** @param features hashes of 32 bits, `fields` of them
   *  @param out is filled with one number from 0 to 1 a head */
  predict(features: Uint32Array, out: Float64Array): void
  /** Predicts into `out`, then learns: what is predicted has not seen its target.
   *  @param targets from 0 to 1, one a head */
  learn(features: Uint32Array, targets: Float64Array, out: Float64Array): void
  snapshot(): Buffer
}

export type RankerRead =
  | { readonly ok: true; readonly ranker: Ranker }
  /** `another-model`: a sound snapshot, but of another model or of other settings. */
  | { readonly ok: false; readonly reason: SnapshotFault | 'another-model' }

const kind = 'ranker'

export const createRanker = (settings: RankerSettings): Ranker => buildRanker(settings, undefined)

/** The ranker as it was when {@link Ranker.snapshot} was taken. */
export function restoreRanker(bytes: Uint8Array, settings: RankerSettings): RankerRead {
  const read = readSnapshot(bytes)
  if (!read.ok) return read
  const { snapshot } = read
  const isOurs = snapshot.kind === kind && isDeepStrictEqual(snapshot.settings, settings)
  if (!isOurs) return { ok: false, reason: 'another-model' }
  return { ok: true, ranker: buildRanker(settings, snapshot.arrays) }
}

function buildRanker(
  settings: RankerSettings,
  kept: Readonly<Record<string, SnapshotArray>> | undefined,
): Ranker {
  const { heads, fields } = settings
  const wide = createFtrl(heads, settings.ftrl)
  const deep = settings.mlp === null ? undefined : createMlp(heads, fields, settings.mlp)
  const gradients = new Float64Array(heads)
  if (kept) {
    wide.restore({ rows: uints(kept['rows']), z: floats(kept['z']), n: floats(kept['n']) })
    deep?.state.forEach((array, at) => array.set(floats(kept[`deep ${at}`])))
  }

  const predict = (features: Uint32Array, out: Float64Array): void => {
    assert(features.length === fields && out.length === heads, 'features and heads as the settings say')
    out.fill(0)
    wide.add(features, out)
    deep?.add(features, out)
    for (let head = 0; head < heads; head++) out[head] = sigmoid(out[head] ?? 0)
  }
  return {
    predict,
    learn(features, targets, out) {
      predict(features, out)
      for (let head = 0; head < heads; head++) gradients[head] = (out[head] ?? 0) - (targets[head] ?? 0)
      wide.learn(features, gradients)
      deep?.learn(features, gradients)
    },
    snapshot() {
      const { rows, z, n } = wide.learnt()
      const layers = (deep?.state ?? []).map((array, at): [string, SnapshotArray] => [`deep ${at}`, array])
      return writeSnapshot({ kind, settings, arrays: { rows, z, n, ...Object.fromEntries(layers) } })
    },
  }
}

function floats(array: SnapshotArray | undefined): Float32Array {
  assert(array instanceof Float32Array, 'a sound snapshot of a ranker has its arrays')
  return array
}

function uints(array: SnapshotArray | undefined): Uint32Array {
  assert(array instanceof Uint32Array, 'a sound snapshot of a ranker has its arrays')
  return array
}
