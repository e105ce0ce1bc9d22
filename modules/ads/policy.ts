/** How many ads a viewer meets. Positions count slots of a session from 1; an ad takes a position of its own. */
export const adPolicy = {
  /** A session begins with what people came for. */
  firstPosition: 4,
  /** Clips between two ads: at most one slot in six is an ad. */
  organicBetween: 5,
} as const

/** @param organicSinceAd clips since the last ad, or since the session began */
export function mayBeAd(place: { readonly position: number; readonly organicSinceAd: number }): boolean {
  const { position, organicSinceAd } = place
  if (position < adPolicy.firstPosition) return false
  // Until the first ad, every slot before this one was a clip.
  const isFirst = organicSinceAd >= position - 1
  return isFirst || organicSinceAd >= adPolicy.organicBetween
}
