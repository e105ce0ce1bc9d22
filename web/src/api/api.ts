/** The typed door to the server: `await api('GET /v1/feed', { query: { tab: 'for-you' } })`.
 *  Types come from the modules' contracts by type-only import; no schema code reaches the browser.
 *  Reads are tried three times when no answer comes; writes once, since only the caller knows if twice is safe. */
import { language } from '#i18n/words.svelte.ts'
import { address } from './address.ts'
import { ApiError, errorFromReply } from './api-error.ts'
import { takeFirstData } from './first-data.ts'
import type { CallArgs, Reply, RouteKey } from './routes.ts'

const TIMEOUT_MS = 15_000
const TRIES = 3

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean
}

interface LooseArgs extends CallOptions {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** Resolves with the reply's body (undefined for 204); rejects with ApiError, or AbortError if `signal` fired. */
export async function api<K extends RouteKey>(key: K, ...args: CallArgs<K, CallOptions>): Promise<Reply<K>> {
  const body: unknown = await call(key, args[0] ?? {})
  // The one place where the wire meets the types: the server holds every reply to this contract.
  return body as Reply<K>
}

async function call(key: string, args: LooseArgs): Promise<unknown> {
  const [method = 'GET', path = ''] = key.split(' ')
  const url = address(path, args.params, args.query)
  if (method === 'GET') {
    const first = takeFirstData(`GET ${url}`)
    if (first) return first.body
  }
  const tries = method === 'GET' ? TRIES : 1
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(method, url, args)
    } catch (error) {
      const again = error instanceof ApiError && (error.status === 0 || error.status >= 502)
      if (!again || attempt >= tries) throw error
      await pause(250 * 3 ** (attempt - 1), args.signal)
    }
  }
}

async function once(method: string, url: string, args: LooseArgs): Promise<unknown> {
  const timeout = AbortSignal.timeout(args.timeoutMs ?? TIMEOUT_MS)
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': language.now }
  if (args.body !== undefined) headers['content-type'] = 'application/json'
  let reply: Response
  let text: string
  try {
    reply = await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      keepalive: args.keepalive ?? false,
      body: args.body === undefined ? null : JSON.stringify(args.body),
      signal: args.signal ? AbortSignal.any([args.signal, timeout]) : timeout,
    })
    text = await reply.text()
  } catch (error) {
    if (args.signal?.aborted) throw error
    if (timeout.aborted) throw new ApiError('timeout', 0, '')
    throw new ApiError('offline', 0, '')
  }
  const body = text === '' ? undefined : parsed(text)
  if (!reply.ok) throw errorFromReply(reply.status, body)
  return body
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
