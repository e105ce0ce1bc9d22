/** One request to an S3-compatible store: signed, tried again when the store or the wire fails, and told apart by what
 *  the operator can do about it. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
import { createHash } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import type { Clock } from '../clock.ts'
import { asError, codeOf } from '../errors.ts'
import { xmlText } from './s3-xml.ts'
import { NoSuchFile, StorageFault, StorageFull } from './storage.ts'

export interface S3Options {
  /** Of the service, without the bucket: https://s3.ap-southeast-3.amazonaws.com */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly key: string
  readonly secret: string
  /** The bucket is the first part of the path; else the first part of the host's name. */
  readonly pathStyle: boolean
  /** Signatures carry the time: the real one, whatever time the stage believes it is. */
  readonly clock: Clock
  readonly random: () => number
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<unknown>
  readonly fetch: typeof fetch
  /** A request is given up after that many tries. */
  readonly tries: number
  /** A store that says nothing for that long is taken for dead. */
  readonly silentMs: number
  /** Sending may take longer by what the bytes need at that pace. */
  readonly slowestBytesPerSecond: number
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Undefined: the bucket itself. */
  readonly key?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Statuses beside 2xx that are answers, not faults. */
  readonly expect?: readonly number[]
  readonly signal?: AbortSignal
}

export interface S3Client {
  readonly options: S3Options
  /** The answer with its headers; the body is still to be read. @throws StorageFault, StorageFull, S3Unavailable */
  send(request: S3Request): Promise<Response>
  /** The answer's text; faults that some stores hide in a 200 are faults here too. */
  text(request: S3Request): Promise<string>
  /** Waits before the next try. @param failed how many tries have failed */
  pause(failed: number, signal?: AbortSignal): Promise<unknown>
  presign(
    key: string,
    endpoint: string,
    seconds: number,
    query: Readonly<Record<string, string>>,
  ): Promise<string>
}

/** The store did not answer, or answered that it can't now: it may be well again in a moment. */
export class S3Unavailable extends Error {
  override name = 'S3Unavailable'
}

const firstWaitMs = 150
const longestWaitMs = 10_000

export function s3Client(options: S3Options): S3Client {
  const { key: accessKeyId, secret: secretAccessKey, region } = options
  const cache = new Map<string, ArrayBuffer>()
  const common = { accessKeyId, secretAccessKey, region, service: 's3', cache }
  const signingTime = (): string =>
    options.clock
      .now()
      .toISOString()
      .replace(/[:-]|\.\d{3}/g, '')

  const once = async (request: S3Request): Promise<Response> => {
    const { method, body, signal } = request
    const signer = new AwsV4Signer({
      ...common,
      method,
      url: addressOf(options, options.endpoint, request.key, request.query).href,
      headers: { ...request.headers, 'x-amz-content-sha256': hexOf(body) },
      datetime: signingTime(),
    })
    const signed = await signer.sign()
    const limit = options.silentMs + ((body?.length ?? 0) * 1000) / options.slowestBytesPerSecond
    const deadline = new AbortController()
    const timer = setTimeout(
      () => deadline.abort(new S3Unavailable(`no answer within ${Math.round(limit / 1000)} s`)),
      limit,
    )
    try {
      return await options.fetch(signed.url, {
        method,
        headers: signed.headers,
        // Its own buffer, never a shared one: what fetch takes.
        ...(body
          ? { body: new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength) }
          : {}),
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal,
      })
    } finally {
      clearTimeout(timer)
    }
  }

  /** @returns the answer, or the fault that makes another try worth while */
  const attempt = async (request: S3Request): Promise<Response | S3Unavailable> => {
    let answer: Response
    try {
      answer = await once(request)
    } catch (thrown) {
      if (request.signal?.aborted) throw thrown
      return unreachable(options, thrown)
    }
    if (answer.ok || request.expect?.includes(answer.status)) return answer
    const text = await inTime(answer.text(), options.silentMs).catch(() => '')
    return judge(options, request, answer, text)
  }

  const pause = (failed: number, signal?: AbortSignal): Promise<unknown> =>
    options.wait(
      Math.min(longestWaitMs, firstWaitMs * 2 ** (failed - 1)) * (0.5 + options.random() / 2),
      signal,
    )

  const send = async (request: S3Request): Promise<Response> => {
    for (let tries = 1; ; tries++) {
      const answer = await attempt(request)
      if (!(answer instanceof S3Unavailable)) return answer
      if (tries >= options.tries) throw answer
      await pause(tries, request.signal)
    }
  }

  return {
    options,
    send,
    pause,
    async text(request) {
      for (let tries = 1; ; tries++) {
        const answer = await send(request)
        let fault: S3Unavailable
        try {
          const text = await inTime(answer.text(), options.silentMs)
          if (!/<Error>/.test(text.slice(0, 500))) return text
          fault = judge(options, request, answer, text)
        } catch (thrown) {
          if (thrown instanceof StorageFault || thrown instanceof StorageFull || request.signal?.aborted)
            throw thrown
          fault = unreachable(options, thrown)
        }
        if (tries >= options.tries) throw fault
        await pause(tries, request.signal)
      }
    },
    async presign(key, endpoint, seconds, query) {
      const url = addressOf(options, endpoint, key, { ...query, 'X-Amz-Expires': String(seconds) })
      const signer = new AwsV4Signer({
        ...common,
        method: 'GET',
        url: url.href,
        signQuery: true,
        datetime: signingTime(),
      })
      return (await signer.sign()).url.href
    },
  }
}

