/** The words of this module. A track is the captions of one clip in one language; a cue is one text with its times. */

export interface Cue {
  readonly startMs: number
  /** Greater than `startMs`. */
  readonly endMs: number
  /** Plain text, its lines apart by `\n`, as cleanText leaves it; empty where a translation is still missing. */
  readonly text: string
}

/** written: typed or uploaded · translated: begun from another track · auto: made by a program */
export type Kind = 'written' | 'translated' | 'auto'

/** What is known of a track without reading its cues. */
export interface TrackFacts {
  readonly videoId: string
  /** BCP 47: language, script, region. */
  readonly lang: string
  readonly ownerId: string
  readonly kind: Kind
  /** Which track it was translated from. */
  readonly sourceLang: string | undefined
  /** Whether viewers see it; a draft is its creator's alone. */
  readonly published: boolean
  readonly cueCount: number
  /** Cues that say something. */
  readonly saidCount: number
  /** Grows with each change and never goes back, also over a removal. */
  readonly revision: number
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly removedAt: Date | undefined
}

export interface Track extends TrackFacts {
  readonly cues: readonly Cue[]
}

/** What viewers get of it. */
export const isShown = (track: Pick<TrackFacts, 'published' | 'removedAt' | 'saidCount'>): boolean =>
  track.published && track.removedAt === undefined && track.saidCount > 0

/** One language, one spelling: `in-id` becomes `id-ID`. @returns undefined when it is none of language[-script][-region] */
export function toLang(given: string): string | undefined {
  if (!/^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i.test(given)) return undefined
  const [lang] = Intl.getCanonicalLocales(given)
  return lang !== undefined && /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/.test(lang)
    ? lang
    : undefined
}

/** By start, then by end; those that begin and end together stay as they were. */
export const inOrder = (cues: readonly Cue[]): Cue[] =>
  cues.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)

/** Where players find it; with its revision, so that it can be cached. */
export const captionUrl = (videoId: string, lang: string, revision: number): string =>
  `/v1/videos/${videoId}/captions/${lang}/file?v=${revision}`
