/** Social keeps who follows whom and who likes what. A follow or a like exists once, however often it is asked for,
 *  and its count changes in the same transaction. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { AccountId } from '../identity/index.ts'
import { socialRefusals } from './contract.ts'
import * as store from './store.ts'

export { mountSocial } from './http.ts'

export interface SocialDeps {
  readonly db: Db
  readonly clock: Clock
  /** Whether the account may see the clip; only what can be seen can be liked. */
  readonly canSee: (viewer: AccountId, videoId: string) => Promise<boolean>
}

export interface Social {
  follow(follower: AccountId, followed: AccountId): Promise<void>
  unfollow(follower: AccountId, followed: AccountId): Promise<void>
  /** @throws Refusal video_not_found */
  like(account: AccountId, videoId: string): Promise<number>
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
  countsOf(accountIds: readonly string[]): Promise<Map<string, { followers: number; following: number }>>
  /** Called after each change, once it is committed. */
  onChange(listener: (accountId: string) => void): void
  /** For the audit: kept counts that differ from their rows; 0 when all is well. */
  countDrift(): Promise<number>
}

export function createSocial({ db, clock, canSee }: SocialDeps): Social {
  const listeners: ((accountId: string) => void)[] = []
  const changed = (accountId: string) => {
    for (const listener of listeners) listener(accountId)
  }
  const likesOf = async (videoIds: readonly string[]) =>
    new Map((await store.readLikes(db, videoIds)).map((row) => [row.videoId, row.likes]))

  return {
    async follow(follower, followed) {
      if (follower === followed) refuse(socialRefusals.own_profile)
      await db.transaction(async (tx) => {
        if (await store.insertFollow(tx, follower, followed, clock.now()))
          await store.addFollowCounts(tx, follower, followed, 1)
      })
      changed(follower)
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
        if (await store.insertLike(tx, account, videoId, clock.now()))
          await store.addLikeCount(tx, videoId, 1)
      })
      changed(account)
      return (await likesOf([videoId])).get(videoId) ?? 0
    },
    async unlike(account, videoId) {
      await db.transaction(async (tx) => {
        if (await store.deleteLike(tx, account, videoId)) await store.addLikeCount(tx, videoId, -1)
      })
      changed(account)
      return (await likesOf([videoId])).get(videoId) ?? 0
    },
    isFollower: async (follower, followed) => (await store.readIsFollower(db, follower, followed)).follows,
    following: async (account, limit) => (await store.readFollowing(db, account, limit)).map((row) => row.id),
    liked: async (account, limit) => (await store.readLiked(db, account, limit)).map((row) => row.id),
    likedAmong: (pairs) => store.findLikesAmong(db, pairs),
    likesOf,
    async countsOf(accountIds) {
      const rows = await store.readAccountCounts(db, accountIds)
      return new Map(rows.map(({ accountId, followers, following }) => [accountId, { followers, following }]))
    },
    onChange(listener) {
      listeners.push(listener)
    },
    countDrift: async () => (await store.countDrift(db)).drift,
  }
}
