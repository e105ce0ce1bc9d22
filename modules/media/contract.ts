/** What a client may ask of media, and every way it can be told no. */
import { z } from 'zod'
import { type Access, route, type RouteMap, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'
import { uploadRefusals } from './contract-refusals.ts'

export { mediaRefusals, uploadRefusals } from './contract-refusals.ts'

export const zReason = z.object({ code: z.string(), message: z.string() })

/** `received`: the whole file is stored. `playable`: it can be watched. `ready`: nothing more will be added. */
export const zAssetState = z.enum(['received', 'probing', 'playable', 'ready', 'refused'])

export const zUploadState = z.object({
  uploadId: zUuid,
  state: z.enum(['open', 'expired', ...zAssetState.options]),
  /** What is happening now, for a machine. */
  stage: z.enum(['uploading', 'waiting', 'reading', 'copying', 'encoding', 'done', 'refused', 'expired']),
  /** The same in the caller's language. */
  stageText: z.string(),
  /** Of the stage, measured and never guessed; null where nothing can be measured. */
  percent: z.int().min(0).max(100).nullable(),
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
  /** For a file picker's `accept`. */
  accept: z.array(z.string()),
})

const uploadParams = z.object({ uploadId: zUuid })
/** A stranger learns nothing, not even that the upload exists. */
const ownUpload: Access = {
  ...access.ownerOrNotFound,
  viewer: 'upload_not_found',
  other: 'upload_not_found',
  merchant: 'upload_not_found',
  moderator: 'upload_not_found',
  operator: 'upload_not_found',
}

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
      'tus 1.0.0: announce a file (headers Tus-Resumable, Upload-Length, Upload-Metadata). Location says where its bytes go.',
    access: access.signedIn,
    reply: 'raw',
    status: 201,
    refusals: [identityRefusals.login_required, ...Object.values(uploadRefusals)],
    limit: 60,
  }),
  continueUpload: route({
    method: 'PATCH',
    path: '/v1/uploads/:uploadId',
    summary:
      'tus 1.0.0: send bytes from Upload-Offset on. HEAD on the same address says how far it is. The answer to the last step means that the file is stored durably.',
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
    summary: 'tus 1.0.0: give an unfinished upload up.',
    access: ownUpload,
    params: uploadParams,
    reply: 'raw',
    status: 204,
    refusals: [
      identityRefusals.login_required,
      uploadRefusals.upload_not_found,
      uploadRefusals.upload_bad_request,
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
