import type { Scope } from './scope.ts'
import type { InjectOptions } from 'fastify'
import type { Clock } from '../clock.ts'
import { type Caller, createHttp, type Http } from '../http/index.ts'
import { silentLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'

export interface TestHttp extends Http {
  /** Who the next requests come from. */
  as(caller: Partial<Caller>): void
  /** A request without a socket. @returns status and parsed body */
  call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Body; headers: Record<string, unknown> }>
}

const visitor: Caller = {
  account: null,
  deviceKey: '00000000-0000-4000-8000-00000000d00d',
  viewerKey: '00000000-0000-4000-8000-00000000d00d',
  lang: 'en',
  address: '127.0.0.1',
  userAgent: 'Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile',
}

/** The HTTP edge with strict replies and no identity module: the test says who is calling. */
export async function testHttp(t: Scope, clock: Clock): Promise<TestHttp> {
  const http = await createHttp({ clock, log: silentLog, metrics: createMetrics(), strictReplies: true })
  let current = visitor
  http.identifyWith(async () => current)
  t.after(() => http.close())
  return {
    ...http,
    as(caller) {
      const merged = { ...visitor, ...caller }
      current = { ...merged, viewerKey: merged.account?.id ?? merged.deviceKey }
    },
    async call(method, path, body, headers = {}) {
      const options: InjectOptions = {
        method: method as NonNullable<InjectOptions['method']>,
        url: path,
        headers,
      }
      if (body !== undefined) {
        options.payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
        options.headers = { 'content-type': 'application/json', ...headers }
      }
      const answer = await http.app.inject(options)
      const isJson = String(answer.headers['content-type'] ?? '').includes('json')
      return {
        status: answer.statusCode,
        body: isJson && answer.body !== '' ? JSON.parse(answer.body) : answer.rawPayload,
        headers: answer.headers,
      }
    },
  }
}
