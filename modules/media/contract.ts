/** What a client may ask of media, and every way it can be told no. */
import { z } from 'zod'
import { commonRefusals, route, type RouteMap, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals, ownersOnly } from '../identity/contract.ts'
import { uploadRefusals } from './contract-refusals.ts'

export { mediaRefusals, uploadRefusals } from './contract-refusals.ts'
export { serveRoutes } from './contract-serve.ts'

export const zReason = z.object({ code: z.string(), message: z.string() })

/** `received`: the whole file is stored. `playable`: it can be watched. `ready`: nothing more will be added. */
export const zAssetState = z.enum(['received', 'probing', 'playable', 'ready', 'refused'])

/** What a file is for: a clip of its own, a part of a draft, or a sound. */
export const zPurpose = z.enum(['clip', 'part', 'sound'])

export const zUploadState = z.object({
  uploadId: zUuid,
  purpose: zPurpose,
  state: z.enum(['open', 'expired', ...zAssetState.options]),
  /** What is happening now, for a machine. */
  stage: z.enum(['uploading', 'waiting', 'reading', 'copying', 'encoding', 'done', 'refused', 'expired']),
  /** The same in the caller's language. */
  stageText: z.string(),
  /** Of the stage, measured and never guessed; null where nothing can be measured. */
  percent: z.int().min(0).max(100).nullable(),
  /** Of the stage, by the speed it has had so far; null until that can be told. */
  secondsLeft: z.int().min(0).nullable(),
  receivedBytes: z.int(),
  lengthBytes: z.int(),
  fileName: z.string(),
  sha256: z.string().nullable(),
  assetId: zUuid.nullable(),
  durationMs: z.int().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  posterUrl: z.string().nullable(),
  reason: zReason.nullable(),
  /** What is different about a clip that plays: its sound left out, damage mended. */
  notices: z.array(zReason),
  createdAt: zInstant,
  /** When it is cleared unless it is gone on with, or posted. */
  expiresAt: zInstant.nullable(),
})

export const zLimits = z.object({
  maxBytes: z.int(),
  maxSeconds: z.int(),
  minShortEdge: z.int(),
  maxEdge: z.int(),
  maxPixels: z.int(),
  maxFrameRate: z.int(),
  maxOpenUploads: z.int(),
  uploadHours: z.int(),
  /** How long a file that arrived waits to be posted. */
  unpostedDays: z.int(),
  /** Bytes that an account may have here, and clips that it may begin within 24 hours. */
  quotaBytes: z.int(),
  quotaDayClips: z.int(),
  /** For a file picker's `accept`: of clips, of parts of a draft, of sounds. */
  accept: z.array(z.string()),
  acceptParts: z.array(z.string()),
  acceptSounds: z.array(z.string()),
})

export const zQuota = z.object({
  /** Of everything that is here or announced. */
  bytes: z.object({ used: z.int(), limit: z.int() }),
  /** Clips begun within the last 24 hours. */
  day: z.object({
    used: z.int(),
    limit: z.int(),
    /** When the next may be begun, if none may be now. */
    freeAt: zInstant.nullable(),
  }),
})

const uploadParams = z.object({ uploadId: zUuid })
/** A stranger learns nothing, not even that the upload exists. */
const ownUpload = ownersOnly('upload_not_found')

