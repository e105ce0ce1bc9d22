/** Gorse (gorse.io, Apache-2.0) by its REST API: `GET /api/recommend/{user}`, `POST /api/feedback`,
 *  `DELETE /api/user/{user}`. Users and items are made by the engine when feedback names them. */
import { z } from 'zod'
import type { Engine, Fault, Told } from './engine.ts'

export interface GorseOptions {
  /** Without a slash at its end. */
  readonly url: string
  /** Sent as X-API-Key; empty: none. */
  readonly key: string
  readonly timeoutMs: number
  readonly fetch: typeof fetch
}

/** A hundred ids are 4 kB. */
const answerMax = 64 * 1024
const zIds = z.array(z.string().max(64))

export function createGorse({ url, key, timeoutMs, fetch }: GorseOptions): Engine {
  const call = async (method: string, path: string, body?: unknown): Promise<Told<string>> => {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const response = await fetch(`${url}/api${path}`, {
        method,
        redirect: 'error', // the key goes where it is addressed
        signal,
        headers: {
          accept: 'application/json',
          ...(key === '' ? {} : { 'x-api-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await textOf(response)
      if (method === 'DELETE' && response.status === 404) return { ok: true, value: '' }
      if (!response.ok) return failed('refused')
      return text === undefined ? failed('nonsense') : { ok: true, value: text }
    } catch {
      return failed(signal.aborted ? 'late' : 'unreachable')
    }
  }
  const send = async (method: string, path: string, body?: unknown): Promise<Told<undefined>> => {
    const told = await call(method, path, body)
    return told.ok ? { ok: true, value: undefined } : told
  }

  return {
    name: 'gorse',
    async recommend(user, limit) {
      const told = await call('GET', `/recommend/${user}?n=${limit}`)
      if (!told.ok) return told
      const ids = zIds.safeParse(parsed(told.value))
      return ids.success ? { ok: true, value: ids.data.slice(0, limit) } : failed('nonsense')
    },
    learn: (user, heard) =>
      send(
        'POST',
        '/feedback',
        heard.flatMap(({ videoId, at, finished }) =>
          (finished ? ['watch', 'finish'] : ['watch']).map((FeedbackType) => ({
            FeedbackType,
            UserId: user,
            ItemId: videoId,
            Timestamp: at.toISOString(),
            Comment: '',
          })),
        ),
      ),
    forget: (user) => send('DELETE', `/user/${user}`),
  }
}

const failed = (fault: Fault): { readonly ok: false; readonly fault: Fault } => ({ ok: false, fault })

/** @returns undefined when there is more of it than any good answer has */
async function textOf(response: Response): Promise<string | undefined> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body ?? []) {
    size += piece.length
    if (size > answerMax) return undefined // leaving the loop ends the connection
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
