/** Captions: what a clip's words are in writing, in as many languages as someone cares to write. */
import { z } from 'zod'
import { route, type RouteMap, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals, ownersOnly } from '../identity/contract.ts'
import { videosRefusals } from '../videos/contract.ts'
import { captionsRefusals } from './contract-refusals.ts'

export { captionsRefusals } from './contract-refusals.ts'

const dayMs = 86_400_000
export const zCue = z.strictObject({
  startMs: z.int().min(-dayMs).max(dayMs),
  endMs: z.int().min(-dayMs).max(dayMs),
  text: z.string().max(5_000),
})

export const zTrack = z.object({
  lang: z.string(),
  kind: z.enum(['written', 'translated', 'auto']),
  sourceLang: z.string().nullable(),
  /** Viewers see it. A draft is its creator's alone. */
  published: z.boolean(),
  cueCount: z.int(),
  /** Cues with a text: a translation begins with none. */
  saidCount: z.int(),
  revision: z.int(),
  updatedAt: zInstant,
  /** WebVTT. */
  url: z.string(),
})
export const zTrackWithCues = zTrack.extend({ cues: z.array(zCue) })

export const zAutoRequest = z.object({
  lang: z.string(),
  state: z.enum(['waiting', 'working', 'done', 'failed']),
  /** Of the clip's length, measured; null where the program does not tell. */
  percent: z.int().min(0).max(100).nullable(),
  /** Why it failed, in the caller's language. */
  reason: z.string().nullable(),
  requestedAt: zInstant,
})

const videoParams = z.object({ videoId: zUuid })
const trackParams = z.object({ videoId: zUuid, lang: z.string().max(40) })
const ownClip = ownersOnly('video_not_found')
const ownRefusals = [
  identityRefusals.login_required,
  videosRefusals.video_not_found,
  captionsRefusals.captions_lang_unknown,
]
/** The one that was opened; 0 where there was none. */
const zRevision = z.int().min(0)

