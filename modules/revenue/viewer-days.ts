import { assert } from '../../platform/errors.ts'
import { creatorsPart, type Share, shareByLargestRemainder, tieBreak, weightOf } from './allocate.ts'
import { uuidBytes } from './leaves.ts'

/** A paid view of one viewer, video and day, as playback streams them: by viewerKey, then videoId. */
export interface PaidView {
  readonly viewerKey: string
  readonly videoId: string
  readonly creatorId: string
  readonly validMs: number | bigint
}

/** What one viewer's ads earned on a day, as ads streams it: by viewerKey. */
export interface ViewerSpend {
  readonly viewerKey: string
  readonly micro: bigint
}

/** A sorted stream, one by one or in batches. */
export type Stream<T extends object> = AsyncIterable<T | readonly T[]>

async function* oneByOne<T extends object>(stream: Stream<T>): AsyncGenerator<T> {
  for await (const some of stream) {
    if (isBatch(some)) yield* some
    else yield some
  }
}

const isBatch = <T extends object>(some: T | readonly T[]): some is readonly T[] => Array.isArray(some)

export interface Watched {
  readonly videoId: string
  readonly creatorId: string
  readonly weight: bigint
}

export interface ViewerDayFacts {
  readonly viewerKey: string
  readonly adMicro: bigint
  readonly watchMs: bigint
  readonly watched: readonly Watched[]
}

/** Walks two sorted streams side by side: each viewer whose ads earned something, with what that viewer
 *  validly watched. Watching without ads brings no money and is passed over, told to `unfunded` if that is given. One
 *  viewer in memory at a time.
 *  @throws AssertionFailed when a stream is out of order: a viewer met twice would be paid out twice */
export async function* eachViewerDay(
  spends: Stream<ViewerSpend>,
  views: Stream<PaidView>,
  capMs: bigint,
  unfunded: (creatorId: string, weight: bigint) => void = () => {},
): AsyncGenerator<ViewerDayFacts> {
  const reader = oneByOne(views)
  let next = await reader.next()
  let lastViewer = ''
  let lastView = ''
  try {
    for await (const { viewerKey, micro } of oneByOne(spends)) {
      assert(viewerKey > lastViewer, 'spend comes by viewer, each once')
      assert(micro >= 0n, 'an ad does not earn less than nothing')
      lastViewer = viewerKey
      const watched = new Map<string, { creatorId: string; ms: bigint }>()
      while (next.done !== true && next.value.viewerKey <= viewerKey) {
        const view = next.value
        const place = view.viewerKey + view.videoId
        assert(place >= lastView, 'paid views come by viewer, then video')
        lastView = place
        if (view.viewerKey !== viewerKey || micro === 0n)
          unfunded(view.creatorId, weightOf(BigInt(view.validMs), capMs))
        else {
          const before = watched.get(view.videoId)
          assert(before === undefined || before.creatorId === view.creatorId, 'a video has one creator')
          watched.set(view.videoId, {
            creatorId: view.creatorId,
            ms: (before?.ms ?? 0n) + BigInt(view.validMs),
          })
        }
        next = await reader.next()
      }
      if (micro > 0n) yield weigh(viewerKey, micro, watched, capMs)
    }
    while (next.done !== true) {
      unfunded(next.value.creatorId, weightOf(BigInt(next.value.validMs), capMs))
      next = await reader.next()
    }
  } finally {
    await reader.return(undefined)
  }
}

function weigh(
  viewerKey: string,
  adMicro: bigint,
  videos: ReadonlyMap<string, { creatorId: string; ms: bigint }>,
  capMs: bigint,
): ViewerDayFacts {
  const watched: Watched[] = []
  let watchMs = 0n
  for (const [videoId, { creatorId, ms }] of videos) {
    const weight = weightOf(ms, capMs)
    if (weight <= 0n) continue
    watched.push({ videoId, creatorId, weight })
    watchMs += weight
  }
  return { viewerKey, adMicro, watchMs, watched }
}

export interface SharedViewerDay {
  readonly creatorsMicro: bigint
  readonly platformMicro: bigint
  /** One for each of `watched`, in its order; empty when nothing was watched. */
  readonly amounts: readonly bigint[]
}

/** The whole rule for one viewer and day (money.md §1.6 without music). Exact: creatorsMicro + platformMicro is
 *  the viewer's ad money, and the amounts, if there are any, add up to creatorsMicro. */
export function shareViewerDay(
  day: string,
  viewer: Buffer,
  facts: ViewerDayFacts,
  share: Share,
): SharedViewerDay {
  const creatorsMicro = creatorsPart(facts.adMicro, share)
  const platformMicro = facts.adMicro - creatorsMicro
  if (facts.watched.length === 0) return { creatorsMicro, platformMicro, amounts: [] }
  const claims = facts.watched.map(({ videoId, weight }) => ({
    weight,
    tie: () => tieBreak(day, viewer, uuidBytes(videoId)),
  }))
  return { creatorsMicro, platformMicro, amounts: shareByLargestRemainder(creatorsMicro, claims) }
}
