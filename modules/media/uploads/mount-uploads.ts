/** What an account asks about its uploads, and the uploads themselves. */
import { present, refuse } from '../../../platform/errors.ts'
import type { Caller, Http } from '../../../platform/http/index.ts'
import { callerAccount } from '../../identity/index.ts'
import type { Upload } from '../asset.ts'
import { mediaRoutes as routes, uploadRefusals } from '../contract.ts'
import type { Media } from '../index.ts'
import { pictureLimits } from '../probe/judge-file.ts'
import { accepted, freeAgainAt } from './check-file.ts'
import { mountTus } from './mount-tus.ts'
import type { UploadState } from './read-upload-state.ts'

export function mountUploads(http: Http, media: Media): void {
  const { uploads, config } = media

  http.handle(routes.readLimits, () => ({
    maxBytes: config.MAX_BYTES,
    maxSeconds: config.MAX_SECONDS,
    minShortEdge: pictureLimits.shortEdgeMin,
    maxEdge: pictureLimits.edgeMax,
    maxPixels: pictureLimits.pixelsMax,
    maxFrameRate: pictureLimits.frameRateMax,
    maxOpenUploads: config.OPEN_UPLOADS,
    uploadHours: config.UPLOAD_HOURS,
    unpostedDays: config.UNPOSTED_DAYS,
    quotaBytes: config.QUOTA_BYTES,
    quotaDayClips: config.QUOTA_DAY_CLIPS,
    accept: [...accepted.clip],
    acceptParts: [...accepted.part],
    acceptSounds: [...accepted.sound],
  }))

  mountTus(http, media, ownUpload)

  http.handle(routes.readUploadState, async ({ caller, params }) => {
    return stateOf(await ownUpload(params.uploadId, callerAccount(caller)), caller)
  })
  http.handle(routes.readUploadEvents, async ({ caller, params, request, reply }) => {
    const upload = await ownUpload(params.uploadId, callerAccount(caller))
    const read = async (): Promise<UploadState> =>
      stateOf((await media.findUpload(upload.id)) ?? upload, caller)
    if (request.headers.accept?.includes('text/event-stream')) return media.streams.open(reply, upload, read)
    reply.type('text/event-stream; charset=utf-8').header('cache-control', 'no-store')
    return reply.send(`event: state\ndata: ${JSON.stringify(await read())}\n\n`)
  })
  http.handle(routes.listUploads, async ({ caller, query }) => {
    const owner = callerAccount(caller)
    const list = query.state === 'open' ? await uploads.openOf(owner) : await uploads.unpostedOf(owner)
    return { uploads: await media.uploadStates(list, caller.lang) }
  })
  http.handle(routes.findSame, async ({ caller, query }) => {
    const same = await uploads.sameAs(callerAccount(caller), query.sha256, query.purpose)
    if (!same) return { same: null }
    const { id: uploadId, assetId, fileName, receivedAt, claimedAt } = same
    const at = present(receivedAt, 'it was received').toISOString()
    return { same: { uploadId, assetId, fileName, receivedAt: at, claimed: claimedAt !== undefined } }
  })
  http.handle(routes.uploadAgain, async ({ caller, body }) => {
    const upload = await uploads.again(callerAccount(caller), body.uploadId, body.id)
    return stateOf(upload, caller)
  })
  http.handle(routes.readQuota, async ({ caller }) => {
    const usage = await uploads.usage(callerAccount(caller))
    const quota = { bytes: config.QUOTA_BYTES, dayClips: config.QUOTA_DAY_CLIPS }
    return {
      bytes: { used: usage.bytes, limit: quota.bytes },
      day: {
        used: usage.clips,
        limit: quota.dayClips,
        freeAt: freeAgainAt(usage, quota)?.toISOString() ?? null,
      },
    }
  })

  // A stream has no end of its own: a server that stops would wait for it.
  http.app.addHook('preClose', () => media.streams.close())

  async function stateOf(upload: Upload, caller: Caller): Promise<UploadState> {
    const [state] = await media.uploadStates([upload], caller.lang)
    return present(state, 'each upload has a state')
  }

  async function ownUpload(id: string, owner: string): Promise<Upload> {
    const upload = await media.findUpload(id)
    if (!upload || upload.ownerId !== owner) return refuse(uploadRefusals.upload_not_found)
    return upload
  }
}
