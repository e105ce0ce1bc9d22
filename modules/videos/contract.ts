/** Videos: what is posted, who may see it, and how it is shared. */
import { z } from 'zod'
import {
  type Access,
  commonRefusals,
  refusals,
  route,
  type RouteMap,
  zCursor,
  zInstant,
  zUuid,
} from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { uploadRefusals, zReason } from '../media/contract.ts'

export const videosRefusals = refusals({
  video_not_found: {
    status: 404,
    en: 'This video is not here. It may have been removed, or you may not be among those who can see it.',
    id: 'Video ini tidak ada. Mungkin sudah dihapus, atau kamu tidak termasuk yang boleh melihatnya.',
  },
  profile_not_found: {
    status: 404,
    en: 'There is no @{handle} here.',
    id: 'Tidak ada @{handle} di sini.',
  },
  caption_too_long: {
    status: 422,
    en: 'The caption has {length} characters; at most {limit} fit. Your text is kept; shorten it.',
    id: 'Teksnya {length} karakter; paling banyak {limit}. Teksmu tetap ada; perpendek dulu.',
  },
  caption_too_many_tags: {
    status: 422,
    en: 'The caption has {count} #tags; at most {limit} fit. Your text is kept; remove some.',
    id: 'Ada {count} #tagar; paling banyak {limit}. Teksmu tetap ada; hapus beberapa.',
  },
  caption_too_many_mentions: {
    status: 422,
    en: 'The caption mentions {count} people; at most {limit} fit. Your text is kept; remove some.',
    id: 'Ada {count} orang yang disebut; paling banyak {limit}. Teksmu tetap ada; hapus beberapa.',
  },
  restore_too_late: {
    status: 410,
    en: 'This video was removed more than {days} days ago and can not be brought back.',
    id: 'Video ini dihapus lebih dari {days} hari lalu dan tidak dapat dikembalikan.',
  },
  oembed_format: {
    status: 501,
    en: 'Only format=json is offered here.',
    id: 'Di sini hanya tersedia format=json.',
  },
})

export const zVisibility = z.enum(['public', 'followers', 'subscribers', 'private', 'unlisted'])

export const zRendition = z.object({
  name: z.enum(['source', '360', '540', '720']),
  width: z.int(),
  height: z.int(),
  /** Bits a second. */
  bitrate: z.int(),
  url: z.string(),
})

/** What a feed slot, a grid or a page shows of a video that can be watched. */
export const zCard = z.object({
  id: zUuid,
  owner: z.object({ id: zUuid, handle: z.string(), displayName: z.string() }),
  caption: z.string(),
  tags: z.array(z.string()),
  mentions: z.array(z.string()),
  visibility: zVisibility,
  durationMs: z.int(),
  width: z.int(),
  height: z.int(),
  posterUrl: z.string().nullable(),
  blurhash: z.string().nullable(),
  renditions: z.array(zRendition),
  createdAt: zInstant,
})

/** A video as its owner sees it, watchable or not. */
export const zOwnVideo = z.object({
  id: zUuid,
  uploadId: zUuid,
  state: z.enum(['processing', 'published', 'refused', 'removed']),
  reason: zReason.nullable(),
  caption: z.string(),
  tags: z.array(z.string()),
  mentions: z.array(z.string()),
  visibility: zVisibility,
  createdAt: zInstant,
  publishedAt: zInstant.nullable(),
  /** Until when it can be brought back, if it was removed. */
  restorableUntil: zInstant.nullable(),
  /** Present once it can be watched. */
  card: zCard.nullable(),
})

const zCaption = z.string().max(10_000)
const videoParams = z.object({ videoId: zUuid })
const zPage = z.object({
  cursor: zCursor.optional(),
  limit: z.coerce.number().int().min(1).max(50).optional(),
})
const zPageReply = z.object({ videos: z.array(zCard), nextCursor: z.string().nullable() })
const captionRefusals = [
  videosRefusals.caption_too_long,
  videosRefusals.caption_too_many_tags,
  videosRefusals.caption_too_many_mentions,
]

const ownVideo: Access = {
  ...access.ownerOrNotFound,
  viewer: 'video_not_found',
  other: 'video_not_found',
  merchant: 'video_not_found',
  moderator: 'video_not_found',
  operator: 'video_not_found',
}

