/** Where the player of a 9:16 clip lays its own signs over the picture, as fractions of the frame. Measured on the feed
 *  page at 390×844: tabs above, caption and bar below, the rail of buttons on the right. */
export interface Zone {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What is never covered. */
export const SAFE: Zone = { x: 0.05, y: 0.1, width: 0.75, height: 0.62 }
export const COVERED: readonly (Zone & { readonly by: 'tabs' | 'caption' | 'rail' })[] = [
  { by: 'tabs', x: 0, y: 0, width: 1, height: 0.1 },
  { by: 'rail', x: 0.82, y: 0.42, width: 0.18, height: 0.4 },
  { by: 'caption', x: 0, y: 0.76, width: 1, height: 0.24 },
]

/** Only clips near 9:16 fill a phone; others leave their own room for the signs. */
export const hasSafeZones = (width: number, height: number): boolean =>
  Math.abs(width / height - 9 / 16) < 0.06

/** Whether a rectangle (centre and size, fractions of the frame) lies where nothing covers it. */
export function isSafe(centre: { x: number; y: number }, size: { width: number; height: number }): boolean {
  const left = centre.x - size.width / 2
  const top = centre.y - size.height / 2
  return COVERED.every(
    (zone) =>
      left >= zone.x + zone.width ||
      left + size.width <= zone.x ||
      top >= zone.y + zone.height ||
      top + size.height <= zone.y,
  )
}
