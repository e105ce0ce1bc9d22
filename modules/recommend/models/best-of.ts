/** Places of the highest scores, highest first. */
export interface Best {
  readonly ids: Int32Array
  readonly scores: Float32Array
}

/** The `k` highest by a heap whose root is the lowest that is kept. Of equals the one that comes first is kept; what has
 *  -Infinity is left out. */
export function bestOf(scores: Float32Array, k: number): Best {
  const ids = new Int32Array(Math.min(k, scores.length))
  let size = 0
  const scoreAt = (place: number): number => scores[ids[place] ?? 0] ?? 0
  const isWorse = (place: number, than: number): boolean => {
    const difference = scoreAt(place) - scoreAt(than)
    return difference === 0 ? (ids[place] ?? 0) > (ids[than] ?? 0) : difference < 0
  }
  const swap = (one: number, other: number): void => {
    const kept = ids[one] ?? 0
    ids[one] = ids[other] ?? 0
    ids[other] = kept
  }
  const sink = (): void => {
    for (let place = 0; ; ) {
      const left = 2 * place + 1
      if (left >= size) return
      const worse = left + 1 < size && isWorse(left + 1, left) ? left + 1 : left
      if (!isWorse(worse, place)) return
      swap(place, worse)
      place = worse
    }
  }
  const rise = (): void => {
    for (let place = size - 1; place > 0; ) {
      const parent = (place - 1) >> 1
      if (!isWorse(place, parent)) return
      swap(place, parent)
      place = parent
    }
  }

  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] ?? -Infinity
    if (size < ids.length) {
      if (score === -Infinity) continue
      ids[size++] = item
      rise()
    } else if (size > 0 && score > scoreAt(0)) {
      ids[0] = item
      sink()
    }
  }
  const best = ids.subarray(0, size).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
  return { ids: best, scores: Float32Array.from(best, (item) => scores[item] ?? 0) }
}
