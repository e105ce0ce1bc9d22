/** Places of the highest scores, highest first. */
export interface Best {
  readonly ids: Int32Array
  readonly scores: Float32Array
}

export interface BestSoFar {
  /** What a score must be above to be among them. */
  readonly least: number
  /** Of equals those that come first are kept.
   *  @param scores beside the first `count` of `ids`
   *  @param mayCome asked only of those that would be among the best */
  take(ids: Int32Array, scores: Float32Array, count: number, mayCome?: (id: number) => boolean): void
  add(id: number, score: number): void
  /** Ends it: nothing can be taken afterwards. */
  sorted(): Best
}

/** The `k` highest, by a heap whose root is the worst that is kept.
 *  @param above what is not higher is left out */
export function keepBest(k: number, above = -Infinity): BestSoFar {
  const ids = new Int32Array(k)
  const scores = new Float32Array(k)
  let size = 0
  let least = k > 0 ? above : Infinity
  const put = (place: number, id: number, score: number): void => {
    ids[place] = id
    scores[place] = score
  }
  const move = (from: number, to: number): void => put(to, ids[from] ?? 0, scores[from] ?? 0)
  /** Whether what stands there is worse than such a one. */
  const isWorse = (place: number, id: number, score: number): boolean => {
    const difference = (scores[place] ?? 0) - score
    return difference === 0 ? (ids[place] ?? 0) > id : difference < 0
  }
  /** In place of the root, and down to where it belongs. */
  const sink = (id: number, score: number): void => {
    let place = 0
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && isWorse(child + 1, ids[child] ?? 0, scores[child] ?? 0)) child++
      if (!isWorse(child, id, score)) break
      move(child, place)
      place = child
    }
    put(place, id, score)
  }
  const rise = (id: number, score: number): void => {
    let place = size++
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (isWorse(parent, id, score)) break
      move(parent, place)
      place = parent
    }
    put(place, id, score)
  }

  const keep = (id: number, score: number): void => {
    if (size < k) rise(id, score)
    else sink(id, score)
    if (size === k) least = scores[0] ?? 0
  }

  return {
    get least() {
      return least
    },
    add(id, score) {
      if (score > least) keep(id, score)
    },
    take(among, from, count, mayCome) {
      for (let n = 0; n < count; n++) {
        const score = from[n] ?? 0
        const id = among[n] ?? 0
        if (score > least && (mayCome === undefined || mayCome(id))) keep(id, score)
      }
    },
    sorted() {
      const all = size
      while (size > 1) {
        // The worst of those that are left goes behind them.
        const [id, score] = [ids[0] ?? 0, scores[0] ?? 0]
        size--
        sink(ids[size] ?? 0, scores[size] ?? 0)
        put(size, id, score)
      }
      least = Infinity
      return { ids: ids.subarray(0, all), scores: scores.subarray(0, all) }
    },
  }
}

/** The `k` highest; what has -Infinity is left out. */
export function bestOf(scores: Float32Array, k: number): Best {
  const best = keepBest(Math.min(k, scores.length))
  for (let id = 0; id < scores.length; id++) best.add(id, scores[id] ?? -Infinity)
  return best.sorted()
}
