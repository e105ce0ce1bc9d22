const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** '48318382080' → { size: 48.3, unit: 'GB' }; thousands, as disks are sold. */
export function bytesText(bytes: string): { size: number; unit: (typeof UNITS)[number] } {
  let size = Number(BigInt(bytes))
  let at = 0
  while (size >= 1000 && at < UNITS.length - 1) {
    size /= 1000
    at += 1
  }
  return { size: Math.round(size * 10) / 10, unit: UNITS[at] ?? 'B' }
}