export const mediaRoutes = {
  readLimits: route({
    method: 'GET',
    path: '/v1/limits',
    summary: 'What may be uploaded: size, length, picture size. Asked before a file is sent.',
    access: access.everyone,
    reply: zLimits,
  }),
  createUpload: route({
    method: 'POST',
    path: '/v1/uploads',
    summary:
      'tus 1.0.0: announce a file (headers Tus-Resumable, Upload-Length, Upload-Metadata with filename, filetype and purpose; Repr-Digest if it is known). Location says where its bytes go.',
    access: access.signedIn,
    reply: 'raw',
    status: 201,
    refusals: [identityRefusals.login_required, ...Object.values(uploadRefusals)],
    limit: 60,
  }),
  listUploads: route({
    method: 'GET',
    path: '/v1/uploads',
    summary:
      'Own uploads, begun on any device: `open` ones that are not complete, or `unposted` clips that arrived and of which nothing was made yet.',
    access: access.signedIn,
    query: z.object({ state: z.enum(['open', 'unposted']).default('open') }),
    reply: z.object({ uploads: z.array(zUploadState) }),
    refusals: [identityRefusals.login_required],
  }),
  findSame: route({
    method: 'GET',
    path: '/v1/uploads/same',
    summary:
      'Whether the caller sent the same bytes before, by the SHA-256 of the whole file. Asked before sending.',
    access: access.signedIn,
    query: z.object({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      purpose: zPurpose.default('clip'),
    }),
    reply: z.object({
      same: z
        .object({
          uploadId: zUuid,
          assetId: zUuid,
          fileName: z.string(),
          receivedAt: zInstant,
          /** Something was made of it: for a clip, it was posted. */
          claimed: z.boolean(),
        })
        .nullable(),
    }),
    refusals: [identityRefusals.login_required],
  }),
  uploadAgain: route({
    method: 'POST',
    path: '/v1/uploads/again',
    summary:
      'A new upload of the bytes of an earlier one, without sending them. `id` is chosen by the client: the same again is the same upload.',
    access: ownUpload,
    body: z.strictObject({ uploadId: zUuid, id: zUuid }),
    reply: zUploadState,
    status: 201,
    refusals: [
      identityRefusals.login_required,
      uploadRefusals.upload_not_found,
      uploadRefusals.upload_conflict,
      uploadRefusals.upload_quota_bytes,
      uploadRefusals.upload_quota_day,
      uploadRefusals.upload_not_stored,
      uploadRefusals.upload_corrupt,
    ],
    example: {
      uploadId: '019aaaaa-0000-7000-8000-000000000001',
      id: '019aaaaa-0000-7000-8000-000000000002',
    },
    limit: 60,
  }),
  readQuota: route({
    method: 'GET',
    path: '/v1/uploads/quota',
    summary: 'How much of what an account may have here is used. Asked before a file is sent.',
    access: access.signedIn,
    reply: zQuota,
    refusals: [identityRefusals.login_required],
  }),
  readUploadEvents: route({
    method: 'GET',
    path: '/v1/uploads/:uploadId/events',
    summary:
      'The state of an upload as it changes: server-sent events `state`, until it is ready, refused or expired (event `end`). Comes again by itself after five minutes. Without `Accept: text/event-stream` the present state is told once.',
    access: ownUpload,
    params: uploadParams,
    reply: 'raw',
    refusals: [
      identityRefusals.login_required,
      uploadRefusals.upload_not_found,
      commonRefusals.too_many_requests,
    ],
  }),
  continueUpload: route({
    method: 'PATCH',
    path: '/v1/uploads/:uploadId',
    summary:
      'tus 1.0.0: send bytes from Upload-Offset on, if wished with Upload-Checksum (sha256) of this step and Repr-Digest (sha-256) of the whole file. HEAD on the same address says how far it is. The answer to the last step means that the file is stored durably.',
    access: ownUpload,
    params: uploadParams,
    reply: 'raw',
    status: 204,
    refusals: [identityRefusals.login_required, ...Object.values(uploadRefusals)],
    limit: 1200,
  }),
  dropUpload: route({
    method: 'DELETE',
    path: '/v1/uploads/:uploadId',
    summary: 'tus 1.0.0: give an upload up, unless something was made of it.',
    access: ownUpload,
    params: uploadParams,
    reply: 'raw',
    status: 204,
    refusals: [
      identityRefusals.login_required,
      uploadRefusals.upload_not_found,
      uploadRefusals.upload_expired,
      uploadRefusals.upload_corrupt,
      uploadRefusals.upload_protocol,
      uploadRefusals.upload_claimed,
    ],
  }),
  readUploadState: route({
    method: 'GET',
    path: '/v1/uploads/:uploadId/state',
    summary: 'How far an upload and its processing are. Only its owner may ask.',
    access: ownUpload,
    params: uploadParams,
    reply: zUploadState,
    refusals: [identityRefusals.login_required, uploadRefusals.upload_not_found],
    limit: 1200,
  }),
}
export type MediaRoutes = RouteMap<typeof mediaRoutes>
