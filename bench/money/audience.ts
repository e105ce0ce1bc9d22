/** Days of watching and ads, made from numbers alone, so that a million of them need no memory: the facts that revenue
 *  reads, in the order in which it reads them. */
import type { RevenueDeps } from '../../modules/revenue/index.ts'
import type { Day } from '../../platform/clock.ts'

type Facts = Pick<RevenueDeps, 'playback' | 'ads'>
type PaidView = { viewerKey: string; videoId: string; creatorId: string; validMs: number }

export interface Audience {
  readonly viewers: number
  readonly creators: number
  /** Paid views of one viewer a day; each of another video. */
  readonly viewsOfAViewer: number
  /** One view in so many is of creator 0. */
  readonly ofTheFirst?: number
  /** Leaves a view out of what is told. */
  readonly without?: (day: Day, viewer: number, view: number) => boolean
}

const page = 5_000
const key = (kind: number, n: number): string =>
  `0000000${kind}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
export const creatorKey = (n: number): string => key(3, n)

/** A number from 0 to 2³²−1 that looks like chance and is always the same. */
export function mixed(...parts: readonly number[]): number {
  let state = 0x9e3779b9
  for (const part of parts) {
    state = Math.imul(state ^ part, 0x85ebca6b)
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
    state ^= state >>> 16
  }
  return state >>> 0
}
const dayNumber = (day: Day): number => Date.parse(day) / 86_400_000

/** What ads of one viewer earned that day, µIDR. */
export const spendOf = (day: Day, viewer: number): bigint =>
  BigInt(10_000_000 + (mixed(dayNumber(day), viewer, 1) % 20_000_000))

export function poolOf(audience: Audience, day: Day): bigint {
  let pool = 0n
  for (let viewer = 0; viewer < audience.viewers; viewer++) pool += spendOf(day, viewer)
  return pool
}

function viewsOf(audience: Audience, day: Day, viewer: number): PaidView[] {
  const { creators, viewsOfAViewer, ofTheFirst, without } = audience
  const views: PaidView[] = []
  for (let n = 0; n < viewsOfAViewer; n++) {
    if (without?.(day, viewer, n)) continue
    const chance = mixed(dayNumber(day), viewer, n)
    const creator = ofTheFirst && chance % ofTheFirst === 0 ? 0 : mixed(chance) % creators
    views.push({
      viewerKey: key(1, viewer),
      // The nth part of all videos, so that none comes twice and they come in order.
      videoId: key(2, n * creators + creator),
      creatorId: creatorKey(creator),
      validMs: 5_000 + (chance % 55_000),
    })
  }
  return views
}

/** In pages, by viewer and video. */
export async function* eachPaidView(audience: Audience, day: Day): AsyncGenerator<PaidView[]> {
  let views: PaidView[] = []
  for (let viewer = 0; viewer < audience.viewers; viewer++) {
    views.push(...viewsOf(audience, day, viewer))
    if (views.length < page) continue
    yield views
    views = []
  }
  yield views
}

export const factsOf = (audience: Audience): Facts => ({
  playback: {
    eachPaidView: (day) => eachPaidView(audience, day),
    histogram: async () => [],
    async *eachVerdictCount() {},
  },
  ads: {
    async *eachViewerSpend(day) {
      for (let from = 0; from < audience.viewers; from += page)
        yield Array.from({ length: Math.min(page, audience.viewers - from) }, (_, at) => ({
          viewerKey: key(1, from + at),
          micro: spendOf(day, from + at),
        }))
    },
  },
})
