/** Where the highest scores stand, from left to right; at most `most`, which is 1 or more; of equal ones the first. */
export function bestPlaces(scores: Float64Array, most: number): number[] {
  const places = Array.from(scores, (_, at) => at)
  if (places.length <= most) return places
  const least = scores.toSorted()[scores.length - most] ?? 0
  const above = places.filter((at) => (scores[at] ?? 0) > least)
  let room = most - above.length
  return places.filter((at) => (scores[at] ?? 0) > least || (scores[at] === least && room-- > 0))
}
