import { throughput } from './throughput.ts'

/** The head of a clip: its index and the first second or two. */
const HEAD_BYTES = 512 * 1024
const primed = new Set<string>()

/** Fetches the first bytes of a clip into the browser's cache, once, and measures the line by it. */
export async function primeRange(url: string, signal: AbortSignal): Promise<void> {
  if (primed.has(url)) return
  primed.add(url)
  try {
    const reply = await fetch(url, {
      headers: { range: `bytes=0-${HEAD_BYTES - 1}` },
      signal,
      priority: 'low',
    })
    if (reply.status !== 206 && reply.status !== 200) return
    const began = performance.now()
    const bytes = (await reply.arrayBuffer()).byteLength
    const entry = performance.getEntriesByName(new URL(url, location.href).href).at(-1)
    const cached = entry instanceof PerformanceResourceTiming && entry.transferSize === 0
    if (!cached) throughput.measured(bytes, performance.now() - began)
  } catch {
    // Left early or offline: the player fetches it itself when its turn comes.
    primed.delete(url)
  }
}
