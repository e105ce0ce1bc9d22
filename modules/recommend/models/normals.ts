/** @returns so many numbers, normally distributed around 0, the same for the same seed everywhere
 *  @param spread standard deviation */
export function normals(count: number, spread: number, seed: number): Float32Array {
  const random = uniform(seed)
  const out = new Float32Array(count)
  for (let at = 0; at < count; at += 2) {
    // Box and Muller 1958: two at a time.
    const radius = spread * Math.sqrt(-2 * Math.log(1 - random()))
    const angle = 2 * Math.PI * random()
    out[at] = radius * Math.cos(angle)
    if (at + 1 < count) out[at + 1] = radius * Math.sin(angle)
  }
  return out
}

/** mulberry32: 0 ≤ x < 1. */
export function uniform(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
