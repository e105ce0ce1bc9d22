/** A face for a handle: two neighbouring tones of equal weight (OKLCH), lit from a corner, and its first letter. Pure. */
export interface Portrait {
  readonly back: string
  readonly light: string
  readonly ink: string
  readonly letter: string
  readonly x: number
  readonly y: number
  readonly r: number
}

export function portrait(handle: string): Portrait {
  const seed = fnv1a(handle.toLowerCase())
  const hue = seed % 360
  return {
    back: `oklch(0.42 0.11 ${hue})`,
    light: `oklch(0.55 0.13 ${(hue + 24) % 360})`,
    ink: '#fff',
    letter: (handle.match(/[\p{L}\p{N}]/u)?.[0] ?? '?').toUpperCase(),
    x: 6 + ((seed >>> 9) % 32),
    y: (seed >>> 14) % 14,
    r: 20 + ((seed >>> 19) % 10),
  }
}

/** 32-bit FNV-1a (draft-eastlake-fnv): small and well spread, not for secrets. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
