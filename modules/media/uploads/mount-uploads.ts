/** Uploads over HTTP: parse, ask whose it is, hand over to tus. */
import { Metadata } from '@tus/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { zUuid } from '../../../platform/contract.ts'
import { refuse } from '../../../platform/errors.ts'
import type { Caller, Http } from '../../../platform/http/index.ts'
import { callerAccount } from '../../identity/index.ts'
import type { Upload } from '../asset.ts'
import { mediaRoutes as routes, uploadRefusals } from '../contract.ts'
import type { Media } from '../index.ts'
import { pictureLimits } from '../probe/judge-file.ts'
import { uploadState } from './read-upload-state.ts'
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
    accept: [
      'video/*',
      '.mp4',
      '.mov',
      '.mkv',
      '.webm',
      '.avi',
      '.ogv',
      '.3gp',
      '.ts',
      '.flv',
      '.wmv',
      '.mpg',
    ],
  }))

  // The bytes are the library's to read: Fastify leaves this type of body alone.
  http.app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))

  http.handle(routes.createUpload, async ({ caller, request, reply }) => {
    const owner = callerAccount(caller)
    checkProtocol(request, reply)
    const length = request.headers['upload-length']
    if (typeof length !== 'string' || !isCount(length)) return refuse(uploadRefusals.upload_length_required)
    const { name, type } = describe(request.headers['upload-metadata'])
    const upload = await uploads.announce(owner, { lengthBytes: Number(length), name, type })
    return handOver(step(upload, caller, request), request, reply)
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
  http.app.options(path, (request, reply) => handOver(undefined, request, reply))

  http.handle(routes.readUploadState, async ({ caller, params }) => {
    const upload = await ownUpload(params.uploadId, caller)
    const asset = (await media.assetState([upload.assetId])).get(upload.assetId)
    const posterUrl =
      asset && asset.state !== 'refused' ? media.urls(asset, { signed: true }).posterUrl : null
    const here = await uploads.received(upload)
    return uploadState(upload, here, asset, uploads.expiresAt(upload), posterUrl, caller.lang)
  })

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
    return handOver(step(upload, caller, request), request, reply)
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

const step = (upload: Upload, caller: Caller, request: FastifyRequest): TusStep => ({
  upload,
  lang: caller.lang,
  requestId: request.id,
})

const isCount = (header: string): boolean => /^\d{1,15}$/.test(header)

function checkProtocol(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers['tus-resumable'] === '1.0.0') return
  reply.header('tus-version', '1.0.0')
  refuse(uploadRefusals.upload_protocol)
}

/** Name and type as the client calls them: for people, and to turn away early what is surely no video. */
function describe(header: string | string[] | undefined): { name: string; type: string } {
  const found = typeof header === 'string' ? readMetadata(header) : {}
  // PostgreSQL takes no NUL, and a name with control characters is no name.
  const plain = (text: string | null | undefined, max: number): string =>
    (text ?? '')
      .toWellFormed()
      .replace(/[\u0000-\u001f\u007f]/g, '')
      .slice(0, max)
  return {
    name: plain(found.filename ?? found.name, 200),
    type: plain(found.filetype ?? found.type, 100).toLowerCase(),
  }
}

function readMetadata(header: string): Record<string, string | null> {
  try {
    return header.length > 4000 ? refuse(uploadRefusals.upload_bad_request) : Metadata.parse(header)
  } catch {
    return refuse(uploadRefusals.upload_bad_request)
  }
}
