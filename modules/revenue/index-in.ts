/** Where a name stands in ascending names; undefined when it is not there. */
export function indexIn(names: readonly string[], wanted: string): number | undefined {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((names[middle] ?? '') < wanted) low = middle + 1
    else high = middle
  }
  return names[low] === wanted ? low : undefined
}
