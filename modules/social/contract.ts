/** Who follows whom and who likes what, and the profile page that shows it. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals, zHandle } from '../identity/contract.ts'

export const socialRefusals = refusals({
  profile_not_found: {
    status: 404,
    en: 'There is no @{handle} on this stage.',
    id: 'Tidak ada @{handle} di panggung ini.',
  },
  own_profile: {
    status: 422,
    en: 'You cannot follow yourself.',
    id: 'Kamu tidak bisa mengikuti diri sendiri.',
  },
  video_not_found: {
    status: 404,
    en: 'This clip is not here. It may have been removed or made private.',
    id: 'Klip ini tidak ada. Mungkin sudah dihapus atau dibuat privat.',
  },
})

const zProfile = z.object({
  id: zUuid,
  handle: z.string(),
  displayName: z.string(),
  bio: z.string(),
  createdAt: zInstant,
  followers: z.int(),
  following: z.int(),
  /** Whether the caller follows this profile. */
  followed: z.boolean(),
  own: z.boolean(),
})
const byHandle = z.object({ handle: zHandle })
const byVideo = z.object({ videoId: zUuid })

export const socialRoutes = {
  readProfile: route({
    method: 'GET',
    path: '/v1/profiles/:handle',
    summary: 'A profile with its counts.',
    access: access.everyone,
    params: byHandle,
    reply: z.object({ profile: zProfile }),
    refusals: [socialRefusals.profile_not_found],
  }),
  follow: route({
    method: 'PUT',
    path: '/v1/profiles/:handle/follow',
    summary: 'Follow. Twice is the same as once.',
    access: { ...access.signedIn, owner: 'own_profile' },
    params: byHandle,
    reply: z.object({ followed: z.boolean(), followers: z.int() }),
    refusals: [identityRefusals.login_required, socialRefusals.profile_not_found, socialRefusals.own_profile],
  }),
  unfollow: route({
    method: 'DELETE',
    path: '/v1/profiles/:handle/follow',
    summary: 'Stop following. Twice is the same as once.',
    access: access.signedIn,
    params: byHandle,
    reply: z.object({ followed: z.boolean(), followers: z.int() }),
    refusals: [identityRefusals.login_required, socialRefusals.profile_not_found],
  }),
  like: route({
    method: 'PUT',
    path: '/v1/videos/:videoId/like',
    summary: 'Like a clip. Twice is the same as once.',
    access: access.signedIn,
    params: byVideo,
    reply: z.object({ liked: z.boolean(), likes: z.int() }),
    refusals: [identityRefusals.login_required, socialRefusals.video_not_found],
  }),
  unlike: route({
    method: 'DELETE',
    path: '/v1/videos/:videoId/like',
    summary: 'Take a like back. Twice is the same as once.',
    access: access.signedIn,
    params: byVideo,
    reply: z.object({ liked: z.boolean(), likes: z.int() }),
    refusals: [identityRefusals.login_required, socialRefusals.video_not_found],
  }),
}
export type SocialRoutes = RouteMap<typeof socialRoutes>
