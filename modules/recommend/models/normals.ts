import { mulberry32 } from '../../../platform/random.ts'

/** @returns so many numbers, normally distributed around 0, the same for the same seed everywhere
 *  @param spread standard deviation */
export function normals(count: number, spread: number, seed: number): Float32Array {
  const random = mulberry32(Math.imul(seed, 0x9e3779b1))
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
