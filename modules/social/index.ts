/** Social keeps who follows whom, who likes what and sends it on, and who blocks whom.
 *  - A follow or a like exists once, however often it is asked for, and its count changes in the same transaction.
 *  - A like is shown at once; whether it moves the clip is judged within the hour (judge-likes.ts).
 *  - A clip that a viewer sends on counts once, however often they do. Who did is forgotten after some days; the count
 *    never falls. Who sends it on again after that counts again.
 *  - A block holds both ways: neither meets the other anywhere. Who is blocked gets the same answers as for what is not
 *    there. */
import type { z } from 'zod'
import { addDays, type Day, dayOf } from '../../platform/clock.ts'
import { refuse } from '../../platform/errors.ts'
import type { Place } from '../../platform/pages.ts'
import type { AccountId } from '../identity/index.ts'
import { type BlockDeps, blockAccount, unblockAccount } from './block.ts'
import { socialRefusals, type zShareChannel } from './contract.ts'
import { firstLookAt } from './judge-likes.ts'
import * as store from './store.ts'
import { countMade, countShared } from './store-figures.ts'
import { countJudgedDrift } from './store-likes.ts'
import * as blocks from './store-blocks.ts'
import * as shares from './store-shares.ts'
import { findFollowsSince } from './store-since.ts'

export { socialConfig } from './config.ts'
export { mountSocial } from './http.ts'
export { createLikeJudge, type LeftOut, type LikeJudge } from './judge-likes.ts'
export { workSocial } from './jobs.ts'

/** Shares that one transaction drops. */
const dropBatch = 5_000

type Share = shares.Share
type ShareChannel = z.infer<typeof zShareChannel>

export interface SocialDeps extends BlockDeps {
  /** Whether the account, or someone logged out, may see the clip; only what can be seen can be liked or sent on. */
  readonly canSee: (viewer: AccountId | undefined, videoId: string) => Promise<boolean>
}

export interface Social {
  /** @returns false when either blocks the other: then nothing is changed. @throws Refusal own_profile */
  follow(follower: AccountId, followed: AccountId): Promise<boolean>
  unfollow(follower: AccountId, followed: AccountId): Promise<void>
  /** @throws Refusal video_not_found */
  like(account: AccountId, videoId: string): Promise<number>
  /** @returns the likes now; 0 of a clip that the account may not see */
  unlike(account: AccountId, videoId: string): Promise<number>
  isFollower(follower: string, followed: string): Promise<boolean>
  /** The accounts that one follows, newest first, at most `limit`. */
  following(account: string, limit: number): Promise<string[]>
  /** The clips that one liked, newest first, at most `limit`. */
  liked(account: string, limit: number): Promise<string[]>
  /** Those of the pairs of which the account likes the clip. */
  likedAmong(
    pairs: readonly { readonly accountId: string; readonly videoId: string }[],
  ): Promise<{ accountId: string; videoId: string }[]>
  likesOf(videoIds: readonly string[]): Promise<Map<string, number>>
  /** @returns whether it was the first time. @throws Refusal video_not_found */
  share(
    viewer: { readonly viewerKey: string; readonly account: AccountId | undefined },
    videoId: string,
    channel: ShareChannel,
  ): Promise<boolean>
  /** How many viewers sent each on. */
  sharesOf(videoIds: readonly string[]): Promise<Map<string, number>>
  /** Those of the pairs of which the viewer sent the clip on. Whoever learns from it asks only of what may be learned
   *  from: that is for tastes to say. */
  sharedAmong(pairs: readonly Share[]): Promise<Share[]>
  /** Forgets who sent clips on more than so many days ago; the counts stay. @returns how many were forgotten */
  dropSharesOlderThan(days: number): Promise<number>
  /** For each pair, whether one began to follow the other since then, and still does. */
  followedSince(
    pairs: readonly { readonly follower: string; readonly followed: string; readonly since: Date }[],
  ): Promise<boolean[]>
  /** Follows end both ways. @throws Refusal own_block, too_many_blocks */
  block(blocker: AccountId, blocked: AccountId): Promise<void>
  unblock(blocker: AccountId, blocked: AccountId): Promise<void>
  /** `blocks`: the viewer blocks the other one · `blocked`: only the other one does */
  standing(viewer: string, other: string): Promise<'open' | 'blocks' | 'blocked'>
  /** Those of the others who block the viewer or are blocked by them; none for someone logged out. */
  apartAmong(viewer: string | undefined, others: readonly string[]): Promise<ReadonlySet<string>>
  /** Everyone who blocks the viewer or is blocked by them. */
  apartFrom(viewer: string): Promise<ReadonlySet<string>>
  /** Whom one blocks, the newest first. */
  blocked(blocker: string, after: Place | undefined, limit: number): Promise<{ id: string; at: Date }[]>
  countsOf(accountIds: readonly string[]): Promise<Map<string, { followers: number; following: number }>>
  /** Called after each change, once it is committed. */
  onChange(listener: (accountId: string) => void): void
  /** Likes and follows that were made from one instant to another and not taken back. */
  madeBetween(from: Date, to: Date): Promise<{ likes: number; follows: number }>
  /** Viewers who sent a clip on, on a day of UTC: no hour is kept of it, and rows are dropped after some days. */
  sharedOn(day: Day): Promise<number>
  /** For the audit: kept counts that differ from their rows; 0 when all is well. */
  countDrift(): Promise<number>
}

