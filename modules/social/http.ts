import { refuse } from '../../platform/errors.ts'
import type { Caller, Http } from '../../platform/http/index.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import { type Account, callerAccount, type Identity } from '../identity/index.ts'
import { socialRefusals, socialRoutes as routes } from './contract.ts'
import type { Social } from './index.ts'

const pageSize = 30

export function mountSocial(
  http: Http,
  social: Social,
  identity: Pick<Identity, 'findByHandle' | 'findMany'>,
): void {
  /** To whom it blocks, a profile is one that is not there. */
  const profileOf = async (
    handle: string,
    { account }: Caller,
  ): Promise<Account & { isBlocked: boolean }> => {
    const found =
      (await identity.findByHandle(handle)) ?? refuse(socialRefusals.profile_not_found, { handle })
    const standing = account ? await social.standing(account.id, found.id) : 'open'
    if (standing === 'blocked') refuse(socialRefusals.profile_not_found, { handle })
    return { ...found, isBlocked: standing === 'blocks' }
  }
  const followersOf = async (id: string) => (await social.countsOf([id])).get(id)?.followers ?? 0

  http.handle(routes.readProfile, async ({ params, caller }) => {
    const { id, handle, displayName, bio, createdAt, isBlocked } = await profileOf(params.handle, caller)
    const [counts, followed] = await Promise.all([
      social.countsOf(isBlocked ? [] : [id]),
      caller.account ? social.isFollower(caller.account.id, id) : false,
    ])
    const { followers = 0, following = 0 } = counts.get(id) ?? {}
    const own = caller.account?.id === id
    return {
      profile: {
        id,
        handle,
        displayName,
        bio: isBlocked ? '' : bio,
        createdAt: createdAt.toISOString(),
        followers,
        following,
        followed,
        own,
        blocked: isBlocked,
      },
    }
  })
  http.handle(routes.follow, async ({ params, caller }) => {
    const follower = callerAccount(caller)
    const { id, handle, isBlocked } = await profileOf(params.handle, caller)
    if (isBlocked) refuse(socialRefusals.blocked_by_you, { handle })
    if (!(await social.follow(follower, id))) refuse(socialRefusals.profile_not_found, { handle })
    return { followed: true, followers: await followersOf(id) }
  })
  http.handle(routes.unfollow, async ({ params, caller }) => {
    const follower = callerAccount(caller)
    const { id, isBlocked } = await profileOf(params.handle, caller)
    await social.unfollow(follower, id)
    return { followed: false, followers: isBlocked ? 0 : await followersOf(id) }
  })
  http.handle(routes.block, async ({ params, caller }) => {
    const blocker = callerAccount(caller)
    await social.block(blocker, (await profileOf(params.handle, caller)).id)
    return { blocked: true as const }
  })
  http.handle(routes.unblock, async ({ params, caller }) => {
    const blocker = callerAccount(caller)
    await social.unblock(blocker, (await profileOf(params.handle, caller)).id)
    return { blocked: false as const }
  })
  http.handle(routes.blocked, async ({ caller, query }) => {
    const limit = query.limit ?? pageSize
    const found = await social.blocked(callerAccount(caller), placeOf(query.cursor), limit + 1)
    const { rows, nextCursor } = pageOf(found, limit, (one) => one)
    const people = await identity.findMany(rows.map(({ id }) => id))
    const byId = new Map<string, Account>(people.map((one) => [one.id, one]))
    return {
      blocked: rows.flatMap(({ id, at }) => {
        const account = byId.get(id)
        if (!account) return []
        return [
          {
            id,
            handle: account.handle,
            displayName: account.displayName,
            blockedAt: at.toISOString(),
          },
        ]
      }),
      nextCursor,
    }
  })
  http.handle(routes.like, async ({ params, caller }) => ({
    liked: true,
    likes: await social.like(callerAccount(caller), params.videoId),
  }))
  http.handle(routes.share, async ({ params, body, caller }) => ({
    counted: await social.share(
      { viewerKey: caller.viewerKey, account: caller.account ? callerAccount(caller) : undefined },
      params.videoId,
      body.channel,
    ),
  }))
  http.handle(routes.unlike, async ({ params, caller }) => ({
    liked: false,
    likes: await social.unlike(callerAccount(caller), params.videoId),
  }))
}
