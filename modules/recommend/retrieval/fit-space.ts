/** One fit of everything that retrieval knows, from who wanted what: the vectors of all clips, what an attribute stands
 *  for, which clips are wanted together, and how well it would have foretold the last day. Pure; takes seconds to
 *  minutes, so it runs in a worker of its own (fit-worker.ts). */
import { openArena } from '../models/kernels.ts'
import { type IalsSettings, trainIals } from '../models/ials.ts'
import { openItemSpace } from '../models/item-space.ts'
import { recallAt } from '../models/metrics.ts'
import { pairsOf } from '../models/pairs.ts'
import { coWatched, nearestKept } from './co-watched.ts'
import { fitProjections, project, type Rows } from './project.ts'

export interface FitInput {
  /** Clips, by the order of which all below is numbered. */
  readonly clips: number
  /** For each viewer, the clips that they wanted. */
  readonly wanted: Rows
  /** When, in seconds, beside `wanted.ids`. */
  readonly wantedAt: Int32Array
  /** For each clip its attributes, numbered from 1. */
  readonly attributes: Rows
  readonly attributeCount: number
  readonly ials: IalsSettings
  /** A clip that fewer wanted stands where its attributes do. */
  readonly ownFrom: number
  /** Of more clips than that, an index is made. */
  readonly scannedMax: number
}

export interface Fit {
  /** clips × dims; zeros where nothing is known of a clip. */
  readonly vectors: Float32Array
  /** Of the vectors, dims × dims. */
  readonly gram: Float32Array
  /** Clips of which something is known. */
  readonly placed: number
  /** (attributes + 1) × dims. */
  readonly projections: Float32Array
  /** clips × {@link nearestKept}; -1: no more. */
  readonly together: Int32Array
  /** Pairs that it was fitted to. */
  readonly pairs: number
  /** Of what was wanted on the last day, the part among the first 50 of a model that did not know that day; NaN where
   *  nobody known before wanted anything then. */
  readonly recall: number
  /** Pairs that the recall was measured on. */
  readonly heldOut: number
  /** With an index of the vectors (neighbours.ts), where there are too many to look at all. */
  readonly indexFile?: string | undefined
  /** Why there is none although there should be. */
  readonly indexFault?: Error
}

const daySeconds = 86_400
const recallDepth = 50
/** Viewers that the last day is foretold for. */
const judgedMax = 2_000

/** @throws an assertion when the vectors have collapsed */
export function fitSpace(input: FitInput): Fit {
  const { clips, ials, ownFrom } = input
  const { dims } = ials
  const dense = denseOf(input)
  const end = input.wantedAt.reduce((latest, at) => Math.max(latest, at), 0)
  const { recall, heldOut } = foretell(input, dense, end - daySeconds)
  const pairs = pairsOf(wantedUntil(input, dense, end), dense.count)
  const factors = trainIals(pairs, ials)
  const nearest = coWatched(pairs)

  const vectors = shared(clips * dims)
  const known = new Uint8Array(clips)
  const together = new Int32Array(new SharedArrayBuffer(4 * clips * nearestKept)).fill(-1)
  for (let clip = 0; clip < clips; clip++) {
    const own = dense.numberOf[clip] ?? -1
    if (own < 0) continue
    known[clip] = (dense.wantedBy[clip] ?? 0) >= ownFrom ? 1 : 0
    vectors.set(factors.items.subarray(own * dims, (own + 1) * dims), clip * dims)
    for (let at = 0; at < nearestKept; at++) {
      const other = nearest[own * nearestKept + at] ?? -1
      together[clip * nearestKept + at] = other < 0 ? -1 : (dense.clipOf[other] ?? -1)
    }
  }
  const projections = shared((input.attributeCount + 1) * dims)
  projections.set(fitProjections(vectors, known, input.attributes, input.attributeCount, dims))
  const cold = new Float32Array(dims)
  let placed = 0
  for (let clip = 0; clip < clips; clip++) {
    if (known[clip] === 0 && project(projections, attributesOf(input.attributes, clip), cold))
      vectors.set(cold, clip * dims)
    if (vectors.subarray(clip * dims, (clip + 1) * dims).some((value) => value !== 0)) placed++
  }
  return {
    vectors,
    gram: gramOf(vectors, dims),
    projections,
    together,
    placed,
    pairs: pairs.ids.length,
    recall,
    heldOut,
  }
}

