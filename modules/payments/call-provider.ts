/** One call to a provider's API: JSON in and out with exact amounts, a time limit, and three endings: an answer, "no", or
 *  nothing that can be relied on. */
import { asError } from '../../platform/errors.ts'
import { parseExact, writeExact } from './amounts.ts'
import { ProviderAway } from './provider.ts'

export interface ProviderCall {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface ProviderAnswer {
  readonly status: number
  /** Numbers are text, as they were written; {@link parseExact}. */
  readonly body: unknown
}

const bytesMax = 1_000_000

/** @throws ProviderAway on silence, 408, 429, 5xx, and on what is not JSON */
export async function callProvider(
  { fetch: call, timeoutMs }: { fetch: typeof fetch; timeoutMs: number },
  { method, url, headers, body }: ProviderCall,
): Promise<ProviderAnswer> {
  let status: number
  let text: string
  try {
    const answer = await call(url, {
      method,
      redirect: 'error',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: writeExact(body) }),
    })
    status = answer.status
    text = await answer.text()
  } catch (thrown) {
    throw new ProviderAway(`${method} ${new URL(url).pathname}: ${asError(thrown).message}`)
  }
  if (status >= 500 || status === 408 || status === 429 || text.length > bytesMax)
    throw new ProviderAway(`${method} ${new URL(url).pathname}: HTTP ${status}`)
  try {
    return { status, body: text === '' ? {} : parseExact(text) }
  } catch {
    throw new ProviderAway(`${method} ${new URL(url).pathname}: no JSON, HTTP ${status}`)
  }
}
