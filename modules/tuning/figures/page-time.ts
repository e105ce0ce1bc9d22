/** How long a page of the feed took on this node, read from its metrics. */

/** `http_request_seconds_bucket{le="0.05",route="/v1/feed",status="2xx"} 12` */
const bucket = /^http_request_seconds_bucket\{([^}]*)\} (\d+)$/gm

/** @param text of GET /metrics. @returns milliseconds, between the bounds of the buckets by proportion; null before the
 *  first page */
export function pageTimeFrom(text: string): { readonly p50: number; readonly p99: number } | null {
  const counts = new Map<number, number>()
  for (const [, labels = '', count] of text.matchAll(bucket)) {
    const [, bound] = /le="([^"]+)"/.exec(labels) ?? []
    if (!labels.includes('route="/v1/feed"') || !labels.includes('status="2xx"') || bound === undefined)
      continue
    const seconds = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound)
    counts.set(seconds, (counts.get(seconds) ?? 0) + Number(count))
  }
  const buckets = [...counts].sort(([a], [b]) => a - b)
  const all = buckets.at(-1)?.[1] ?? 0
  if (all === 0) return null
  const at = (part: number): number => {
    let [low, below] = [0, 0]
    for (const [bound, count] of buckets) {
      if (count >= part * all)
        return (
          1_000 *
          (Number.isFinite(bound) ? low + ((bound - low) * (part * all - below)) / (count - below) : low)
        )
      ;[low, below] = [bound, count]
    }
    return 1_000 * low
  }
  return { p50: at(0.5), p99: at(0.99) }
}
