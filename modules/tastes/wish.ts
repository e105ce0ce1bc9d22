/** What a viewer may say, and what it comes to for whoever picks clips. Pure. */

/** video, creator, sound, tag: not interested · word: muted · more, less: of a topic, which is a tag */
export const wishKinds = ['video', 'creator', 'sound', 'tag', 'word', 'more', 'less'] as const
export type WishKind = (typeof wishKinds)[number]

/** Of one tag only the last word counts. */
export const aboutTags: readonly WishKind[] = ['tag', 'more', 'less']

/** How many of each a viewer may keep. All of them are held in memory while they watch. */
export const wishLimits: Readonly<Record<WishKind, number>> = {
  video: 1000,
  creator: 500,
  sound: 500,
  tag: 300,
  word: 200,
  more: 100,
  less: 100,
}

/** What a viewer wants and does not want, as the feed asks for it at each page. */
export interface Wishes {
  /** Changes with every wish: pages made under another one are stale. */
  readonly version: number
  /** false: neither what was watched nor whom one follows orders the clips. */
  readonly personalised: boolean
  /** false: what is watched now is not learned from. */
  readonly learning: boolean
  /** The feed was reset then: nothing before counts. Follows and wishes stay. */
  readonly epoch: Date | null
  /** Where they want to know what is rising (contract-regions.ts), as they said themselves; null: they did not. */
  readonly region: string | null
  /** Muted words and phrases, as foldWords writes them. */
  readonly words: readonly string[]
  /** Not interested. */
  readonly creators: ReadonlySet<string>
  readonly sounds: ReadonlySet<string>
  /** As clips carry them. */
  readonly tags: ReadonlySet<string>
  readonly videos: ReadonlySet<string>
  /** Tags to show more of, and less of. */
  readonly more: ReadonlySet<string>
  readonly less: ReadonlySet<string>
  /** Said that they are 18 or older. */
  readonly isAdult: boolean
  /** Whom the viewer blocks, and who blocks the viewer: account ids. Not said here: see social. */
  readonly apart: ReadonlySet<string>
}

const nothing: ReadonlySet<string> = new Set()

/** Of everyone who never said anything: one object for all of them. */
export const noWishes: Wishes = {
  version: 0,
  personalised: true,
  learning: true,
  epoch: null,
  region: null,
  words: [],
  creators: nothing,
  sounds: nothing,
  tags: nothing,
  videos: nothing,
  more: nothing,
  less: nothing,
  isAdult: false,
  apart: nothing,
}

export interface ViewerRow {
  readonly version: bigint
  readonly personalised: boolean
  readonly learning: boolean
  readonly epoch: Date | null
  readonly epochBefore: Date | null
  readonly historyFrom: Date | null
  readonly region: string | null
  /** Since when they say that they are 18 or older; null: they do not. */
  readonly adultSince: Date | null
}

/** Of someone who said nothing. */
export const unsaid: ViewerRow = {
  version: 0n,
  personalised: true,
  learning: true,
  epoch: null,
  epochBefore: null,
  historyFrom: null,
  region: null,
  adultSince: null,
}

export function wishesFrom(
  viewer: ViewerRow,
  said: Readonly<Partial<Record<WishKind, readonly string[]>>>,
  apart: ReadonlySet<string>,
): Wishes {
  const of = (kind: WishKind): ReadonlySet<string> => {
    const subjects = said[kind]
    return subjects ? new Set(subjects) : nothing
  }
  return {
    version: Number(viewer.version),
    personalised: viewer.personalised,
    learning: viewer.learning,
    epoch: viewer.epoch,
    region: viewer.region,
    words: said.word ?? noWishes.words,
    creators: of('creator'),
    sounds: of('sound'),
    tags: of('tag'),
    videos: of('video'),
    more: of('more'),
    less: of('less'),
    isAdult: viewer.adultSince !== null,
    apart,
  }
}