export const captionsRoutes = {
  list: route({
    method: 'GET',
    path: '/v1/videos/:videoId/captions',
    summary:
      'In which languages a clip has captions, for whoever may see the clip. Its owner also gets drafts, what can be brought back, and what the editor needs.',
    access: access.everyone,
    params: videoParams,
    reply: z.object({
      tracks: z.array(zTrack),
      own: z
        .object({
          durationMs: z.int().nullable(),
          maxCues: z.int(),
          maxBytes: z.int(),
          /** `{ rate, peaks }`: peaks a second, and base64 of one signed byte each. */
          waveformUrl: z.string().nullable(),
          removed: z.array(z.object({ lang: z.string(), restorableUntil: zInstant })),
          /** null: this stage has no program that writes captions. */
          auto: z.object({ langs: z.array(z.string()), request: zAutoRequest.nullable() }).nullable(),
        })
        .nullable(),
    }),
    refusals: [videosRefusals.video_not_found],
    limit: 600,
  }),
  file: route({
    method: 'GET',
    path: '/v1/videos/:videoId/captions/:lang/file',
    summary:
      'The captions as WebVTT or SRT, for whoever may see the clip. `v` is the revision: with it the answer may be cached.',
    access: access.everyone,
    params: trackParams,
    query: z.object({
      format: z.enum(['vtt', 'srt']).default('vtt'),
      v: z.string().max(12).optional(),
      download: z.enum(['1']).optional(),
    }),
    reply: 'raw',
    refusals: [videosRefusals.video_not_found, captionsRefusals.captions_not_found],
    limit: 1200,
  }),
  read: route({
    method: 'GET',
    path: '/v1/videos/:videoId/captions/:lang',
    summary: 'One track with its cues, to be edited.',
    access: ownClip,
    params: trackParams,
    reply: z.object({ track: zTrackWithCues }),
    refusals: [...ownRefusals, captionsRefusals.captions_not_found],
  }),
  save: route({
    method: 'PUT',
    path: '/v1/videos/:videoId/captions/:lang',
    summary:
      'Write a track whole. `revision` is the one that was opened, 0 for a new track; another one in between refuses it. Sending the same again changes nothing.',
    access: ownClip,
    params: trackParams,
    body: z.strictObject({
      revision: zRevision,
      cues: z.array(zCue).max(20_000),
      published: z.boolean().default(true),
    }),
    reply: z.object({ track: zTrackWithCues }),
    refusals: [
      ...ownRefusals,
      captionsRefusals.captions_changed,
      captionsRefusals.captions_bad_cue,
      captionsRefusals.captions_too_many_cues,
      captionsRefusals.captions_too_many_tracks,
      captionsRefusals.captions_clip_not_ready,
    ],
    example: {
      revision: 0,
      cues: [{ startMs: 100, endMs: 900, text: 'Senja di Losari.' }],
      published: true,
    },
    limit: 120,
    bodyLimit: 4 * 1024 * 1024,
  }),
  upload: route({
    method: 'POST',
    path: '/v1/videos/:videoId/captions/:lang/upload',
    summary:
      'Take the cues of an SRT or WebVTT file, sent as base64. A file that can not be read is refused with its line; what was there is kept.',
    access: ownClip,
    params: trackParams,
    body: z.strictObject({
      revision: zRevision,
      base64: z.base64().max(5_600_000),
      published: z.boolean().default(true),
    }),
    reply: z.object({
      track: zTrackWithCues,
      /** How many ended after the clip and were cut, and how many began after it and were left out. */
      cutAtEnd: z.int(),
      beyondEnd: z.int(),
    }),
    refusals: [
      ...ownRefusals,
      captionsRefusals.captions_changed,
      captionsRefusals.captions_file_line,
      captionsRefusals.captions_file_empty,
      captionsRefusals.captions_file_too_large,
      captionsRefusals.captions_file_beyond_end,
      captionsRefusals.captions_too_many_cues,
      captionsRefusals.captions_too_many_tracks,
      captionsRefusals.captions_clip_not_ready,
    ],
    example: {
      revision: 0,
      base64: 'MQowMDowMDowMCwxMDAgLS0+IDAwOjAwOjAwLDkwMApTZW5qYS4K',
      published: true,
    },
    limit: 60,
    bodyLimit: 6 * 1024 * 1024,
  }),
  remove: route({
    method: 'DELETE',
    path: '/v1/videos/:videoId/captions/:lang',
    summary: 'Remove a track. It can be brought back for some days. Twice is the same as once.',
    access: ownClip,
    params: trackParams,
    reply: z.object({ removed: z.object({ lang: z.string(), restorableUntil: zInstant }) }),
    refusals: [...ownRefusals, captionsRefusals.captions_not_found],
  }),
  restore: route({
    method: 'POST',
    path: '/v1/videos/:videoId/captions/:lang/restore',
    summary: 'Bring a removed track back.',
    access: ownClip,
    params: trackParams,
    reply: z.object({ track: zTrackWithCues }),
    refusals: [
      ...ownRefusals,
      captionsRefusals.captions_not_found,
      captionsRefusals.captions_restore_too_late,
      captionsRefusals.captions_too_many_tracks,
    ],
  }),
  copy: route({
    method: 'POST',
    path: '/v1/videos/:videoId/captions/:lang/copy',
    summary: 'Begin a translation: a draft in `:lang` with the times of another track and no text.',
    access: ownClip,
    params: trackParams,
    body: z.strictObject({ from: z.string().max(40) }),
    reply: z.object({ track: zTrackWithCues }),
    status: 201,
    refusals: [
      ...ownRefusals,
      captionsRefusals.captions_not_found,
      captionsRefusals.captions_exist,
      captionsRefusals.captions_too_many_tracks,
    ],
    example: { from: 'id' },
    limit: 60,
  }),
  auto: route({
    method: 'POST',
    path: '/v1/videos/:videoId/auto-captions',
    summary:
      'Have captions written by the program of this stage, if it has one. The result is a draft for its creator to look at. Asking again while it runs finds the same request.',
    access: ownClip,
    params: videoParams,
    body: z.strictObject({ lang: z.string().max(40) }),
    reply: z.object({ request: zAutoRequest }),
    status: 202,
    refusals: [
      ...ownRefusals,
      captionsRefusals.captions_auto_off,
      captionsRefusals.captions_auto_lang,
      captionsRefusals.captions_auto_enough,
      captionsRefusals.captions_auto_silent,
      captionsRefusals.captions_exist,
      captionsRefusals.captions_clip_not_ready,
    ],
    example: { lang: 'id' },
    limit: 30,
  }),
}
export type CaptionsRoutes = RouteMap<typeof captionsRoutes>
