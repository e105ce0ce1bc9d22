/** How close a clip is to a viewer. */
export interface Viewer {
  /** Account id, or the key of a browser that is logged out. */
  readonly key: string
  readonly lang: string
  /** Creators one follows or has liked. */
  readonly creators: ReadonlySet<string>
  /** Tags of what one liked or asked for. */
  readonly tags: ReadonlySet<string>
  /** Clips that one has seen: their vote is given. */
  readonly hasSeen: (videoId: string) => boolean
}

export interface Matched {
  readonly ownerId: string
  readonly tags: readonly string[]
  readonly lang: string
}

/** Any scale: a viewer's scores are only compared with each other. */
export type Match = (viewer: Viewer, clip: Matched) => number

/** Shared tags, language and creators. Who made a clip helps only towards those who chose them: nobody's number of
 *  followers is looked at. */
export const matchByWords: Match = (viewer, clip) => {
  let shared = 0
  for (const tag of clip.tags) if (viewer.tags.has(tag)) shared++
  return (
    Math.min(shared, 3) + (clip.lang === viewer.lang ? 1 : 0) + (viewer.creators.has(clip.ownerId) ? 1 : 0)
  )
}
