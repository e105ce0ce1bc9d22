/** How good a ranking or a prediction was. Where nothing can be said (no wanted one, no pair) the answer is NaN. */

type Numbers = Float64Array | Float32Array

/** Wanted pairs among the first `k` of each list, as a share of all wanted pairs. */
export function recallAt(
  k: number,
  lists: readonly { readonly ranked: Int32Array; readonly wanted: ReadonlySet<number> }[],
): number {
  let hits = 0
  let pairs = 0
  for (const { ranked, wanted } of lists) {
    pairs += wanted.size
    for (const id of ranked.subarray(0, k)) if (wanted.has(id)) hits++
  }
  return hits / pairs
}

/** Area under the ROC curve: how often one with label 1 is scored above one with label 0; ties count half. */
export function auc(scores: Numbers, labels: Uint8Array): number {
  return aucOf(ascending(scores), scores, labels)
}

/** AUC within each group, weighted by its size, over the groups that have both labels. */
export function gauc(scores: Numbers, labels: Uint8Array, groups: Int32Array): number {
  const members = new Map<number, number[]>()
  for (const at of ascending(scores)) {
    const group = groups[at] ?? 0
    const known = members.get(group)
    if (known) known.push(at)
    else members.set(group, [at])
  }
  let sum = 0
  let weight = 0
  for (const order of members.values()) {
    const one = aucOf(order, scores, labels)
    if (Number.isNaN(one)) continue
    sum += one * order.length
    weight += order.length
  }
  return sum / weight
}

/** How often, of two that differ, the one that was more is predicted to be more; ties of predictions count half. Over
 *  all pairs, O(n log n). */
export function xauc(predicted: Numbers, actual: Numbers): number {
  const rank = ranksOf(predicted)
  const tree = new Float64Array(predicted.length + 2)
  const upTo = (place: number): number => {
    let sum = 0
    for (let at = place; at > 0; at -= at & -at) sum += tree[at] ?? 0
    return sum
  }
  const order = ascending(actual)
  let right = 0
  let pairs = 0
  for (let from = 0; from < order.length; ) {
    const to = endOfTie(order, actual, from)
    for (let at = from; at < to; at++) {
      const place = rank[order[at] ?? 0] ?? 0
      right += (upTo(place - 1) + upTo(place)) / 2
      pairs += from
    }
    for (let at = from; at < to; at++)
      for (let place = rank[order[at] ?? 0] ?? 0; place < tree.length; place += place & -place)
        tree[place] = (tree[place] ?? 0) + 1
    from = to
  }
  return right / pairs
}

/** Mean absolute error. */
export function mae(predicted: Numbers, actual: Numbers): number {
  let sum = 0
  for (let at = 0; at < predicted.length; at++) sum += Math.abs((predicted[at] ?? 0) - (actual[at] ?? 0))
  return sum / predicted.length
}

const ascending = (values: Numbers): Uint32Array =>
  Uint32Array.from(values, (_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))

/** Where the equals of the one at `from` end. */
function endOfTie(order: ArrayLike<number>, values: Numbers, from: number): number {
  let to = from + 1
  while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++
  return to
}

function aucOf(order: ArrayLike<number>, scores: Numbers, labels: Uint8Array): number {
  let positives = 0
  let rankSum = 0
  for (let from = 0; from < order.length; ) {
    const to = endOfTie(order, scores, from)
    for (let at = from; at < to; at++)
      if (labels[order[at] ?? 0] === 1) {
        positives++
        rankSum += (from + 1 + to) / 2
      }
    from = to
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives))
}

/** From 1; equals share one rank. */
function ranksOf(values: Numbers): Uint32Array {
  const order = ascending(values)
  const ranks = new Uint32Array(values.length)
  let rank = 0
  for (let from = 0; from < order.length; ) {
    const to = endOfTie(order, values, from)
    rank++
    for (let at = from; at < to; at++) ranks[order[at] ?? 0] = rank
    from = to
  }
  return ranks
}
