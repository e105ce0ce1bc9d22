/** A client that behaves as the player and the upload page do: it keeps what it wants to send until it has an answer,
 *  and sends the same again, with the same ids, whenever the answer did not come. */
import { setTimeout as pause } from 'node:timers/promises'

export interface Heard {
  readonly status: number
  /** Parsed, or undefined when it is no JSON. */
  readonly body: unknown
  readonly headers: Headers
}

/** What happened on the way, for the test to judge at the end. */
export interface Diary {
  /** Answers that no client should ever get. */
  readonly shocks: string[]
  /** Tries that had no answer, or were told to come back. */
  retries: number
  /** Nobody is to try again. */
  isClosed: boolean
}

export interface PatientClient {
  /** Sends until there is an answer that another try would not change. @throws when there is none for a minute and a half */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Heard>
  /** One try. @returns undefined when there was no answer, or one that says to come back */
  once(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Heard | undefined>
  cookie(name: string): string | undefined
}

const userAgent =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36'
const patienceMs = 90_000

/** @param base where the stage is now: asked before each try */
export function patientClient(base: () => string, diary: Diary): PatientClient {
  const cookies = new Map<string, string>([['panggung_lang', 'en']])

  const once: PatientClient['once'] = async (method, path, body, headers = {}) => {
    const isBytes = body instanceof Uint8Array
    let response: Response
    let text: string
    try {
      response = await fetch(base() + path, {
        method,
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          'user-agent': userAgent,
          ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      })
      text = await response.text()
    } catch {
      diary.retries++
      return undefined
    }
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name !== undefined && value !== undefined) cookies.set(name, value)
    }
    if (response.status >= 500) {
      // 503 and 507 say that nothing was lost and that another try may pass; anything else says that the code is wrong.
      if (response.status !== 503 && response.status !== 507)
        diary.shocks.push(`${method} ${path.replace(/\?.*/, '')} → ${response.status} ${text.slice(0, 200)}`)
      diary.retries++
      return undefined
    }
    if (response.status === 429) {
      diary.retries++
      return undefined
    }
    return { status: response.status, body: parsed(text), headers: response.headers }
  }

  return {
    once,
    cookie: (name) => cookies.get(name),
    async call(method, path, body, headers) {
      const until = Date.now() + patienceMs
      for (let waitMs = 100; Date.now() < until && !diary.isClosed; waitMs = Math.min(waitMs * 1.5, 1_000)) {
        const heard = await once(method, path, body, headers)
        if (heard) return heard
        await pause(waitMs)
      }
      throw new Error(`${method} ${path} had no answer in time`)
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
