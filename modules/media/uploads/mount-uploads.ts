/** Uploads over HTTP: parse, ask whose it is, hand over to tus. */
import { Metadata } from '@tus/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { zUuid } from '../../../platform/contract.ts'
import { present, refuse } from '../../../platform/errors.ts'
import type { Caller, Http } from '../../../platform/http/index.ts'
import { callerAccount } from '../../identity/index.ts'
import type { AssetKind, Upload } from '../asset.ts'
import { mediaRoutes as routes, uploadRefusals, zPurpose } from '../contract.ts'
import type { Media } from '../index.ts'
import { pictureLimits } from '../probe/judge-file.ts'
import { accepted, type Announced, freeAgainAt } from './check-file.ts'
import { readChecksum, readReprDigest } from './read-digest.ts'
import type { UploadState } from './read-upload-state.ts'
import { createTusUploads, type TusStep } from './tus-uploads.ts'

const path = routes.createUpload.path

export function mountUploads(http: Http, media: Media): void {
  const { uploads, config } = media
  const tus = createTusUploads(uploads, path, config.MAX_BYTES)

  http.handle(routes.readLimits, () => ({
    maxBytes: config.MAX_BYTES,
    maxSeconds: config.MAX_SECONDS,
    minShortEdge: pictureLimits.shortEdgeMin,
    maxEdge: pictureLimits.edgeMax,
    maxPixels: pictureLimits.pixelsMax,
    maxFrameRate: pictureLimits.frameRateMax,
    maxOpenUploads: config.OPEN_UPLOADS,
    uploadHours: config.UPLOAD_HOURS,
    quotaBytes: config.QUOTA_BYTES,
    quotaDayClips: config.QUOTA_DAY_CLIPS,
    accept: [...accepted.clip],
    acceptParts: [...accepted.part],
    acceptSounds: [...accepted.sound],
  }))

  // The bytes are the library's to read: Fastify leaves this type of body alone.
  http.app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))

  http.handle(routes.createUpload, async ({ caller, request, reply }) => {
    const owner = callerAccount(caller)
    checkProtocol(request, reply)
    const length = request.headers['upload-length']
    if (typeof length !== 'string' || !isCount(length)) return refuse(uploadRefusals.upload_length_required)
    const sha256 = wholeDigest(request)
    const checksum = stepChecksum(request)
    const described = describe(request.headers['upload-metadata'])
    const upload = await uploads.announce(owner, { ...described, lengthBytes: Number(length), sha256 })
    return handOver({ ...step(upload, caller, request), checksum }, request, reply)
  })
  http.handle(routes.continueUpload, ({ caller, params, request, reply }) =>
    onOwn(params.uploadId, caller, request, reply),
  )
  http.handle(routes.dropUpload, ({ caller, params, request, reply }) =>
    onOwn(params.uploadId, caller, request, reply),
  )
  // How far is it? The same rule as for continuing; contracts know no HEAD.
  http.app.head(`${path}/:uploadId`, async (request, reply) => {
    const caller = await http.callerOf(request, reply)
    const { uploadId } = z.object({ uploadId: zUuid }).parse(request.params)
    return onOwn(uploadId, caller, request, reply)
  })
  http.app.options(path, (request, reply) => {
    reply.header('tus-checksum-algorithm', 'sha256')
    return handOver(undefined, request, reply)
  })

  http.handle(routes.readUploadState, async ({ caller, params }) => {
    return stateOf(await ownUpload(params.uploadId, caller), caller)
  })
  http.handle(routes.readUploadEvents, async ({ caller, params, request, reply }) => {
    const upload = await ownUpload(params.uploadId, caller)
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

  async function ownUpload(id: string, caller: Caller): Promise<Upload> {
    const owner = callerAccount(caller)
    const upload = await media.findUpload(id)
    if (!upload || upload.ownerId !== owner) return refuse(uploadRefusals.upload_not_found)
    return upload
  }

  async function onOwn(
    id: string,
    caller: Caller,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const upload = await ownUpload(id, caller)
    checkProtocol(request, reply)
    if (request.method === 'PATCH' && !isCount(String(request.headers['upload-offset'])))
      refuse(uploadRefusals.upload_bad_request)
    const checksum = stepChecksum(request)
    const whole = wholeDigest(request)
    // Kept before any byte: whoever finds the file complete after a crash judges it by this.
    if (whole !== undefined && request.method === 'PATCH') await uploads.claim(upload.id, whole)
    return handOver({ ...step(upload, caller, request), checksum }, request, reply)
  }

  async function handOver(
    given: TusStep | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    if (given) reply.raw.setHeader('upload-expires', uploads.expiresAt(given.upload).toUTCString())
    try {
      await tus.handle(given, request.raw, reply.raw)
    } catch (err) {
      request.log.error({ event: 'upload-step-failed', uploadId: given?.upload.id, err })
      if (reply.raw.headersSent) reply.raw.destroy()
      else reply.raw.writeHead(500, { 'content-length': '0' }).end()
    }
  }
}

const step = (upload: Upload, caller: Caller, request: FastifyRequest): Omit<TusStep, 'checksum'> => ({
  upload,
  isWhole: () => request.raw.complete,
  lang: caller.lang,
  requestId: request.id,
})

/** Of this step. @throws Refusal when it is no SHA-256 */
function stepChecksum(request: FastifyRequest): string | undefined {
  const header = request.headers['upload-checksum']
  if (header === undefined) return undefined
  return readChecksum(String(header)) ?? refuse(uploadRefusals.upload_bad_request)
}

/** Of the whole file. @throws Refusal when it can't be read */
function wholeDigest(request: FastifyRequest): string | undefined {
  const header = request.headers['repr-digest']
  const digest = header === undefined ? undefined : readReprDigest(String(header))
  return digest === null ? refuse(uploadRefusals.upload_bad_request) : digest
}

const isCount = (header: string): boolean => /^\d{1,15}$/.test(header)

function checkProtocol(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers['tus-resumable'] === '1.0.0') return
  reply.header('tus-version', '1.0.0')
  refuse(uploadRefusals.upload_protocol)
}

/** Name and type as the client calls them: for people, and to turn away early what is surely no video. */
function describe(
  header: string | string[] | undefined,
): Pick<Announced, 'id' | 'name' | 'type'> & { purpose: AssetKind } {
  const found = typeof header === 'string' ? readMetadata(header) : {}
  // PostgreSQL takes no NUL, and a name with control characters is no name.
  const plain = (text: string | null | undefined, max: number): string =>
    (text ?? '')
      .toWellFormed()
      .replace(/[\u0000-\u001f\u007f]/g, '')
      .slice(0, max)
  const purpose = zPurpose.safeParse(found.purpose ?? 'clip')
  const id = zUuid.safeParse(found.id)
  return {
    name: plain(found.filename ?? found.name, 200),
    type: plain(found.filetype ?? found.type, 100).toLowerCase(),
    purpose: purpose.data ?? refuse(uploadRefusals.upload_bad_request),
    id: typeof found.id !== 'string' ? undefined : (id.data ?? refuse(uploadRefusals.upload_bad_request)),
  }
}

function readMetadata(header: string): Record<string, string | null> {
  try {
    return header.length > 4000 ? refuse(uploadRefusals.upload_bad_request) : Metadata.parse(header)
  } catch {
    return refuse(uploadRefusals.upload_bad_request)
  }
}
