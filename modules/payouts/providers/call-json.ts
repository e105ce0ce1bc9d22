/** One HTTP call that always has an answer: what came, or that nobody knows. */
import { asError } from '../../../platform/errors.ts'

export interface Call {
  readonly fetch: typeof fetch
  readonly timeoutMs: number
}

export type Answer =
  | { readonly ok: true; readonly status: number; readonly text: string; readonly body: unknown }
  | { readonly ok: false; readonly why: string }

/** Redirects are not followed: an order for money goes where it is addressed. */
export async function callJson(
  call: Call,
  url: string,
  request: { method: 'GET' | 'POST'; headers: Readonly<Record<string, string>>; body?: string },
): Promise<Answer> {
  try {
    const response = await call.fetch(url, {
      ...request,
      redirect: 'error',
      signal: AbortSignal.timeout(call.timeoutMs),
    })
    const text = await response.text()
    return { ok: true, status: response.status, text, body: parse(text) }
  } catch (thrown) {
    return { ok: false, why: asError(thrown).message }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const basicAuth = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`

/** Whole rupiah out of `150000`, `"150000.00"`; undefined when it is none, or has cents. A JSON number above 2^53 has
 *  lost digits, so its own text is read. */
export function wholeRupiah(text: string): bigint | undefined {
  const digits = /^(\d{1,18})(?:\.0+)?$/.exec(text)?.[1]
  return digits === undefined ? undefined : BigInt(digits)
}

/** The text of a top-level or nested `"name": value` that is a number or a quoted number. */
export const numberText = (json: string, name: string): string | undefined =>
  new RegExp(`"${name}"\\s*:\\s*"?(\\d+(?:\\.\\d+)?)"?\\s*[,}\\]]`).exec(json)?.[1]