/** @throws S3Unavailable when it takes longer */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new S3Unavailable('the answer stopped half-way')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function addressOf(
  { bucket, pathStyle }: S3Options,
  endpoint: string,
  key: string | undefined,
  query: Readonly<Record<string, string>> = {},
): URL {
  const url = new URL(endpoint)
  const path = (key ?? '').split('/').map(encodeURIComponent).join('/')
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`
  const base = url.pathname.replace(/\/$/, '')
  url.pathname = pathStyle ? `${base}/${bucket}${key === undefined ? '' : `/${path}`}` : `${base}/${path}`
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

const hexOf = (body: Uint8Array | undefined): string =>
  createHash('sha256')
    .update(body ?? '')
    .digest('hex')

/** Codes that say: the wire or the load, not the request. */
const passing = new Set([
  'InternalError',
  'SlowDown',
  'ServiceUnavailable',
  'RequestTimeout',
  'OperationAborted',
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'IncompleteBody',
  'Throttling',
  'TooManyRequests',
])

/** @returns the fault when another try may help. @throws when only the operator can */
function judge(options: S3Options, request: S3Request, answer: Response, text: string): S3Unavailable {
  const code = xmlText(text, 'Code') ?? ''
  const message = xmlText(text, 'Message') ?? ''
  const said = [String(answer.status), code, message].filter(Boolean).join(' ')
  const where = `${options.endpoint}, bucket ${options.bucket}`
  if (answer.status === 507 || /QuotaExceeded|StorageFull|InsufficientStorage/.test(code))
    throw new StorageFull(`The object store is full (${where} answered: ${said}).`)
  if (passing.has(code) || answer.status >= 500 || answer.status === 429 || answer.status === 408)
    return new S3Unavailable(`The object store can't answer now (${where} answered: ${said}).`)
  if (answer.status === 404 && code !== 'NoSuchBucket' && request.key !== undefined)
    throw new NoSuchFile(request.key)
  throw new StorageFault(
    `The object store refused (${where} answered: ${said}). ${advice(code, answer, text)}`,
  )
}

function advice(code: string, answer: Response, text: string): string {
  switch (code) {
    case 'SignatureDoesNotMatch':
      return 'The secret does not belong to the key: look at PANGGUNG_STORAGE_S3_SECRET.'
    case 'InvalidAccessKeyId':
      return 'Nobody there knows that key: look at PANGGUNG_STORAGE_S3_KEY.'
    case 'NoSuchBucket':
      return 'There is no such bucket: make it, or look at PANGGUNG_STORAGE_S3_BUCKET.'
    case 'InvalidBucketName':
      return 'No bucket can have that name: look at PANGGUNG_STORAGE_S3_BUCKET.'
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
    case 'IllegalLocationConstraintException': {
      const region = xmlText(text, 'Region') ?? answer.headers.get('x-amz-bucket-region')
      return `The bucket is elsewhere${region ? `: in ${region}` : ''}; look at PANGGUNG_STORAGE_S3_REGION and _ENDPOINT.`
    }
    case 'RequestTimeTooSkewed':
      return "This machine's clock is wrong: set it (timedatectl set-ntp true)."
    default:
      if (answer.status === 301 || answer.status === 307)
        return 'The bucket is elsewhere: look at PANGGUNG_STORAGE_S3_ENDPOINT and _REGION.'
      if (answer.status === 401 || answer.status === 403)
        return 'The key may not do that, or key and secret are wrong: it must be allowed to list, read, write and delete in the bucket.'
      return 'Look at PANGGUNG_STORAGE_S3_ENDPOINT: is it the address of an S3 service?'
  }
}

function unreachable(options: S3Options, thrown: unknown): S3Unavailable {
  const error = asError(thrown)
  const cause = asError(error.cause ?? error)
  const why = [codeOf(cause), cause.message].filter(Boolean).join(' ')
  return new S3Unavailable(`The object store at ${options.endpoint} could not be reached (${why}).`, {
    cause: thrown,
  })
}
