/** A hundred thousand made-up clips in fifty topics, and vectors as a fit would leave them: each clip near its topic, some
 *  known by their viewers and some by their tags alone. */
import type { RunningFit } from '../../modules/recommend/retrieval/run-fit.ts'
import type { FitInput } from '../../modules/recommend/retrieval/fit-space.ts'
import { nearestKept } from '../../modules/recommend/retrieval/co-watched.ts'
import { aClip } from '../../modules/feed/testing.ts'

export const clipCount = 100_000
export const viewerCount = 500
const topics = 50
const makers = 8_000
const sounds = 5_000

/** Steps through all without a pattern that the rest could follow. */
const scattered = (n: number): number => (n * 7_919 + 104_729) % clipCount

export const topicOf = (n: number): number => scattered(n) % topics

export const madeUpClip = (n: number) =>
  aClip(n, {
    owner: aClip(scattered(n) % makers).owner,
    tags: [`topic${topicOf(n)}`, `more${scattered(n) % 400}`],
    durationMs: 3_000,
    ...(n % 3 === 0 ? { sound: { id: aClip(scattered(n) % sounds).id } } : {}),
  })

/** What a viewer wanted so far: of three topics, each clip some place further on. */
export const wantedBefore = (viewer: number): number[] =>
  Array.from({ length: 60 }, (_, at) => (viewer * 131 + (at % 3) * 17 + topics * 7 * at) % clipCount)

/** In place of a fit, which would take minutes here: the page is what is measured. */
export function madeUpFit({ clips, attributeCount, ials: { dims }, wanted }: FitInput): RunningFit {
  const centres = noise(topics * dims, 1)
  const own = noise(clips * dims, 2)
  const vectors = own.map((value, at) => {
    const topic = topicOf(Math.floor(at / dims))
    return (0.6 * (centres[topic * dims + (at % dims)] ?? 0) + 0.4 * value) / Math.sqrt(dims)
  })
  const gram = new Float32Array(dims * dims)
  for (let at = 0; at < dims; at++) gram[at * dims + at] = (0.5 * clips) / dims
  const together = Int32Array.from({ length: clips * nearestKept }, (_, at) => {
    const clip = Math.floor(at / nearestKept)
    return (clip + topics * (1 + (at % nearestKept))) % clips
  })
  const projections = noise((attributeCount + 1) * dims, 3).map((value) => value / Math.sqrt(dims))
  const fit = {
    vectors,
    gram,
    projections,
    together,
    placed: clips,
    pairs: wanted.ids.length,
    recall: Number.NaN,
    heldOut: 0,
  }
  return { result: Promise.resolve(fit), stop() {} }
}

/** -1 to 1, the same each time. */
function noise(count: number, seed: number): Float32Array {
  const out = new Float32Array(count)
  let state = seed * 2_654_435_761
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    out[at] = state / 2 ** 31 - 1
  }
  return out
}
