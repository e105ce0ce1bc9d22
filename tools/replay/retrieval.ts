/** Of all items but those in a user's history up to 24 April, which will this user want? Recall@k = hits ÷ wanted pairs. */
import { type Factors, openItemSpace, pairsOf, recallAt, trainIals } from '../../modules/recommend/index.ts'
import { isWanted, type KuaiRand } from './kuairand.ts'
import type { ReplaySettings } from './settings.ts'
import { digits, type Goal, type Table } from './table.ts'

export interface RetrievalReport {
  readonly table: Table
  readonly goals: readonly Goal[]
  /** Trained on the history alone. */
  readonly factors: Factors
}

interface Judged {
  readonly user: number
  readonly watched: ReadonlySet<number>
  readonly wanted: ReadonlySet<number>
}

const depths = [50, 100, 200] as const
const dayMs = 86_400_000

export function replayRetrieval(data: KuaiRand, settings: ReplaySettings): RetrievalReport {
  const { ials, lift } = settings
  const watched = data.history.map((history) => new Set(history.watched))
  const judged = judgedUsers(data, watched)
  const items = data.videos.length

  const popular = countsOf(items, watched)
  const trending = trendingOf(data, lift.decay)
  const old = trainIals(pairsOf(watched, items), ials)
  const fresh = trainIals(pairsOf(withKnown(watched, data), items), ials)

  const recalls = (factors: Factors, extra: Float32Array): number[] => {
    const space = openItemSpace(factors.items, ials)
    const lists = judged.map(({ user, watched, wanted }) => {
      const vector = factors.users.subarray(user * ials.dims, (user + 1) * ials.dims)
      return { wanted, ranked: space.nearest(vector, depths[2], { without: watched, lift: extra }).ids }
    })
    return depths.map((depth) => recallAt(depth, lists))
  }
  const nobody: Factors = { ...old, users: new Float32Array(old.users.length) }
  const popularLift = liftOf(popular, lift.popular)
  const trendingLift = liftOf(trending, lift.trending)
  const figures: [string, number[]][] = [
    ['popular', recalls(nobody, popular)],
    ['trending', recalls(nobody, trending)],
    ['iALS, history only', recalls(old, new Float32Array(items))],
    ['iALS, history only, lifted by popular', recalls(old, popularLift)],
    ['iALS, fresh', recalls(fresh, new Float32Array(items))],
    ['iALS, fresh, lifted by trending', recalls(fresh, trendingLift)],
  ]
  return {
    factors: old,
    table: {
      title: `Retrieval: ${judged.reduce((sum, { wanted }) => sum + wanted.size, 0)} wanted pairs of ${judged.length} users`,
      columns: depths.map((depth) => `R@${depth}`),
      rows: figures.map(([name, values]) => [name, ...values.map((value) => digits(value))]),
    },
    goals: [
      { name: 'R@50, history only', value: figures[3]?.[1][0] ?? 0, wanted: { least: 0.23 } },
      { name: 'R@50, fresh', value: figures[5]?.[1][0] ?? 0, wanted: { least: 0.277 } },
    ],
  }
}

function judgedUsers({ judged }: KuaiRand, watched: readonly ReadonlySet<number>[]): Judged[] {
  const wanted = new Map<number, Set<number>>()
  for (const shown of judged)
    if (isWanted(shown)) {
      const known = wanted.get(shown.user)
      if (known) known.add(shown.video)
      else wanted.set(shown.user, new Set([shown.video]))
    }
  return [...wanted].map(([user, videos]) => ({ user, wanted: videos, watched: watched[user] ?? new Set() }))
}

/** What was watched in the history, and what was wanted since. */
function withKnown(watched: readonly ReadonlySet<number>[], { known }: KuaiRand): Set<number>[] {
  const all = watched.map((videos) => new Set(videos))
  for (const shown of known) if (isWanted(shown)) all[shown.user]?.add(shown.video)
  return all
}

function countsOf(items: number, watched: readonly ReadonlySet<number>[]): Float32Array {
  const counts = new Float32Array(items)
  for (const videos of watched) for (const video of videos) counts[video] = (counts[video] ?? 0) + 1
  return counts
}

/** How often each item was wanted, older days counting less. */
function trendingOf({ videos, known }: KuaiRand, decay: number): Float32Array {
  const counts = new Float32Array(videos.length)
  const end = known.at(-1)?.timeMs ?? 0
  for (const shown of known)
    if (isWanted(shown))
      counts[shown.video] = (counts[shown.video] ?? 0) + decay ** Math.floor((end - shown.timeMs) / dayMs)
  return counts
}

function liftOf(counts: Float32Array, weight: number): Float32Array {
  const most = counts.reduce((highest, count) => Math.max(highest, count), 1e-9)
  return counts.map((count) => weight * Math.sqrt(count / most))
}
