/** The fake gateway behind a socket, for another process: point PANGGUNG_PAYMENTS_MIDTRANS_URL and …_XENDIT_URL at it. */
import { createServer, type Server } from 'node:http'
import { asError } from '../../platform/errors.ts'
import type { FakeGateway } from './fake-gateway.ts'

/** @returns a server that does not listen yet */
export const fakeServer = (gateway: FakeGateway): Server =>
  createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      const body = Buffer.concat(parts).toString()
      try {
        const { pathname } = new URL(request.url ?? '/', 'http://gateway')
        const answer = gateway.answer({ method: request.method ?? 'GET', path: pathname, headers, body })
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
      } catch (thrown) {
        response.writeHead(400).end(asError(thrown).message)
      }
    })
  })
