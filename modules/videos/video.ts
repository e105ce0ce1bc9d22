declare const videoBrand: unique symbol
export type VideoId = string & { readonly [videoBrand]: true }
/** For ids that come from this module's own rows, or from a path that a contract has checked to be a uuid. */
export const videoId = (value: string): VideoId => value as VideoId

/** public: everyone, in feeds · unlisted: everyone who has the address · followers: who follows · subscribers: who pays the
 *  creator by the month · private: the owner */
export const visibilities = ['public', 'followers', 'subscribers', 'private', 'unlisted'] as const
export type Visibility = (typeof visibilities)[number]

/** processing: posted, not yet playable · scheduled: published at its time · held: back with its owner, without a time ·
 *  refused: the file can not be shown, see `reason` · removed: by its owner */
export const states = ['processing', 'scheduled', 'held', 'published', 'refused', 'removed'] as const
export type VideoState = (typeof states)[number]

/** What others may make of a clip: beside it, after its first seconds, from its material; or keep a copy. */
export const uses = ['duet', 'stitch', 'remix', 'download'] as const
export type Use = (typeof uses)[number]
export type Allow = { readonly [U in Use]: boolean }
export type CreditKind = Exclude<Use, 'download'>

export interface Video {
  readonly id: VideoId
  readonly ownerId: string
  readonly assetId: string
  readonly uploadId: string
  readonly caption: string
  readonly tags: readonly string[]
  readonly mentions: readonly string[]
  readonly visibility: Visibility
  readonly state: VideoState
  /** Why it was refused; media's explainReason says it in words. */
  readonly reason:
    | { readonly code: string; readonly params: Readonly<Record<string, string | number>> }
    | undefined
  /** As displayed; undefined until the file was read. */
  readonly durationMs: number | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  /** The owner's wish; see {@link mayBeUsed}. */
  readonly allow: Allow
  /** The clip that it was made with, directly; it may be gone by now. */
  readonly credit: { readonly kind: CreditKind; readonly videoId: string } | undefined
  readonly sound: { readonly soundId: string; readonly fromMs: number } | undefined
  /** The chosen moment of the cover. */
  readonly coverMs: number | undefined
  /** Who marked it 18+, each on their own: its owner, and the stage with a reason. See {@link isAgeRestricted}. */
  readonly ageMarks: { readonly byOwner: boolean; readonly stageReason: string | null }
  readonly createdAt: Date
  /** When it is to be published, as long as it is scheduled. */
  readonly publishAt: Date | undefined
  /** When it could first be watched. */
  readonly publishedAt: Date | undefined
  readonly removedAt: Date | undefined
  readonly updatedAt: Date
}

/** A video that can be watched. */
export type Published = Video & {
  readonly state: 'published'
  readonly publishedAt: Date
  readonly durationMs: number
  readonly width: number
  readonly height: number
}

export function isPublished(video: Video): video is Published {
  const { state, publishedAt, durationMs, width, height } = video
  return (
    state === 'published' &&
    publishedAt !== undefined &&
    durationMs !== undefined &&
    width !== undefined &&
    height !== undefined
  )
}

/** Only for those who said that they are 18 or older. */
export const isAgeRestricted = ({ ageMarks }: Pick<Video, 'ageMarks'>): boolean =>
  ageMarks.byOwner || ageMarks.stageReason !== null

type Seen = Pick<Video, 'state' | 'visibility' | 'ageMarks'>

/** Whose files anyone may read who has their address. */
export const isOpen = (video: Seen): boolean =>
  video.state === 'published' &&
  (video.visibility === 'public' || video.visibility === 'unlisted') &&
  !isAgeRestricted(video)

/** What may be shown to everyone unasked. */
export const isForEveryone = (video: Seen): boolean => isOpen(video) && video.visibility === 'public'

/** By others. Making something of a clip shows it to everyone, so it must be for everyone itself. */
export const mayBeUsed = (video: Seen & Pick<Video, 'allow'>, use: Use): boolean =>
  isForEveryone(video) && video.allow[use]

/** What others may not make of it. */
export const deniedUses = (video: Seen & Pick<Video, 'allow'>): Use[] =>
  uses.filter((use) => !mayBeUsed(video, use))
