/** The vectors of the clips that can be offered now, each in its clip's slot: where does somebody stand who wanted these,
 *  and which may come that lie nearest. All are looked at, so the answer is exact, and what is gone costs nothing. */
import { assert } from '../../../platform/errors.ts'
import { holdOf, type IalsSettings } from '../models/ials.ts'
import { bestKind, type KernelKind, openArena } from '../models/kernels.ts'

export interface Near {
  readonly slot: number
  /** How much it is wanted, about 0 to 1. */
  readonly score: number
}

export interface LiveSpace {
  readonly dims: number
  /** Slots that have room. */
  readonly capacity: number
  /** Nothing where the slot has no room, which is until the next fit. */
  place(slot: number, vector: Float32Array): void
  clear(slot: number): void
  /** Zeros where there is none. */
  vectorAt(slot: number): Float32Array
  /** The vector of somebody who wanted the clips in these slots. */
  foldIn(slots: readonly number[]): Float32Array
  /** For each query, the at most `k` slots with the highest scores above 0 that `mayCome`, best first. The vectors are
   *  gone through once, in blocks that stay in the processor's cache for all queries. */
  nearest(queries: readonly Float32Array[], k: number, mayCome: (slot: number) => boolean): Near[][]
}

export const foldedMax = 128
const queriesMax = 3
/** So many times as many are looked at as are asked for. */
const spare = 2
/** 64 kB of vectors of 64. */
const block = 256

/** @param gram of the vectors that were fitted: dims × dims
 *  @param fitted how many of them there were */
export function openLiveSpace(
  capacity: number,
  { gram, fitted }: { readonly gram: Float32Array; readonly fitted: number },
  settings: IalsSettings,
  kind: KernelKind = bestKind,
): LiveSpace {
  const { dims } = settings
  const arena = openArena(
    capacity * dims + 2 * dims * (dims + 1) + queriesMax * (dims + block) + foldedMax,
    kind,
  )
  const vectors = arena.floats(capacity * dims)
  const grams = arena.floats(dims * dims)
  const scratch = arena.floats(dims * dims)
  const folded = arena.floats(dims)
  const wanted = arena.ints(foldedMax)
  const asked = arena.floats(queriesMax * dims)
  const scores = arena.floats(queriesMax * block)
  grams.view.set(gram)
  let end = 0

  return {
    dims,
    capacity,
    place(slot, vector) {
      if (slot < 0 || slot >= capacity) return
      vectors.view.set(vector, slot * dims)
      end = Math.max(end, slot + 1)
    },
    clear(slot) {
      if (slot >= 0 && slot < capacity) vectors.view.fill(0, slot * dims, (slot + 1) * dims)
    },
    vectorAt(slot) {
      return slot >= 0 && slot < capacity
        ? vectors.view.subarray(slot * dims, (slot + 1) * dims)
        : new Float32Array(dims)
    },
    foldIn(slots) {
      const own = slots.filter((slot) => slot >= 0 && slot < capacity).slice(-foldedMax)
      wanted.view.set(own)
      arena.kernels.fit(
        folded.at,
        wanted.at,
        own.length,
        vectors.at,
        grams.at,
        scratch.at,
        dims,
        settings.unseen,
        holdOf(own.length, fitted, settings),
      )
      return folded.view.slice()
    },
    nearest(queries, k, mayCome) {
      assert(queries.length <= queriesMax, `at most ${queriesMax} queries at once`)
      queries.forEach((query, at) => asked.view.set(query, at * dims))
      // Whether one may come costs more than its score. It is asked of the best alone, and of all that would be among
      // them only where too few of those may: a viewer who has seen nearly all that lies near.
      const best = scanFor(queries.length, spare * k)
      return best.map((one, at) => {
        const sorted = one.sorted()
        const may: Near[] = []
        for (let place = 0; place < sorted.length && may.length < k; place++) {
          const near = sorted[place]
          if (near && mayCome(near.slot)) may.push(near)
        }
        if (may.length === k || sorted.length < spare * k) return may
        asked.view.set(queries[at] ?? [])
        return scanFor(1, k, mayCome)[0]?.sorted() ?? []
      })
    },
  }

  function scanFor(count: number, k: number, mayCome?: (slot: number) => boolean): Best[] {
    const kept = Array.from({ length: count }, () => createBest(k))
    for (let from = 0; from < end; from += block) {
      const size = Math.min(block, end - from)
      for (let query = 0; query < count; query++) {
        const row = query * block
        arena.kernels.scan(
          asked.at + query * dims * 4,
          vectors.at + from * dims * 4,
          size,
          dims,
          scores.at + row * 4,
        )
        const best = kept[query]
        if (best) best.take(scores.view, row, size, from, mayCome)
      }
    }
    return kept
  }
}

interface Best {
  /** @param slot of the first of `count` scores */
  take(
    scores: Float32Array,
    at: number,
    count: number,
    slot: number,
    mayCome?: (slot: number) => boolean,
  ): void
  sorted(): Near[]
}

/** A heap whose root is the lowest that is kept; nothing at or below 0 is. */
function createBest(k: number): Best {
  const slots = new Int32Array(k)
  const scores = new Float32Array(k)
  let size = 0
  /** What a score must be above to be among them. */
  let least = k > 0 ? 0 : Number.POSITIVE_INFINITY
  const put = (place: number, slot: number, score: number): void => {
    slots[place] = slot
    scores[place] = score
  }
  const add = (slot: number, score: number): void => {
    let place: number
    if (size < k) {
      for (place = size++; place > 0; ) {
        const parent = (place - 1) >> 1
        if ((scores[parent] ?? 0) <= score) break
        put(place, slots[parent] ?? 0, scores[parent] ?? 0)
        place = parent
      }
    } else
      for (place = 0; ; ) {
        let child = 2 * place + 1
        if (child >= size) break
        if (child + 1 < size && (scores[child + 1] ?? 0) < (scores[child] ?? 0)) child++
        if ((scores[child] ?? 0) >= score) break
        put(place, slots[child] ?? 0, scores[child] ?? 0)
        place = child
      }
    put(place, slot, score)
    if (size === k) least = scores[0] ?? 0
  }
  return {
    take(from, at, count, slot, mayCome) {
      for (let n = 0; n < count; n++) {
        const score = from[at + n] ?? 0
        if (score > least && (mayCome === undefined || mayCome(slot + n))) add(slot + n, score)
      }
    },
    sorted: () =>
      Array.from({ length: size }, (_, at) => ({ slot: slots[at] ?? 0, score: scores[at] ?? 0 })).sort(
        (a, b) => b.score - a.score || a.slot - b.slot,
      ),
  }
}
