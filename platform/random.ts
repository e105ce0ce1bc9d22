/** Randomness is an argument; where it must come again, it is this one. */

/** Tommy Ettinger's 32-bit generator (public domain): small, and good enough for a crowd;
 *  not for secrets. @returns 0 ≤ x < 1 */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
