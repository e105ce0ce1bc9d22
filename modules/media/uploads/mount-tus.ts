/** The tus protocol (tus.io, 1.0.0: core, creation, creation-with-upload, checksum, expiration, termination) over our
 *  uploads. What exists, who may touch it and when it is complete is decided by our rows, so a restart forgets nothing. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type RefusalSpec, zUuid } from '../../../platform/contract.ts'
import { codeOf, refuse } from '../../../platform/errors.ts'
import type { Http } from '../../../platform/http/index.ts'
import { callerAccount } from '../../identity/index.ts'
import type { Upload } from '../asset.ts'
import { mediaRoutes as routes, uploadRefusals } from '../contract.ts'
import type { Media } from '../index.ts'
import { readChecksum, readReprDigest } from './read-digest.ts'
import { readMetadata, writeMetadata } from './read-metadata.ts'
import type { Taken } from './take-bytes.ts'

const path = routes.createUpload.path
const version = '1.0.0'
const stepType = 'application/offset+octet-stream'
const extensions = 'creation,creation-with-upload,checksum,expiration,termination'
/** What is left of a refused step is read and thrown away if it is no more than that; else the connection ends. */
const drainMax = 1 << 20

/** @param ownUpload @throws Refusal when it is not there, or another's */
export function mountTus(
  http: Http,
  media: Media,
  ownUpload: (id: string, owner: string) => Promise<Upload>,
): void {
  const { uploads, config } = media

  // Bytes are read where they are written: Fastify leaves this type of body alone.
  http.app.addContentTypeParser(stepType, (_request, _payload, done) => done(null))

  http.app.options(path, (_request, reply) =>
    reply
      .code(204)
      .header('tus-resumable', version)
      .header('tus-version', version)
      .header('tus-extension', extensions)
      .header('tus-max-size', String(config.MAX_BYTES))
      .header('tus-checksum-algorithm', 'sha256')
      .send(),
  )

  http.handle(routes.createUpload, async ({ caller, request, reply }) => {
    const owner = callerAccount(caller)
    speak(request, reply)
    const lengthBytes = count(request, 'upload-length') ?? refuse(uploadRefusals.upload_length_required)
    const sha256 = wholeDigest(request)
    const checksum = stepChecksum(request)
    const described = readMetadata(request.headers['upload-metadata'])
    const upload = await uploads.announce(owner, { ...described, lengthBytes, sha256 })
    reply.header('location', `${path}/${upload.id}`)
    let offset = 0
    if (hasBytes(request)) {
      const taken = await take(upload, 0, checksum, request, reply)
      if (taken?.kind === 'broken off') return
      // Announced before, and begun: its bytes go on from where it stands.
      offset = taken?.offset ?? (await uploads.offsetOf(upload))
    } else offset = await uploads.offsetOf(upload)
    if (offset === upload.lengthBytes) await uploads.complete(upload.id)
    else expires(reply, upload)
    reply.code(201).header('upload-offset', String(offset)).send()
  })

  http.handle(routes.continueUpload, async ({ caller, params, request, reply }) => {
    const upload = await ownUpload(params.uploadId, callerAccount(caller))
    speak(request, reply)
    const offset = count(request, 'upload-offset')
    if (offset === undefined || request.headers['content-type'] !== stepType)
      return refuse(uploadRefusals.upload_bad_request)
    const checksum = stepChecksum(request)
    const whole = wholeDigest(request)
    checkAlive(upload)
    // Kept before any byte: whoever finds the file complete after a crash judges it by this.
    if (whole !== undefined) await uploads.claim(upload.id, whole)
    let end = offset
    if (upload.state === 'received') {
      // A last step that is sent again has nothing to write: the file has moved on.
      if (offset !== upload.lengthBytes) turnAway(request, reply, uploadRefusals.upload_conflict)
    } else {
      const taken = await take(upload, offset, checksum, request, reply)
      if (!taken) return turnAway(request, reply, uploadRefusals.upload_busy)
      if (taken.kind === 'broken off') return
      if (taken.kind === 'elsewhere') turnAway(request, reply, uploadRefusals.upload_conflict)
      end = taken.offset
      if (end === upload.lengthBytes) await uploads.complete(upload.id)
    }
    if (end < upload.lengthBytes) expires(reply, upload)
    reply.code(204).header('upload-offset', String(end)).send()
  })

  // How far is it? The same rule as for continuing; contracts know no HEAD.
  http.app.head(`${path}/:uploadId`, async (request, reply) => {
    const caller = await http.callerOf(request, reply)
    const { uploadId } = z.object({ uploadId: zUuid }).parse(request.params)
    const upload = await ownUpload(uploadId, callerAccount(caller))
    speak(request, reply)
    checkAlive(upload)
    if (upload.state === 'open') expires(reply, upload)
    return reply
      .code(200)
      .header('cache-control', 'no-store')
      .header('upload-length', String(upload.lengthBytes))
      .header('upload-offset', String(await uploads.offsetOf(upload)))
      .header('upload-metadata', writeMetadata(upload))
      .send()
  })

  http.handle(routes.dropUpload, async ({ caller, params, request, reply }) => {
    const upload = await ownUpload(params.uploadId, callerAccount(caller))
    speak(request, reply)
    checkAlive(upload)
    if (upload.state === 'received') await media.keep.discard(upload)
    else await uploads.drop(upload.id)
    reply.code(204).send()
  })

  const expires = (reply: FastifyReply, upload: Upload): void => {
    const at = uploads.expiresAt(upload)
    if (at) reply.header('upload-expires', at.toUTCString())
  }

  /** @returns undefined when other bytes of it are arriving. When the sender has left, there is nobody to answer.
   *  @throws Refusal */
  async function take(
    upload: Upload,
    offset: number,
    checksum: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Exclude<Taken, { kind: 'busy' }> | undefined> {
    const announced = Number(request.headers['content-length'] ?? 0)
    if (offset + announced > upload.lengthBytes) turnAway(request, reply, uploadRefusals.upload_overrun)
    const taken = await uploads
      .take(upload, { offset, checksum, body: request.raw })
      .catch((thrown: unknown) => {
        if (!isDiskFault(thrown)) throw thrown
        request.log.error({ event: 'upload-step-failed', uploadId: upload.id, err: thrown })
        return turnAway(request, reply, uploadRefusals.upload_not_stored)
      })
    if (taken.kind === 'broken off') reply.hijack()
    if (taken.kind === 'overrun') turnAway(request, reply, uploadRefusals.upload_overrun)
    if (taken.kind === 'changed') refuse(uploadRefusals.upload_checksum)
    return taken.kind === 'busy' ? undefined : taken
  }
}

/** Refuses a step whose bytes were not all read. */
function turnAway(request: FastifyRequest, reply: FastifyReply, spec: RefusalSpec): never {
  const announced = request.headers['content-length']
  if (announced === undefined || Number(announced) > drainMax) reply.header('connection', 'close')
  return refuse(spec)
}

const isDiskFault = (thrown: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE'].includes(codeOf(thrown) ?? '')

/** Each answer says which protocol it is. @throws Refusal when the request is of another */
function speak(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('tus-resumable', version)
  if (request.headers['tus-resumable'] === version) return
  reply.header('tus-version', version)
  refuse(uploadRefusals.upload_protocol)
}

function checkAlive(upload: Upload): void {
  if (upload.endedBy === 'corrupt') refuse(uploadRefusals.upload_corrupt)
  if (upload.state === 'expired') refuse(uploadRefusals.upload_expired)
}

function count(request: FastifyRequest, name: 'upload-length' | 'upload-offset'): number | undefined {
  const header = request.headers[name]
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

/** creation-with-upload: the announcement brings the first bytes. */
const hasBytes = ({ headers }: FastifyRequest): boolean =>
  headers['content-type'] === stepType &&
  (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)

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
