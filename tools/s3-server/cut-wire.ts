/** A wire that misbehaves on demand: stands between a client and a server, and does to each request what the test says. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { Scope } from '../../platform/testing/index.ts'

export type Mischief =
  /** The connection is cut before the server hears of it. */
  | { readonly kind: 'cut' }
  /** The server does it; the answer is lost. */
  | { readonly kind: 'deaf' }
  /** The answer is cut after that many bytes of its body. */
  | { readonly kind: 'cut answer'; readonly afterBytes: number }
  /** Answered without asking the server. */
  | { readonly kind: 'answer'; readonly status: number; readonly code?: string }
  /** Nothing is ever answered. */
  | { readonly kind: 'silence' }
  /** One bit of the request's body is another when it arrives. */
  | { readonly kind: 'flip' }

export interface Wire {
  readonly endpoint: string
  /** Asked for each request, with its number from 1. */
  plan: (seen: { method: string; url: string; number: number }) => Mischief | undefined
  readonly seen: { method: string; url: string }[]
}

export async function cutWire(t: Scope, endpoint: string): Promise<Wire> {
  const target = new URL(endpoint)
  const wire: { -readonly [K in keyof Wire]: Wire[K] } = { endpoint: '', plan: () => undefined, seen: [] }
  const server = createServer((asked, answer) => {
    const { method = 'GET', url = '/' } = asked
    wire.seen.push({ method, url })
    const mischief = wire.plan({ method, url, number: wire.seen.length })
    pass(target, mischief, asked, answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  wire.endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return wire
}

function pass(
  target: URL,
  mischief: Mischief | undefined,
  asked: IncomingMessage,
  answer: ServerResponse,
): void {
  if (mischief?.kind === 'cut') {
    asked.once('data', () => asked.destroy())
    asked.once('end', () => asked.destroy())
    return
  }
  if (mischief?.kind === 'silence') return void asked.resume()
  if (mischief?.kind === 'answer') {
    asked.resume()
    asked.once('end', () => {
      const { code } = mischief
      answer
        .writeHead(mischief.status, { 'content-type': 'application/xml' })
        .end(
          code ? `<?xml version="1.0"?><Error><Code>${code}</Code><Message>as planned</Message></Error>` : '',
        )
    })
    return
  }
  const onward = request(
    // The Host header stays the client's: it is part of what was signed.
    {
      host: target.hostname,
      port: target.port,
      method: asked.method,
      path: asked.url,
      headers: asked.headers,
    },
    (reply) => {
      if (mischief?.kind === 'deaf') {
        reply.resume()
        reply.once('end', () => asked.destroy())
        return
      }
      answer.writeHead(reply.statusCode ?? 500, reply.headers)
      if (mischief?.kind !== 'cut answer') return void reply.pipe(answer)
      let left = mischief.afterBytes
      reply.on('data', (piece: Buffer) => {
        if (left <= 0) return
        answer.write(piece.subarray(0, left))
        left -= piece.length
        // Written out first: what was let through arrives.
        if (left <= 0) setImmediate(() => asked.destroy())
      })
      reply.once('end', () => answer.end())
    },
  )
  onward.on('error', () => asked.destroy())
  answer.on('close', () => onward.destroy())
  let isWhole = mischief?.kind !== 'flip'
  asked.on('data', (piece: Buffer) => {
    if (!isWhole) {
      piece[0] = (piece[0] ?? 0) ^ 1
      isWhole = true
    }
    if (!onward.write(piece)) {
      asked.pause()
      onward.once('drain', () => asked.resume())
    }
  })
  asked.once('end', () => onward.end())
}
