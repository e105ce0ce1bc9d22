/** A reading that costs something, shared by all who ask for it: kept for ten seconds, and twenty times as long as it took,
 *  so that it never takes more than a twentieth of what the database can do. */
export function keepReading<T>(read: () => Promise<T>, nowMs: () => number): () => Promise<T> {
  let held: { readonly value: T; readonly until: number } | undefined
  let reading: Promise<T> | undefined
  return () => {
    const begun = nowMs()
    if (held && begun < held.until) return Promise.resolve(held.value)
    reading ??= read()
      .then((value) => {
        held = { value, until: nowMs() + Math.max(10_000, 20 * (nowMs() - begun)) }
        return value
      })
      .finally(() => {
        reading = undefined
      })
    return reading
  }
}
