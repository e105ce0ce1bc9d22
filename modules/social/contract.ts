/** Who follows whom, who likes what and sends it on, who blocks whom, and the profile page that shows it. */
import { z } from 'zod'
import {
  commonRefusals,
  refusals,
  route,
  type RouteMap,
  zInstant,
  zPage,
  zUuid,
} from '../../platform/contract.ts'
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
  blocked_by_you: {
    status: 409,
    en: 'You blocked @{handle}. Nothing was changed; unblock them first, on their profile or under Settings, Blocked accounts.',
    id: 'Kamu memblokir @{handle}. Tidak ada yang berubah; buka dulu blokirnya, di profilnya atau di Pengaturan, Akun diblokir.',
  },
  own_block: {
    status: 422,
    en: 'You cannot block yourself.',
    id: 'Kamu tidak bisa memblokir diri sendiri.',
  },
  too_many_blocks: {
    status: 409,
    en: 'You have blocked {limit} accounts, which is as many as can be. They stay blocked; unblock one under Settings, Blocked accounts before you block another.',
    id: 'Kamu sudah memblokir {limit} akun, jumlah paling banyak. Semuanya tetap diblokir; buka blokir salah satunya di Pengaturan, Akun diblokir, sebelum memblokir yang lain.',
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
  /** The caller blocks it: then nothing of it is told but its name. */
  blocked: z.boolean(),
})
/** How a clip was sent on: its link copied, the phone's share sheet, a copy taken. */
export const zShareChannel = z.enum(['link', 'sheet', 'download'])

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
    refusals: [
      identityRefusals.login_required,
      socialRefusals.profile_not_found,
      socialRefusals.own_profile,
      socialRefusals.blocked_by_you,
    ],
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
  block: route({
    method: 'PUT',
    path: '/v1/profiles/:handle/block',
    summary:
      'Block an account: neither meets the other from the next page on, and follows end both ways. They are not told. Twice is the same as once.',
    access: { ...access.signedIn, owner: 'own_block' },
    params: byHandle,
    reply: z.object({ blocked: z.literal(true) }),
    refusals: [
      identityRefusals.login_required,
      socialRefusals.profile_not_found,
      socialRefusals.own_block,
      socialRefusals.too_many_blocks,
    ],
    limit: 60,
  }),
  unblock: route({
    method: 'DELETE',
    path: '/v1/profiles/:handle/block',
    summary: 'Take a block back. Follows that it ended stay ended. Twice is the same as once.',
    access: access.signedIn,
    params: byHandle,
    reply: z.object({ blocked: z.literal(false) }),
    refusals: [identityRefusals.login_required, socialRefusals.profile_not_found],
    limit: 60,
  }),
  blocked: route({
    method: 'GET',
    path: '/v1/blocks',
    summary: 'The accounts that the caller blocks, the latest first.',
    access: access.signedIn,
    query: zPage,
    reply: z.object({
      blocked: z.array(
        z.object({ id: zUuid, handle: z.string(), displayName: z.string(), blockedAt: zInstant }),
      ),
      nextCursor: z.string().nullable(),
    }),
    refusals: [identityRefusals.login_required, commonRefusals.cursor_unknown],
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
  share: route({
    method: 'POST',
    path: '/v1/videos/:videoId/shares',
    summary:
      'Say that one sent a clip on. It counts once a viewer and clip; to whom it went is neither asked nor kept.',
    access: access.everyone,
    params: byVideo,
    body: z.strictObject({ channel: zShareChannel }),
    /** Whether it was the first time. */
    reply: z.object({ counted: z.boolean() }),
    refusals: [socialRefusals.video_not_found],
    example: { channel: 'link' },
    limit: 60,
  }),
}
export type SocialRoutes = RouteMap<typeof socialRoutes>