export const videosRoutes = {
  post: route({
    method: 'POST',
    path: '/v1/videos',
    summary:
      'Post an upload that has arrived. While it is processed the state is `processing`. The same uploadId again gives the same video.',
    access: { ...access.ownerOrNotFound, ...ownUploadAccess() },
    body: z.strictObject({
      uploadId: zUuid,
      caption: zCaption.default(''),
      visibility: zVisibility.default('public'),
    }),
    reply: z.object({ video: zOwnVideo }),
    status: 201,
    refusals: [
      identityRefusals.login_required,
      uploadRefusals.upload_not_found,
      uploadRefusals.upload_incomplete,
      uploadRefusals.upload_expired,
      ...captionRefusals,
    ],
    example: {
      uploadId: '019aaaaa-0000-7000-8000-000000000001',
      caption: 'Senja di Losari #senja #makassar bareng @sari.senja',
      visibility: 'public',
    },
    limit: 60,
  }),
  read: route({
    method: 'GET',
    path: '/v1/videos/:videoId',
    summary: 'One video, if the caller may see it. Its owner sees it in every state.',
    access: access.everyone,
    params: videoParams,
    reply: z.object({ card: zCard.nullable(), own: zOwnVideo.nullable() }),
    refusals: [videosRefusals.video_not_found],
  }),
  readLock: route({
    method: 'GET',
    path: '/v1/videos/:videoId/lock',
    summary:
      'Whose a clip for subscribers is, for those who are not among them; null for any other clip, or none.',
    access: access.everyone,
    params: videoParams,
    reply: z.object({
      locked: z
        .object({
          owner: z.object({ id: zUuid, handle: z.string(), displayName: z.string() }),
        })
        .nullable(),
    }),
  }),
  change: route({
    method: 'PATCH',
    path: '/v1/videos/:videoId',
    summary: 'Change caption or visibility.',
    access: ownVideo,
    params: videoParams,
    body: z.strictObject({ caption: zCaption.optional(), visibility: zVisibility.optional() }),
    reply: z.object({ video: zOwnVideo }),
    refusals: [identityRefusals.login_required, videosRefusals.video_not_found, ...captionRefusals],
    example: { visibility: 'followers' },
    limit: 120,
  }),
  remove: route({
    method: 'DELETE',
    path: '/v1/videos/:videoId',
    summary: 'Remove a video. It can be brought back for 30 days. Twice is the same as once.',
    access: ownVideo,
    params: videoParams,
    reply: z.object({ video: zOwnVideo }),
    refusals: [identityRefusals.login_required, videosRefusals.video_not_found],
  }),
  restore: route({
    method: 'POST',
    path: '/v1/videos/:videoId/restore',
    summary: 'Bring a removed video back.',
    access: ownVideo,
    params: videoParams,
    reply: z.object({ video: zOwnVideo }),
    refusals: [
      identityRefusals.login_required,
      videosRefusals.video_not_found,
      videosRefusals.restore_too_late,
    ],
  }),
  ofProfile: route({
    method: 'GET',
    path: '/v1/profiles/:handle/videos',
    summary: 'Videos of one creator that the caller may see, newest first.',
    access: access.everyone,
    params: z.object({ handle: z.string().max(60) }),
    query: zPage,
    reply: zPageReply,
    refusals: [videosRefusals.profile_not_found, commonRefusals.cursor_unknown],
  }),
  ofTag: route({
    method: 'GET',
    path: '/v1/tags/:tag/videos',
    summary: 'Public videos with a tag, newest first.',
    access: access.everyone,
    params: z.object({ tag: z.string().max(120) }),
    query: zPage,
    reply: zPageReply.extend({ tag: z.string() }),
    refusals: [commonRefusals.cursor_unknown],
  }),
  oembed: route({
    method: 'GET',
    path: '/oembed',
    summary: 'oEmbed 1.0 for the address of a video that everyone with its address may see.',
    access: access.everyone,
    query: z.object({
      url: z.string().max(2000),
      maxwidth: z.coerce.number().int().min(1).max(10_000).optional(),
      maxheight: z.coerce.number().int().min(1).max(10_000).optional(),
      format: z.string().max(20).optional(),
    }),
    reply: z.object({
      version: z.literal('1.0'),
      type: z.literal('video'),
      provider_name: z.string(),
      provider_url: z.string(),
      title: z.string(),
      author_name: z.string(),
      author_url: z.string(),
      thumbnail_url: z.string().optional(),
      thumbnail_width: z.int().optional(),
      thumbnail_height: z.int().optional(),
      width: z.int(),
      height: z.int(),
      html: z.string(),
      cache_age: z.int(),
    }),
    refusals: [videosRefusals.video_not_found, videosRefusals.oembed_format],
  }),
}
export type VideosRoutes = RouteMap<typeof videosRoutes>

/** Posting someone else's upload is met like posting one that does not exist. */
function ownUploadAccess(): Access {
  const stranger = 'upload_not_found'
  return { viewer: stranger, other: stranger, merchant: stranger, moderator: stranger, operator: stranger }
}