/** Clips that anybody wanted, numbered among themselves: a model needs no rows for the others. */
interface Dense {
  readonly count: number
  /** By clip; -1: nobody wanted it. */
  readonly numberOf: Int32Array
  readonly clipOf: Int32Array
  /** By clip. */
  readonly wantedBy: Int32Array
}

function denseOf({ clips, wanted }: FitInput): Dense {
  const wantedBy = new Int32Array(clips)
  for (const clip of wanted.ids) wantedBy[clip] = (wantedBy[clip] ?? 0) + 1
  const numberOf = new Int32Array(clips).fill(-1)
  const clipOf = new Int32Array(clips)
  let count = 0
  for (let clip = 0; clip < clips; clip++) {
    if (wantedBy[clip] === 0) continue
    numberOf[clip] = count
    clipOf[count++] = clip
  }
  return { count, numberOf, clipOf, wantedBy }
}

function wantedUntil({ wanted, wantedAt }: FitInput, { numberOf }: Dense, until: number): Set<number>[] {
  return Array.from({ length: wanted.starts.length - 1 }, (_, viewer) => {
    const own = new Set<number>()
    for (let at = wanted.starts[viewer] ?? 0; at < (wanted.starts[viewer + 1] ?? 0); at++)
      if ((wantedAt[at] ?? 0) <= until) own.add(numberOf[wanted.ids[at] ?? 0] ?? 0)
    return own
  })
}

function foretell(input: FitInput, dense: Dense, until: number): { recall: number; heldOut: number } {
  const before = wantedUntil(input, dense, until)
  const after = wantedUntil(input, dense, Number.POSITIVE_INFINITY)
  const judged = before.flatMap((own, viewer) => {
    const wanted = new Set([...(after[viewer] ?? [])].filter((item) => !own.has(item)))
    return own.size > 0 && wanted.size > 0 ? [{ viewer, own, wanted }] : []
  })
  if (judged.length === 0) return { recall: Number.NaN, heldOut: 0 }
  const factors = trainIals(pairsOf(before, dense.count), input.ials)
  const space = openItemSpace(factors.items, input.ials)
  const step = Math.max(1, judged.length / judgedMax)
  const lists = []
  for (let at = 0; at < judged.length; at += step) {
    const one = judged[Math.floor(at)]
    if (!one) break
    const { dims } = input.ials
    const vector = factors.users.subarray(one.viewer * dims, (one.viewer + 1) * dims)
    const { ids } = space.nearest(vector, recallDepth, { without: one.own })
    lists.push({ ranked: ids, wanted: one.wanted })
  }
  return {
    recall: recallAt(recallDepth, lists),
    heldOut: lists.reduce((sum, { wanted }) => sum + wanted.size, 0),
  }
}

const attributesOf = ({ starts, ids }: Rows, clip: number): Int32Array =>
  ids.subarray(starts[clip] ?? 0, starts[clip + 1] ?? 0)

const shared = (count: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * count))

function gramOf(vectors: Float32Array, dims: number): Float32Array {
  const count = vectors.length / dims
  const arena = openArena(vectors.length + dims * dims)
  const copied = arena.floats(vectors.length)
  const gram = arena.floats(dims * dims)
  copied.view.set(vectors)
  arena.kernels.gramOf(gram.at, copied.at, count, dims)
  const out = shared(dims * dims)
  out.set(gram.view)
  return out
}
