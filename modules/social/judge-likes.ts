/** Which likes move a clip. What is shown beside a clip counts every like; what is popular and what is rising counts those of
 *  accounts that were seen to watch it.
 *
 *  - A like without a watch weighs nothing, however many there are; those of new accounts weigh as much as weigh-likes.ts says.
 *  - A watch is reported after the like as often as before: a like is looked at three times within an hour, and then judged.
 *  - What was left out is told to the operator. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Metrics } from '../../platform/metrics.ts'
import type { Identity } from '../identity/index.ts'
import * as store from './store-likes.ts'
import { weighLikes } from './weigh-likes.ts'

interface Pair {
  readonly viewerKey: string
  readonly videoId: string
}

export interface LikeJudgeDeps {
  readonly db: Db
  readonly clock: Clock
  readonly metrics: Metrics
  readonly accounts: Pick<Identity, 'findMany'>
  /** Those of the pairs of which the viewer watched the clip, as it was judged. */
  readonly watchedAmong: (pairs: readonly Pair[]) => Promise<readonly Pair[]>
  /** Until when an account is new, and how many likes of new ones weigh in full for a clip. */
  readonly young: { readonly days: number; readonly likes: number }
}

export interface LeftOut {
  readonly videoId: string
  /** The first and the last of them. */
  readonly from: Date
  readonly to: Date
  /** Likes of accounts that did not watch the clip. */
  readonly unwatched: number
  /** Likes of new accounts beyond those that weigh. */
  readonly young: number
}

export interface LikeJudge {
  /** Judges what is due. @returns how many were judged */
  judgeDue(): Promise<number>
  /** How many likes move each of the clips; none of a clip that nobody likes. */
  weighed(videoIds: readonly string[]): Promise<Map<string, number>>
  /** Clips of which some likes did not weigh in the last week, most first. One that lost fewer than ten is left out: it is
   *  no burst. */
  leftOut(): Promise<LeftOut[]>
}

const minuteMs = 60_000
/** When a like is looked at, counted from itself. */
const looksMs = [minuteMs / 2, 5 * minuteMs, 60 * minuteMs] as const
const batch = 2_000
const toldDays = 7
const leastTold = 10
const mostTold = 50

export const firstLookAt = (likedAt: Date): Date => new Date(likedAt.getTime() + looksMs[0])

export function createLikeJudge(deps: LikeJudgeDeps): LikeJudge {
  const { db, clock, young } = deps
  const judged = deps.metrics.counter(
    'social_likes_judged_total',
    'Likes by standing: settled and young watched the clip, unwatched did not.',
    ['standing'],
  )
  const judgeBatch = async (now: Date, due: readonly store.WaitingLike[]): Promise<number> => {
    const watched = new Set(
      (await deps.watchedAmong(due.map(({ accountId, videoId }) => ({ viewerKey: accountId, videoId })))).map(
        ({ viewerKey, videoId }) => `${viewerKey} ${videoId}`,
      ),
    )
    const settledBefore = now.getTime() - young.days * 24 * 60 * minuteMs
    const accounts = await deps.accounts.findMany([...new Set(due.map(({ accountId }) => accountId))])
    const settled = new Set<string>(
      accounts.filter(({ createdAt }) => createdAt.getTime() <= settledBefore).map(({ id }) => id),
    )
    const groups: Record<store.Judged, store.WaitingLike[]> = { settled: [], young: [], unwatched: [] }
    const later: (store.WaitingLike & { until: Date })[] = []
    for (const like of due) {
      const likedMs = like.createdAt.getTime()
      const next = looksMs.find((afterMs) => likedMs + afterMs > now.getTime())
      if (watched.has(`${like.accountId} ${like.videoId}`))
        groups[settled.has(like.accountId) ? 'settled' : 'young'].push(like)
      else if (next === undefined) groups.unwatched.push(like)
      else later.push({ ...like, until: new Date(likedMs + next) })
    }
    if (later.length > 0) await db.transaction((tx) => store.waitUntil(tx, later))
    let total = 0
    // Each on its own: whoever holds counts waits for no like.
    for (const standing of store.standings) {
      const likes = groups[standing]
      if (likes.length === 0) continue
      const count = await db.transaction((tx) => store.judge(tx, likes, standing))
      judged(count, { standing })
      total += count
    }
    return total
  }

  return {
    async judgeDue() {
      const now = clock.now()
      let count = 0
      for (;;) {
        const due = await store.findDue(db, now, batch)
        if (due.length > 0) count += await judgeBatch(now, due)
        if (due.length < batch) return count
      }
    },
    async weighed(videoIds) {
      const rows = await store.readJudged(db, videoIds)
      return new Map(rows.map((row) => [row.videoId, weighLikes(row, young.likes)]))
    },
    async leftOut() {
      const since = new Date(clock.now().getTime() - toldDays * 24 * 60 * minuteMs)
      const rows = await store.findLeftOut(db, since)
      const lost = (one: LeftOut): number => one.unwatched + one.young
      return rows
        .map(
          ({ videoId, from, to, unwatched, ...likes }): LeftOut => ({
            ...{ videoId, from, to, unwatched },
            young: likes.settled + likes.young - weighLikes(likes, young.likes),
          }),
        )
        .filter((one) => lost(one) >= leastTold)
        .sort((a, b) => lost(b) - lost(a) || (a.videoId < b.videoId ? -1 : 1))
        .slice(0, mostTold)
    },
  }
}
