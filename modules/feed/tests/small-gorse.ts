/** A server that speaks as much of Gorse's REST API as the feed uses, and can be unwell. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Scope } from '../../../platform/testing/index.ts'

export type Mood = 'well' | 'slow' | 'failing' | 'nonsense' | 'endless' | 'moved'

export interface Feedback {
  readonly FeedbackType: string
  readonly UserId: string
  readonly ItemId: string
  readonly Timestamp: string
}

export interface SmallGorse {
  readonly url: string
  mood: Mood
  /** What it recommends to anyone. */
  list: readonly string[]
  /** Every request, in order: `GET /api/recommend/…`. */
  readonly asked: string[]
  readonly keys: (string | undefined)[]
  /** By user; whoever is deleted is not there. */
  readonly users: Map<string, Feedback[]>
  leave(): Promise<void>
}

export async function smallGorse(t: Scope): Promise<SmallGorse> {
  const asked: string[] = []
  const keys: (string | undefined)[] = []
  const users = new Map<string, Feedback[]>()
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const key = request.headers['x-api-key']
    keys.push(typeof key === 'string' ? key : undefined)
    void bodyOf(request).then((body) => (isUnwell(response) ? undefined : answer(request, body, response)))
  })
  const isUnwell = (response: ServerResponse): boolean => {
    const { mood } = gorse
    if (mood === 'failing') response.writeHead(500).end('{"error":"no"}')
    if (mood === 'nonsense') response.end('{"ids": 12}')
    if (mood === 'endless') response.end(`["${'x'.repeat(1_000_000)}"]`)
    if (mood === 'moved') response.writeHead(302, { location: '/api/elsewhere' }).end()
    return mood !== 'well' // slow: no answer at all
  }
  const answer = (request: IncomingMessage, body: string, response: ServerResponse): void => {
    const [, user = ''] = /^\/api\/(?:recommend|user)\/([^?]+)/.exec(request.url ?? '') ?? []
    if (request.method === 'POST') {
      const feedback: Feedback[] = JSON.parse(body)
      for (const one of feedback) users.set(one.UserId, [...(users.get(one.UserId) ?? []), one])
      response.end(JSON.stringify({ RowAffected: feedback.length }))
    } else if (request.method === 'DELETE') {
      users.delete(user)
      response.end('{"RowAffected":1}')
    } else response.end(JSON.stringify(gorse.list))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const leave = async (): Promise<void> => {
    server.closeAllConnections()
    if (server.listening) await new Promise((done) => server.close(done))
  }
  t.after(leave)
  const gorse: SmallGorse = {
    url: `http://127.0.0.1:${port}`,
    mood: 'well',
    list: [],
    asked,
    keys,
    users,
    leave,
  }
  return gorse
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const piece of request) body += String(piece)
  return body
}
