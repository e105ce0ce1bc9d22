/** Videos: what is posted, who may see it, and how it is shared. */
import { z } from 'zod'
import { commonRefusals, route, type RouteMap, zCursor, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals, ownersOnly } from '../identity/contract.ts'
import { uploadRefusals } from '../media/contract.ts'
import { soundsRefusals, zSound } from '../sounds/contract.ts'
import { videosRefusals } from './contract-refusals.ts'
import { zAllow, zCard, zCreditKind, zOwnVideo, zVisibility } from './contract-shapes.ts'

export { videosRefusals } from './contract-refusals.ts'
export * from './contract-shapes.ts'
export * from './contract-delivery.ts'

const zCaption = z.string().max(10_000)
const zCoverMs = z.int().min(0).max(3_600_000)
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

const timeRefusals = [videosRefusals.publish_at_past, videosRefusals.publish_at_too_far]

const ownVideo = ownersOnly('video_not_found')

export const videosRoutes = {
  post: route({
    method: 'POST',
    path: '/v1/videos',
    summary:
      'Post an upload that has arrived. While it is processed the state is `processing`. The same uploadId again gives the same video.',
    // Posting someone else's upload is met like posting one that does not exist.
    access: ownersOnly('upload_not_found'),
    body: z.strictObject({
      uploadId: zUuid,
      caption: zCaption.default(''),
      visibility: zVisibility.default('public'),
      /** Publish then, at most 30 days ahead; until then nobody else sees it. */
      publishAt: zInstant.optional(),
      allow: zAllow.default({ duet: true, stitch: true, remix: true, download: true }),
      /** The clip it was made with, which must be seen by the poster and allow it. */
      credit: z.strictObject({ kind: zCreditKind, videoId: zUuid }).optional(),
      coverMs: zCoverMs.optional(),
      /** What it sounds with, from the library, and from where in that sound. */
      sound: z.strictObject({ soundId: zUuid, fromMs: z.int().min(0).max(3_600_000).default(0) }).optional(),
      /** 18+: only for those who said that they are that old; no ads beside it. */
      isAgeRestricted: z.boolean().default(false),
    }),
    reply: z.object({ video: zOwnVideo }),
    status: 201,
    refusals: [
      identityRefusals.login_required,
      uploadRefusals.upload_not_found,
      uploadRefusals.upload_incomplete,
      uploadRefusals.upload_expired,
      videosRefusals.upload_not_a_clip,
      ...captionRefusals,
      ...timeRefusals,
      videosRefusals.cover_outside,
      videosRefusals.remix_not_allowed,
      soundsRefusals.sound_not_found,
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
      'Why a clip is not for the caller, where that may be told: it is for subscribers, and whose; or it is 18+ and nothing else keeps the caller from it. Null for any other clip, or none.',
    access: access.everyone,
    params: videoParams,
    reply: z.object({
      locked: z
        .discriminatedUnion('why', [
          z.object({
            why: z.literal('subscribers'),
            owner: z.object({ id: zUuid, handle: z.string(), displayName: z.string() }),
          }),
          z.object({ why: z.literal('age') }),
        ])
        .nullable(),
    }),
  }),
  ofUpload: route({
    method: 'GET',
    path: '/v1/videos/of-upload/:uploadId',
    summary:
      'Which own video an upload was posted as; null when it was not, was removed, or is nothing of one’s own.',
    access: access.signedIn,
    params: z.object({ uploadId: zUuid }),
    reply: z.object({ videoId: zUuid.nullable() }),
    refusals: [identityRefusals.login_required],
  }),
  change: route({
    method: 'PATCH',
    path: '/v1/videos/:videoId',
    summary:
      'Change the words, the audience, the own 18+ mark, what others may make of it from now on, or the cover; before it is published also its time. `publishAt: null` takes the time away and holds it back.',
    access: ownVideo,
    params: videoParams,
    body: z.strictObject({
      caption: zCaption.optional(),
      visibility: zVisibility.optional(),
      allow: zAllow.partial().optional(),
      publishAt: zInstant.nullable().optional(),
      coverMs: zCoverMs.optional(),
      isAgeRestricted: z.boolean().optional(),
    }),
    reply: z.object({ video: zOwnVideo }),
    refusals: [
      identityRefusals.login_required,
      videosRefusals.video_not_found,
      ...captionRefusals,
      ...timeRefusals,
      videosRefusals.already_published,
      videosRefusals.cover_outside,
      videosRefusals.age_mark_kept,
    ],
    example: { visibility: 'followers' },
    limit: 120,
  }),
  publish: route({
    method: 'POST',
    path: '/v1/videos/:videoId/publish',
    summary: 'Publish a scheduled or held video now. Twice is the same as once.',
    access: ownVideo,
    params: videoParams,
    reply: z.object({ video: zOwnVideo }),
    refusals: [identityRefusals.login_required, videosRefusals.video_not_found],
  }),
  uses: route({
    method: 'GET',
    path: '/v1/videos/:videoId/uses',
    summary: 'Public videos that were made with this one, newest first.',
    access: access.everyone,
    params: videoParams,
    query: zPage.extend({ kind: zCreditKind.optional() }),
    reply: zPageReply,
    refusals: [videosRefusals.video_not_found, commonRefusals.cursor_unknown],
  }),
  useSound: route({
    method: 'POST',
    path: '/v1/videos/:videoId/sound',
    summary:
      "The video's own sound as a sound of the library: made on first use, where its owner allows remixes. Twice is the same sound.",
    access: access.signedIn,
    params: videoParams,
    reply: z.object({ sound: zSound }),
    refusals: [
      identityRefusals.login_required,
      videosRefusals.video_not_found,
      videosRefusals.remix_not_allowed,
      videosRefusals.clip_has_no_sound,
    ],
    limit: 60,
  }),
  ofSound: route({
    method: 'GET',
    path: '/v1/sounds/:soundId/videos',
    summary: 'Public videos that use a sound, newest first.',
    access: access.everyone,
    params: z.object({ soundId: zUuid }),
    query: zPage,
    reply: zPageReply,
    refusals: [soundsRefusals.sound_not_found, commonRefusals.cursor_unknown],
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
