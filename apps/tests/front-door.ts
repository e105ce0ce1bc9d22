/** Asking through the front door, and what a refusal must be there: clear, in both languages, and without a word about
 *  what is inside. */
import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Method } from '../../platform/contract.ts'
import type { Client, House } from '../testing/house.ts'

export const zError = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string().min(10), requestId: z.string() }),
})
export const internals =
  /node_modules|\.ts:\d|\bat async\b|\bstack\b|select .* from|pg_|kysely|postgres|zod|undefined|\{\w+\}/i

export interface Sent {
  readonly method: Method | 'HEAD'
  readonly path: string
  readonly payload?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/** @returns status, parsed body and headers */
export async function send(house: House, { method, path, payload, headers = {} }: Sent) {
  const answer = await house.http.app.inject({
    method,
    url: path,
    headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
  const isJson = String(answer.headers['content-type'] ?? '').includes('json')
  const body: unknown = isJson && answer.body !== '' ? JSON.parse(answer.body) : undefined
  return { status: answer.statusCode, body, text: answer.body, headers: answer.headers }
}

/** Holds an answer to be a refusal as it should be, and asks again in the other language. */
export async function refuses(
  house: House,
  sent: Sent,
  client: Client,
  status: number,
  code: string,
): Promise<void> {
  const messages = await Promise.all(
    ['en', 'id'].map(async (lang) => {
      const cookie = client.cookie.replace('panggung_lang=en', `panggung_lang=${lang}`)
      const answer = await send(house, { ...sent, headers: { cookie, ...sent.headers } })
      const what = `${sent.method} ${sent.path.slice(0, 80)} in ${lang}: ${answer.status} ${answer.text.slice(0, 200)}`
      assert.equal(answer.status, status, what)
      const { error } = zError.parse(answer.body)
      assert.equal(error.code, code, what)
      assert.equal(answer.headers['cache-control'], 'no-store', what)
      assert.doesNotMatch(answer.text, internals, what)
      return error.message
    }),
  )
  assert.notEqual(messages[0], messages[1], `${code} is told in both languages: ${messages[0]}`)
}

export const account = (client: Client) => client.account ?? assert.fail('this client is logged in')
