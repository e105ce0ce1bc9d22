/** The vectors of the clips that can be offered now, each in its clip's slot: where does somebody stand who wanted these,
 *  and which may come that lie nearest. All are looked at, so the answer is exact, and what is gone costs nothing; or, where
 *  they are too many, those that an index names. */
import { type Best, type BestSoFar, keepBest } from '../models/best-of.ts'
import { foldInCells, openFoldIn } from '../models/fold-in.ts'
import type { IalsSettings } from '../models/ials.ts'
import { bestKind, type KernelKind, openArena } from '../models/kernels.ts'
import { openSieve, sieveCells } from '../models/sieve.ts'

export interface LiveSpace {
  readonly dims: number
  /** Nothing where the slot has no room, which is until the next fit. */
  place(slot: number, vector: Float32Array): void
  clear(slot: number): void
  /** Zeros where there is none. */
  vectorAt(slot: number): Float32Array
  /** How much somebody who stands there wants the clips in these slots; 0 where there is none.
   *  @returns one a slot; valid until the next call */
  scoresOf(stand: Float32Array, slots: Int32Array): Float32Array
  /** The vector of somebody who wanted the clips in these slots. */
  foldIn(slots: readonly number[]): Float32Array
  /** The at most `k` slots with the highest scores above 0 that `mayCome`, best first; a score says how much a clip is
   *  wanted, about 0 to 1. */
  nearest(query: Float32Array, k: number, mayCome: (slot: number) => boolean): Best
}

/** Slots among which the `count` nearest are to be found, for the most part; each once. */
export type Among = (query: Float32Array, count: number) => Int32Array

const foldedMax = 128
/** So many times as many are looked at as are asked for; of an index, where too few of those may come, so many more. */
const spare = 2
const spareAgain = 8
/** Of a scan; 32 kB of vectors of 64 bytes. */
const block = 512
/** From so many slots on it pays to look at an eighth first, to know what a score must be above. */
const guessedFrom = 8_192
const sample = { part: 1 / 8, block: block / 8, more: 1.4 }

/** @param capacity slots that have room
 *  @param gram of the vectors that were fitted: dims × dims
 *  @param fitted how many of them there were
 *  @param among absent: all are looked at */
export function openLiveSpace(
  capacity: number,
  { gram, fitted }: { readonly gram: Float32Array; readonly fitted: number },
  settings: IalsSettings,
  among?: Among,
  kind: KernelKind = bestKind,
): LiveSpace {
  const { dims } = settings
  const sifted = among ? 0 : capacity
  const arena = openArena(
    (capacity + 1 + dims + 1) * dims + block + foldInCells(dims, foldedMax) + sieveCells(sifted, dims, block),
    kind,
  )
  const vectors = arena.floats((capacity + 1) * dims)
  const grams = arena.floats(dims * dims)
  const foldIn = openFoldIn(arena, vectors, grams, foldedMax, settings)
  const asked = arena.floats(dims)
  const scores = arena.floats(block)
  const sieve = openSieve(arena, sifted, dims, block)
  grams.view.set(gram)
  let end = 0
  let told = new Float32Array(0)

  return {
    dims,
    place(slot, vector) {
      if (slot < 0 || slot >= capacity) return
      vectors.view.set(vector, slot * dims)
      if (!among) sieve.set(slot, vector)
      end = Math.max(end, slot + 1)
    },
    clear(slot) {
      if (slot < 0 || slot >= capacity) return
      vectors.view.fill(0, slot * dims, (slot + 1) * dims)
      if (!among) sieve.clear(slot)
    },
    vectorAt(slot) {
      return slot >= 0 && slot < capacity
        ? vectors.view.subarray(slot * dims, (slot + 1) * dims)
        : new Float32Array(dims)
    },
    scoresOf(stand, slots) {
      asked.view.set(stand)
      if (told.length < slots.length) told = new Float32Array(2 * slots.length)
      eachBlock(slots, (some, from) => told.set(scores.view.subarray(0, some.length), from))
      return told
    },
    foldIn(slots) {
      return foldIn(slots.filter((slot) => slot >= 0 && slot < capacity).slice(-foldedMax), fitted)
    },
    nearest(query, k, mayCome) {
      asked.view.set(query)
      if (among) {
        const may = firstOf(bestAmong(among(query, spare * k), spare * k), k, mayCome)
        return may.ids.length === k ? may : bestAmong(among(query, spareAgain * k), k, mayCome)
      }
      sieve.ask(query)
      // Whether one may come costs more than its score. It is asked of the best alone, and of all that would be among
      // them only where too few of those may: a viewer who has seen nearly all that lies near.
      const best = bestOfAll(spare * k)
      const may = firstOf(best, k, mayCome)
      if (may.ids.length === k || best.ids.length < spare * k) return may
      return scan(keepBest(k, 0), block, 1, mayCome).sorted()
    },
  }

  function bestAmong(slots: Int32Array, k: number, mayCome?: (slot: number) => boolean): Best {
    const best = keepBest(k, 0)
    eachBlock(slots, (some) => best.take(some, scores.view, some.length, mayCome))
    return best.sorted()
  }

  /** Their scores lie in `scores` meanwhile. */
  function eachBlock(slots: Int32Array, visit: (some: Int32Array, from: number) => void): void {
    for (let from = 0; from < slots.length; from += block) {
      const some = slots.subarray(from, from + block)
      // The last slot of all is nobody's.
      for (let at = 0; at < some.length; at++) {
        const slot = some[at] ?? -1
        sieve.found.view[at] = slot >= 0 && slot < capacity ? slot : capacity
      }
      arena.kernels.scanAt(asked.at, vectors.at, sieve.found.at, some.length, dims, scores.at)
      visit(some, from)
    }
  }

  function bestOfAll(k: number): Best {
    // Most of what a scan that begins from nothing keeps is thrown out again. So it begins from a guess, and where fewer
    // than asked for are above that, once more.
    const { part, more } = sample
    const least =
      end < guessedFrom ? 0 : scan(keepBest(Math.ceil(more * part * k), 0), sample.block, part).least
    const best = scan(keepBest(k, least), block, 1).sorted()
    return best.ids.length === k || least === 0 ? best : scan(keepBest(k, 0), block, 1).sorted()
  }

  /** @param size slots in a row that are looked at
   *  @param part of all slots: 1 is all */
  function scan(best: BestSoFar, size: number, part: number, mayCome?: (slot: number) => boolean): BestSoFar {
    for (let from = 0; from < end; from += size / part) {
      const count = sieve.through(from, Math.min(size, end - from), best.least)
      if (count === 0) continue
      arena.kernels.scanAt(asked.at, vectors.at, sieve.found.at, count, dims, scores.at)
      best.take(sieve.found.view, scores.view, count, mayCome)
    }
    return best
  }
}

/** The first `k` that may come. */
function firstOf({ ids, scores }: Best, k: number, mayCome: (id: number) => boolean): Best {
  const places: number[] = []
  for (let at = 0; at < ids.length && places.length < k; at++) if (mayCome(ids[at] ?? -1)) places.push(at)
  return {
    ids: Int32Array.from(places, (at) => ids[at] ?? -1),
    scores: Float32Array.from(places, (at) => scores[at] ?? 0),
  }
}
