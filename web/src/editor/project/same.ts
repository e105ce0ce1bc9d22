/** Whether two values of JSON say the same, in whatever order their keys stand: a database keeps an order of its own. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const mine = Object.entries(one)
  const theirs = new Map<string, unknown>(Object.entries(other))
  return (
    mine.length === theirs.size &&
    mine.every(([key, value]) => theirs.has(key) && isSame(value, theirs.get(key)))
  )
}
