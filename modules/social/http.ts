import { refuse } from '../../platform/errors.ts'
import type { Http } from '../../platform/http/index.ts'
import { type Account, callerAccount, type Identity } from '../identity/index.ts'
import { socialRefusals, socialRoutes as routes } from './contract.ts'
import type { Social } from './index.ts'

export function mountSocial(http: Http, social: Social, identity: Pick<Identity, 'findByHandle'>): void {
  const profileOf = async (handle: string): Promise<Account> =>
    (await identity.findByHandle(handle)) ?? refuse(socialRefusals.profile_not_found, { handle })
  const followersOf = async (id: string) => (await social.countsOf([id])).get(id)?.followers ?? 0

  http.handle(routes.readProfile, async ({ params, caller }) => {
    const { id, handle, displayName, bio, createdAt } = await profileOf(params.handle)
    const [counts, followed] = await Promise.all([
      social.countsOf([id]),
      caller.account ? social.isFollower(caller.account.id, id) : false,
    ])
    const { followers = 0, following = 0 } = counts.get(id) ?? {}
    const own = caller.account?.id === id
    return {
      profile: {
        id,
        handle,
        displayName,
        bio,
        createdAt: createdAt.toISOString(),
        followers,
        following,
        followed,
        own,
      },
    }
  })
  http.handle(routes.follow, async ({ params, caller }) => {
    const follower = callerAccount(caller)
    const { id } = await profileOf(params.handle)
    await social.follow(follower, id)
    return { followed: true, followers: await followersOf(id) }
  })
  http.handle(routes.unfollow, async ({ params, caller }) => {
    const follower = callerAccount(caller)
    const { id } = await profileOf(params.handle)
    await social.unfollow(follower, id)
    return { followed: false, followers: await followersOf(id) }
  })
  http.handle(routes.like, async ({ params, caller }) => ({
    liked: true,
    likes: await social.like(callerAccount(caller), params.videoId),
  }))
  http.handle(routes.unlike, async ({ params, caller }) => ({
    liked: false,
    likes: await social.unlike(callerAccount(caller), params.videoId),
  }))
}