export function createSocial(deps: SocialDeps): Social {
  const { db, clock, canSee } = deps
  const listeners: ((accountId: string) => void)[] = []
  const changed = (accountId: string) => {
    for (const listener of listeners) listener(accountId)
  }
  const likesOf = async (videoIds: readonly string[]) =>
    new Map((await store.readLikes(db, videoIds)).map((row) => [row.videoId, row.likes]))

  return {
    async follow(follower, followed) {
      if (follower === followed) refuse(socialRefusals.own_profile)
      const isOpen = await db.transaction(async (tx) => {
        await blocks.lockPair(tx, follower, followed)
        const { blocks: blocking, isBlocked } = await blocks.readStanding(tx, follower, followed)
        if (blocking || isBlocked) return false
        if (await store.insertFollow(tx, follower, followed, clock.now()))
          await store.addFollowCounts(tx, follower, followed, 1)
        return true
      })
      changed(follower)
      return isOpen
    },
    async unfollow(follower, followed) {
      await db.transaction(async (tx) => {
        if (await store.deleteFollow(tx, follower, followed))
          await store.addFollowCounts(tx, follower, followed, -1)
      })
      changed(follower)
    },
    async like(account, videoId) {
      if (!(await canSee(account, videoId))) refuse(socialRefusals.video_not_found)
      await db.transaction(async (tx) => {
        const now = clock.now()
        if (await store.insertLike(tx, account, videoId, now, firstLookAt(now)))
          await store.addLikeCount(tx, videoId)
      })
      changed(account)
      return (await likesOf([videoId])).get(videoId) ?? 0
    },
    async unlike(account, videoId) {
      await db.transaction((tx) => store.deleteLike(tx, account, videoId))
      changed(account)
      if (!(await canSee(account, videoId))) return 0
      return (await likesOf([videoId])).get(videoId) ?? 0
    },
    isFollower: async (follower, followed) => (await store.readIsFollower(db, follower, followed)).follows,
    following: async (account, limit) => (await store.readFollowing(db, account, limit)).map((row) => row.id),
    liked: async (account, limit) => (await store.readLiked(db, account, limit)).map((row) => row.id),
    likedAmong: (pairs) => store.findLikesAmong(db, pairs),
    async followedSince(pairs) {
      const places = new Set((await findFollowsSince(db, pairs)).map(({ place }) => Number(place)))
      return pairs.map((_, at) => places.has(at + 1))
    },
    likesOf,
    async share({ viewerKey, account }, videoId, channel) {
      if (!(await canSee(account, videoId))) refuse(socialRefusals.video_not_found)
      return db.transaction(async (tx) => {
        const day = dayOf(clock.now(), 'UTC')
        const isFirst = await shares.insertShare(tx, { viewerKey, videoId }, channel, day)
        if (isFirst) await shares.addShareCount(tx, videoId)
        return isFirst
      })
    },
    sharesOf: async (videoIds) =>
      new Map((await shares.readShares(db, videoIds)).map((row) => [row.videoId, row.shares])),
    sharedAmong: (pairs) => shares.findSharesAmong(db, pairs),
    async dropSharesOlderThan(days) {
      const before = addDays(dayOf(clock.now(), 'UTC'), -days)
      for (let total = 0; ; ) {
        const { dropped } = await db.transaction((tx) => shares.dropSharesBefore(tx, before, dropBatch))
        total += dropped
        if (dropped < dropBatch) return total
      }
    },
    async block(blocker, blocked) {
      await blockAccount(deps, blocker, blocked)
      changed(blocker)
      changed(blocked)
    },
    async unblock(blocker, blocked) {
      await unblockAccount(deps, blocker, blocked)
      changed(blocker)
      changed(blocked)
    },
    async standing(viewer, other) {
      const { blocks: blocking, isBlocked } = await blocks.readStanding(db, viewer, other)
      return blocking ? 'blocks' : isBlocked ? 'blocked' : 'open'
    },
    async apartAmong(viewer, others) {
      if (viewer === undefined || others.length === 0) return new Set()
      return new Set((await blocks.findApartAmong(db, viewer, others)).map(({ id }) => id))
    },
    apartFrom: async (viewer) => new Set((await blocks.findApartFrom(db, viewer)).map(({ id }) => id)),
    blocked: (blocker, after, limit) => blocks.listBlocked(db, blocker, after, limit),
    async countsOf(accountIds) {
      const rows = await store.readAccountCounts(db, accountIds)
      return new Map(rows.map(({ accountId, followers, following }) => [accountId, { followers, following }]))
    },
    onChange(listener) {
      listeners.push(listener)
    },
    madeBetween: (from, to) => countMade(db, from, to),
    sharedOn: (day) => countShared(db, day),
    async countDrift() {
      const drifts = await Promise.all([
        store.countDrift(db),
        shares.countShareDrift(db),
        countJudgedDrift(db),
      ])
      return drifts.reduce((sum, { drift }) => sum + drift, 0)
    },
  }
}
